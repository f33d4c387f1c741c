"""When GnuPG is asked for its keys again."""

from pathlib import Path

from mailclient.engine.keys.key_listing import KeyListing, watched_files
from mailclient.mail.key import OpenPgpKey


class Ring:
    """A home of GnuPG; ``meanwhile`` is written to its files while they are listed."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.meanwhile: dict[str, bytes] = {}
        self.listed = 0
        self.listing = KeyListing(self._list, lambda: watched_files(home, home / "keys.kbx"))
        (home / "pubring.kbx").write_bytes(b"first")

    def _list(self) -> list[OpenPgpKey]:
        self.listed += 1
        for name, data in self.meanwhile.items():
            (self.home / name).write_bytes(data)
        self.meanwhile = {}
        return []

    async def asked(self, times: int) -> int:
        """How often GnuPG was asked by then."""
        for _ in range(times):
            await self.listing.keys()
        return self.listed


async def test_once_while_nothing_changes(tmp_path: Path) -> None:
    ring = Ring(tmp_path)
    assert await ring.asked(3) == 1
    (tmp_path / "keys.kbx").write_bytes(b"another's")
    assert await ring.asked(2) == 2


async def test_a_key_that_came_while_keys_were_listed_is_not_missed(tmp_path: Path) -> None:
    ring = Ring(tmp_path)
    ring.meanwhile = {"pubring.kbx": b"first, second"}
    assert await ring.asked(3) == 2


async def test_what_listing_does_to_the_trust_database_is_no_change(tmp_path: Path) -> None:
    ring = Ring(tmp_path)
    ring.meanwhile = {"trustdb.gpg": b"checked"}
    assert await ring.asked(3) == 1
