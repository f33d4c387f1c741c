"""Changing what is in a folder: flags, copy, move, expunge, append. Part of ``MailServer``."""

from collections.abc import Sequence
from datetime import datetime

from mailclient.engine.accounts.imap_result import Result
from mailclient.engine.accounts.server_access import ServerAccess
from mailclient.wire.imap.codes import AppendUid, CopyUid
from mailclient.wire.imap.commands.append import Append
from mailclient.wire.imap.commands.expunge import ExpungeMarked
from mailclient.wire.imap.commands.new_message import Form
from mailclient.wire.imap.commands.uid_copy import UidCopy
from mailclient.wire.imap.commands.uid_expunge import UidExpunge
from mailclient.wire.imap.commands.uid_move import UidMove
from mailclient.wire.imap.commands.uid_store import Change, UidStore
from mailclient.wire.imap.number_set import NumberSet


class MailboxChanges(ServerAccess):
    """All but ``append`` are about the open folder."""

    async def change_flags(self, uids: NumberSet, change: Change, words: Sequence[str]) -> None:
        """UID STORE +FLAGS or -FLAGS in the open folder."""
        for piece in uids.pieces():
            await self._session.run(UidStore(piece, change, tuple(words)))

    async def copy(self, uids: NumberSet, target: str) -> CopyUid | None:
        """UID COPY; None without COPYUID. FOLDER_MISSING when there is no such folder."""
        return _copy_uid(await self._session.run(UidCopy(uids, self._name(target))))

    async def move(self, uids: NumberSet, target: str) -> CopyUid | None:
        """UID MOVE; the server must offer MOVE. As ``copy``."""
        return _copy_uid(await self._session.run(UidMove(uids, self._name(target))))

    async def expunge(self, uids: NumberSet) -> None:
        """UID EXPUNGE; the server must offer UIDPLUS."""
        for piece in uids.pieces():
            await self._session.run(UidExpunge(piece))

    async def expunge_marked(self) -> None:
        """EXPUNGE: all that is marked \\Deleted, by whomever."""
        await self._session.run(ExpungeMarked())

    async def append(
        self, path: str, data: bytes, flags: Sequence[str], received_at: datetime | None = None
    ) -> AppendUid | None:
        """APPEND; None without APPENDUID. FOLDER_MISSING when there is no such folder."""
        international = self._session.utf8 and not data.partition(b"\r\n\r\n")[0].isascii()
        form = Form.UTF8 if international else Form.PLAIN
        command = Append(self._name(path), len(data), (data,), tuple(flags), received_at, form)
        code = (await self._session.run(command)).code
        return code if isinstance(code, AppendUid) else None


def _copy_uid(answer: Result) -> CopyUid | None:
    if isinstance(answer.code, CopyUid):
        return answer.code
    # MOVE tells COPYUID in an untagged OK before the tagged one (RFC 6851 section 4.3).
    codes = [getattr(event, "code", None) for event in answer.events]
    return next((code for code in codes if isinstance(code, CopyUid)), None)
