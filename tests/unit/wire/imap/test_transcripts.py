"""Every transcript, played whole, byte by byte and cut at random: the same events, and the same commands said."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailclient.wire.imap.events import Unparsed
from tests.unit.wire.imap.player import ByteByByte, Cut, CutInto, play

_FOLDER = Path(__file__).parents[3] / "transcripts" / "imap"
TRANSCRIPTS = sorted(_FOLDER.glob("*.txt"))
_ODD = {"yandex_cut_answer"}


def test_there_are_transcripts() -> None:
    assert len(TRANSCRIPTS) >= 10


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_whole_and_byte_by_byte(path: Path) -> None:
    whole = play(path, Cut())
    assert whole == play(path, ByteByByte())
    unparsed = [event for event in whole if isinstance(event, Unparsed)]
    assert bool(unparsed) == (path.stem in _ODD)


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lengths=st.lists(st.integers(1, 200), min_size=1, max_size=20))
def test_cut_at_random(path: Path, lengths: list[int]) -> None:
    assert play(path, CutInto(lengths)) == play(path, Cut())
