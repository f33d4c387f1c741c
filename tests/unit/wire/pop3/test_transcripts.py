"""Every transcript, played whole, byte by byte and cut at random: the same events, and the same commands said."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.wire.pop3.player import byte_by_byte, outline, play, whole

_FOLDER = Path(__file__).parents[3] / "transcripts" / "pop3"
TRANSCRIPTS = sorted(_FOLDER.glob("*.txt"))

OUTLINES = {
    "dovecot_download": [
        "Greeted True",
        "Stls ok",
        "Capa ok 8",
        "Auth ok",
        "Uidl ok 2",
        "List ok 2",
        "Retr ok",
        repr("Subject: dots\r\n\r\n.\r\n..and more\r\n"),
        "Top ok",
        repr("Subject: only the header\r\n\r\n"),
        "Dele ok",
        "Quit ok",
    ],
    "old_server_apop": ["Greeted True", "Capa no", "Apop ok", "Uidl no", "List ok 1", "Top no", "Quit ok"],
    "gmail_too_soon": [
        "Greeted True",
        "Capa ok 8",
        "Auth no SYS/TEMP",
        "User ok",
        "Pass no AUTH",
        "Quit ok",
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
