"""What every part of ``MailServer`` stands on: the session, and how the server spells its folders' names."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from mailclient.engine.accounts.imap_session import ImapSession
from mailclient.engine.accounts.quirks import Quirk, quirks_of
from mailclient.mail.rights import Rights
from mailclient.wire.imap.commands.argument import MailboxName

T = TypeVar("T")


class ServerAccess:
    """One logged-in connection; ``MailServer`` is made of classes on top of this one."""

    def __init__(self, session: ImapSession) -> None:
        self._session = session
        self._raw_names: dict[str, bytes] = {}
        self._rights: dict[str, Rights] = {}

    def has(self, quirk: Quirk) -> bool:
        """Whether the server is known for it."""
        host = self._session.name.rpartition(":")[0]
        return quirk in quirks_of(host, self._session.welcome.server_id, self._session.capabilities)

    def _name(self, path: str) -> MailboxName:
        return self._raw_names.get(path, path)

    async def _sent(self, asking: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        """A command that is on its way when this returns: the folder may be changed before the answer."""
        asked = asyncio.create_task(asking)
        asked.add_done_callback(look_at_failure)
        await asyncio.sleep(0)
        return asked


def look_at_failure(asked: "asyncio.Future[Any]") -> None:
    """Whoever asked may have been stopped by an earlier failure: that is no mistake."""
    if not asked.cancelled():
        asked.exception()
