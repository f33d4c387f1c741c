"""The story on real servers: with all they offer, with each extension taken away, with nothing but IMAP4rev1.

``OFFERED`` and ``USED`` say what each server has and what we make of it; ``docs/imap-servers.md`` is held to them by
``test_extensions_table.py``.
"""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mailclient.transport.connect import dial
from tests.engine.extension_story import EXPECTED, Seen, Story
from tests.engine.filtered import Filtered
from tests.engine.running import RunningEngine
from tests.servers.courier import Courier
from tests.servers.cyrus import Cyrus
from tests.servers.dovecot import Dovecot
from tests.servers.extensions import BY_NAME, offered_by, with_dependants

BASICS = {"UIDPLUS", "IDLE", "NAMESPACE", "ENABLE"}
MODERN = BASICS | {
    *("ACL", "BINARY", "COMPRESS=DEFLATE", "CONDSTORE", "ESEARCH", "ID", "LIST-EXTENDED", "LIST-STATUS", "LITERAL+"),
    *("MOVE", "QRESYNC", "SASL-IR", "SCRAM", "SPECIAL-USE"),
}

USED: dict[str, set[str]] = {
    "dovecot": MODERN | {"NOTIFY"},
    "cyrus": MODERN | {"OBJECTID"},
    "courier": BASICS | {"ACL", "UTF8=ACCEPT"},
}
"""What the story makes use of, by server."""

OFFERED: dict[str, set[str]] = {
    "dovecot": {
        *("ACL", "BINARY", "CATENATE", "COMPRESS=DEFLATE", "CONDSTORE", "ENABLE", "ESEARCH", "ID", "IDLE"),
        *("LIST-EXTENDED", "LIST-STATUS", "LITERAL+", "METADATA", "MOVE", "MULTIAPPEND", "NAMESPACE", "NOTIFY"),
        *("PREVIEW", "QRESYNC", "QUOTA", "SASL-IR", "SAVEDATE", "SCRAM", "SEARCHRES", "SPECIAL-USE", "STATUS=SIZE"),
        *("UIDPLUS", "UNSELECT", "WITHIN"),
    },
    "cyrus": {
        *("ACL", "APPENDLIMIT", "BINARY", "CATENATE", "COMPRESS=DEFLATE", "CONDSTORE", "CREATE-SPECIAL-USE", "ENABLE"),
        *("ESEARCH", "ID", "IDLE", "LIST-EXTENDED", "LIST-STATUS", "LITERAL+", "METADATA", "MOVE", "MULTIAPPEND"),
        *("NAMESPACE", "OBJECTID", "PREVIEW", "QRESYNC", "QUOTA", "SASL-IR", "SAVEDATE", "SCRAM", "SPECIAL-USE"),
        *("STATUS=SIZE", "UIDPLUS", "UNSELECT", "WITHIN"),
    },
    "courier": {"ACL", "ENABLE", "IDLE", "NAMESPACE", "QUOTA", "UIDPLUS", "UTF8=ACCEPT"},
}
"""What each server says that it can, by our names."""

TAKEN_AWAY = [
    *((name,) for name in sorted(OFFERED["dovecot"] | OFFERED["cyrus"])),
    ("MOVE", "UIDPLUS"),
    tuple(BY_NAME),
]
"""One by one; what together decides how to move; everything."""


@contextlib.asynccontextmanager
async def _engine(directory: Path, filtered: Filtered) -> AsyncIterator[RunningEngine]:
    running = await RunningEngine(directory / "profile", dialled=filtered.dial).start()
    try:
        yield running
    finally:
        await running.stop()


async def _told(directory: Path, filtered: Filtered, server: Dovecot | Cyrus | Courier, **how: bool | str) -> Seen:
    user = server.add_user()
    async with _engine(directory, filtered) as engine:
        return await Story(engine, server.imap(user), user.secret, **how).tell()  # type: ignore[arg-type]


async def test_dovecot_with_all_it_has(tmp_path: Path, rich_dovecot: Dovecot) -> None:
    filtered = Filtered(dial)
    assert await _told(tmp_path, filtered, rich_dovecot) == EXPECTED
    assert offered_by(filtered.offered) == OFFERED["dovecot"]
    assert filtered.used >= USED["dovecot"]


async def test_cyrus_with_all_it_has(tmp_path: Path, cyrus: Cyrus) -> None:
    filtered = Filtered(dial)
    assert await _told(tmp_path, filtered, cyrus) == EXPECTED
    assert offered_by(filtered.offered) == OFFERED["cyrus"]
    assert filtered.used >= USED["cyrus"]


async def test_courier_with_all_it_has(tmp_path: Path, courier: Courier) -> None:
    filtered = Filtered(dial)
    assert await _told(tmp_path, filtered, courier, above="INBOX.") == EXPECTED
    assert offered_by(filtered.offered) == OFFERED["courier"]
    assert filtered.used >= USED["courier"]


@pytest.mark.parametrize("hidden", TAKEN_AWAY, ids=lambda names: "+".join(names) if len(names) < 5 else "everything")
async def test_dovecot_without(tmp_path: Path, rich_dovecot: Dovecot, hidden: tuple[str, ...]) -> None:
    await _same_without(tmp_path, rich_dovecot, hidden)


@pytest.mark.parametrize("hidden", TAKEN_AWAY, ids=lambda names: "+".join(names) if len(names) < 5 else "everything")
async def test_cyrus_without(tmp_path: Path, cyrus: Cyrus, hidden: tuple[str, ...]) -> None:
    if hidden == ("ID",):
        hidden = ("ID", "OBJECTID")  # only by its ID one knows that this version tells wrong mailbox ids
    await _same_without(tmp_path, cyrus, hidden)


@pytest.mark.parametrize(
    "hidden", [tuple(BY_NAME), ("UIDPLUS",), ("UTF8=ACCEPT",)], ids=["everything", "UIDPLUS", "UTF8=ACCEPT"]
)
async def test_courier_without(tmp_path: Path, courier: Courier, hidden: tuple[str, ...]) -> None:
    await _same_without(tmp_path, courier, hidden, above="INBOX.")


async def _same_without(
    directory: Path, server: Dovecot | Cyrus | Courier, hidden: tuple[str, ...], above: str = ""
) -> None:
    filtered = Filtered(dial, hidden)
    seen = await _told(directory, filtered, server, above=above, pushed="IDLE" not in hidden)
    assert seen == EXPECTED
    assert not filtered.used & {one.name for one in with_dependants(hidden)}
