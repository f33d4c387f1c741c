"""What a line says in place of a subject."""

import pytest

from mailclient.language.subject import subject_words


@pytest.mark.parametrize(
    "outside", ["...", "[...]", "Re: [...]", "…", "Encrypted Message", "AW: encrypted message", "p≡p"]
)
def test_what_stands_for_a_hidden_subject_is_said_in_words(outside: str) -> None:
    assert subject_words(outside, encrypted=True) == "Hidden subject"
    assert subject_words(outside) == outside


@pytest.mark.parametrize("outside", ["[list] Plans", "Wait...", "Encrypted messages at work"])
def test_a_subject_that_says_something_stays(outside: str) -> None:
    assert subject_words(outside, encrypted=True) == outside


def test_no_subject_is_said() -> None:
    assert subject_words("", encrypted=True) == subject_words("") == "(no subject)"
