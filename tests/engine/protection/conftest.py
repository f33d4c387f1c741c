"""One GnuPG home with the published keys of the corpus for all tests of opening."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mailclient.engine.protection.opened import Opened
from mailclient.engine.protection.opening import Opening
from tests.engine.protection.corpus_keys import CorpusKeys, corpus_keys

FOLDERS = (
    "johnny-fired",
    "covert-content",
    "efail-derived",
    "notmuch",
    "autocrypt-protected-headers",
    "thunderbird-openpgp",
    "thunderbird-smime",
)

Open = Callable[[bytes, float], Opened]


@pytest.fixture(scope="session")
def keys(corpus: Path) -> Iterator[CorpusKeys]:
    """All of them, accepted."""
    with corpus_keys([corpus / folder / "keys" for folder in FOLDERS]) as found:
        yield found


@pytest.fixture(scope="session")
def opened(keys: CorpusKeys) -> Open:
    """Open bytes at a time (epoch seconds)."""

    def run(data: bytes, at: float) -> Opened:
        return asyncio.run(Opening(keys).open(data, at=at))

    return run
