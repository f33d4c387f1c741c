"""A problem as the text kept in an operation's row."""

import json

from mailclient.mail.problem import Problem, ProblemKind


def to_json(problem: Problem | None) -> str | None:
    """The text for a row; None for no problem."""
    return None if problem is None else json.dumps([problem.kind, problem.subject, problem.detail])


def from_json(text: str | None) -> Problem | None:
    """What ``to_json`` wrote; a kind this program does not know (a newer one wrote it) becomes INTERNAL."""
    if text is None:
        return None
    kind, subject, detail = json.loads(text)
    known = kind in ProblemKind._value2member_map_
    return Problem(ProblemKind(kind) if known else ProblemKind.INTERNAL, subject, detail)
