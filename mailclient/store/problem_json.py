"""A problem as the text kept in an operation's row."""

import json

from mailclient.mail.problem import Problem, ProblemKind


def to_json(problem: Problem | None) -> str | None:
    """The text for a row; None for no problem."""
    return None if problem is None else json.dumps(_values(problem))


def from_json(text: str | None) -> Problem | None:
    """What ``to_json`` wrote; a kind this program does not know (a newer one wrote it) becomes INTERNAL."""
    if text is None:
        return None
    kind, subject, detail, *sizes = json.loads(text)
    known = kind in ProblemKind._value2member_map_
    return Problem(ProblemKind(kind) if known else ProblemKind.INTERNAL, subject, detail, None, *sizes)


def _values(problem: Problem) -> list[str | int]:
    sizes = [problem.size_bytes, problem.limit_bytes] if problem.limit_bytes else []
    return [problem.kind, problem.subject, problem.detail, *sizes]
