"""docs/problems.md tells every problem that a user can see, in the words that are shown."""

import re

from mailclient.engine.accounts.remedy import NEEDS_PASSWORD, NEEDS_USER
from mailclient.language.problems import problem_text
from mailclient.mail.problem import Problem, ProblemKind
from tests.architecture.modules import ROOT

_ROW = re.compile(r"\| `(\w+)` \| (.*) \| (.*) \| (.*) \| (.*?) ?\|")
_ROWS = [match.groups() for match in _ROW.finditer((ROOT / "docs" / "problems.md").read_text(encoding="utf-8"))]


def test_every_problem_has_its_row() -> None:
    assert sorted(kind for kind, *_ in _ROWS) == sorted(ProblemKind)


def test_the_words_are_those_that_are_shown() -> None:
    shown = {kind: problem_text(Problem(ProblemKind(kind), "…")) for kind, *_ in _ROWS}
    wrong = [
        kind for kind, sentence, step, *_ in _ROWS if (shown[kind].sentence, shown[kind].next_step) != (sentence, step)
    ]
    assert wrong == []


def test_each_means_something() -> None:
    assert [kind for kind, _, _, meaning, _ in _ROWS if not meaning] == []


def test_what_is_not_tried_again_is_told() -> None:
    told = {kind: then for kind, *_, then in _ROWS if then}
    asks, waits = dict.fromkeys(NEEDS_PASSWORD, "asks"), dict.fromkeys(NEEDS_USER - NEEDS_PASSWORD, "waits")
    assert told == {**asks, **waits}
