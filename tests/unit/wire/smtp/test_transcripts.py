"""Every transcript, played whole, byte by byte and cut at random: the same events, and the same commands said."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.wire.smtp.player import byte_by_byte, outline, play, whole

_FOLDER = Path(__file__).parents[3] / "transcripts" / "smtp"
TRANSCRIPTS = sorted(_FOLDER.glob("*.txt"))

OUTLINES = {
    "postfix_submission": [
        "Greeted 220",
        "Ehlo 250",
        "StartTls 220 2.0.0",
        "Ehlo 250",
        "Authenticate 235 2.7.0",
        "MailFrom 250 2.1.0",
        "RcptTo 550 5.1.1",
        "RcptTo 250 2.1.5",
        "Data 354",
        "EndOfData 250 2.0.0",
        "Quit 221 2.0.0",
    ],
    "exchange_login_one_by_one": [
        "Greeted 220",
        "Ehlo 250",
        "Authenticate 235 2.7.0",
        "MailFrom 550 5.7.60",
        "RcptTo 503 5.5.2",
        "Data 503 5.5.2",
        "Quit 221 2.0.0",
    ],
    "gmail_wants_an_app_password": ["Greeted 220", "Ehlo 250", "Authenticate 534 5.7.9", "Quit 221 2.0.0"],
    "sendmail_says_goodbye": [
        "Greeted 220",
        "Ehlo 250",
        "MailFrom 250 2.1.0",
        "RcptTo 421 4.3.2",
        "Closed 421 ['RcptTo', 'Data']",
    ],
}


def test_each_transcript_has_its_outline() -> None:
    assert {path.stem for path in TRANSCRIPTS} == set(OUTLINES)


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_whole_and_byte_by_byte(path: Path) -> None:
    assert outline(play(path, whole)) == OUTLINES[path.stem]
    assert outline(play(path, byte_by_byte)) == OUTLINES[path.stem]


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lengths=st.lists(st.integers(1, 40), min_size=1, max_size=10))
def test_cut_at_random(path: Path, lengths: list[int]) -> None:
    def cut(data: bytes) -> list[bytes]:
        pieces = []
        for length in lengths:
            pieces.append(data[:length])
            data = data[length:]
        return [piece for piece in (*pieces, data) if piece]

    assert outline(play(path, cut)) == OUTLINES[path.stem]
