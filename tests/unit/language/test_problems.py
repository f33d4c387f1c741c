"""Every kind of problem has words in every language, with a next step."""

from collections.abc import Iterator

import pytest

from mailclient.language import use_language
from mailclient.language.catalogue import LANGUAGES
from mailclient.language.problems import problem_text
from mailclient.mail.problem import Problem, ProblemKind


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    use_language("en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ProblemKind)
@pytest.mark.parametrize("subject", ["", "mail.example.org:993"])
def test_every_kind_says_what_happened_and_what_to_do(kind: ProblemKind, language: str, subject: str) -> None:
    use_language(language)
    text = problem_text(Problem(kind, subject, "NO [ALERT] technical"))
    assert text.sentence.endswith((".", "다."))
    assert text.next_step
    assert text.detail == "NO [ALERT] technical"
    assert "{" not in str(text)
    assert "NO [ALERT]" not in str(text)
