"""Changing what is in a folder: flags, copy, move, expunge, append. Part of ``MailServer``."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from mailclient.engine.accounts.imap_result import Result, words_of_refusal
from mailclient.engine.accounts.server_access import ServerAccess
from mailclient.mail.ids import Uid
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.wire.imap.capability import append_limit
from mailclient.wire.imap.codes import AppendUid, CopyUid
from mailclient.wire.imap.commands.expunge import ExpungeMarked
from mailclient.wire.imap.commands.multi_append import MultiAppend
from mailclient.wire.imap.commands.new_message import Form, NewMessage
from mailclient.wire.imap.commands.uid_copy import UidCopy
from mailclient.wire.imap.commands.uid_expunge import UidExpunge
from mailclient.wire.imap.commands.uid_move import UidMove
from mailclient.wire.imap.commands.uid_replace import UidReplace
from mailclient.wire.imap.commands.uid_store import Change, UidStore
from mailclient.wire.imap.number_set import NumberSet

_REFUSALS = {
    "TOOBIG": ProblemKind.UPLOAD_TOO_LARGE,
    "OVERQUOTA": ProblemKind.QUOTA_FULL,
    "LIMIT": ProblemKind.SERVER_BUSY,
    "UNAVAILABLE": ProblemKind.SERVER_BUSY,
    "INUSE": ProblemKind.SERVER_BUSY,
    "SERVERBUG": ProblemKind.SERVER_BUSY,
    "TRYCREATE": ProblemKind.FOLDER_MISSING,
    "NONEXISTENT": ProblemKind.FOLDER_MISSING,
}


class Stored(Protocol):
    """Finished bytes that are somewhere: ``size`` of them, in pieces, as often as they are asked for."""

    @property
    def size(self) -> int:
        """How many."""
        ...

    def __iter__(self) -> Iterator[bytes]: ...


@dataclass(frozen=True, slots=True)
class Upload:
    """A message to be put into a folder: finished bytes, flags, and the date of arrival it is to have."""

    data: bytes | Stored = field(repr=False)
    flags: tuple[str, ...] = ()
    received_at: datetime | None = None

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.data) if isinstance(self.data, bytes) else self.data.size

    @property
    def chunks(self) -> Iterable[bytes]:
        """The bytes; what is stored is read while they go."""
        return (self.data,) if isinstance(self.data, bytes) else self.data

    @property
    def whole(self) -> bytes:
        """The bytes at once."""
        return self.data if isinstance(self.data, bytes) else b"".join(self.data)

    @property
    def head(self) -> bytes:
        """Its beginning, with all of the header."""
        return next(iter(self.chunks), b"")


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
        """APPEND; None without APPENDUID.

        FOLDER_MISSING when there is no such folder, UPLOAD_TOO_LARGE (RFC 7889), QUOTA_FULL.
        """
        return await self.append_all(path, [Upload(data, tuple(flags), received_at)])

    async def append_all(self, path: str, uploads: Sequence[Upload]) -> AppendUid | None:
        """One or, with MULTIAPPEND, several messages in one command, all or none. As ``append``."""
        self._check_sizes(path, uploads)
        messages = tuple(self._new_message(upload) for upload in uploads)
        return _append_uid(await self._session.run(MultiAppend(self._name(path), messages), check=False), path)

    async def replace(self, uid: Uid, path: str, upload: Upload) -> AppendUid | None:
        """UID REPLACE of a message of the open folder, which must be offered: both or neither (RFC 8508)."""
        self._check_sizes(path, [upload])
        command = UidReplace(uid, self._name(path), self._new_message(upload))
        return _append_uid(await self._session.run(command, check=False), path)

    def _new_message(self, upload: Upload) -> NewMessage:
        international = self._session.utf8 and not upload.head.partition(b"\r\n\r\n")[0].isascii()
        form = Form.UTF8 if international else Form.PLAIN
        return NewMessage(upload.size, upload.chunks, upload.flags, upload.received_at, form)

    def _check_sizes(self, path: str, uploads: Sequence[Upload]) -> None:
        limit = append_limit(self._session.capabilities)
        largest = max(upload.size for upload in uploads)
        if limit is not None and largest > limit:
            raise MailError(Problem(ProblemKind.UPLOAD_TOO_LARGE, path, f"{largest} bytes of {limit}"))


def _append_uid(answer: Result, path: str) -> AppendUid | None:
    """The uids; None without UIDPLUS.

    A refusal: UPLOAD_TOO_LARGE, QUOTA_FULL, FOLDER_MISSING, SERVER_BUSY, else SERVER_REFUSED.
    """
    if not answer.ok:
        name = answer.code.name if answer.code is not None else ""
        kind = _REFUSALS.get(name) or words_of_refusal(answer.done.text) or ProblemKind.SERVER_REFUSED
        raise MailError(Problem(kind, path, answer.done.text))
    # REPLACE tells APPENDUID in an untagged OK before the tagged one (RFC 8508 section 3.3).
    codes = [answer.code, *(getattr(event, "code", None) for event in answer.events)]
    return next((code for code in codes if isinstance(code, AppendUid)), None)


def _copy_uid(answer: Result) -> CopyUid | None:
    if isinstance(answer.code, CopyUid):
        return answer.code
    # MOVE tells COPYUID in an untagged OK before the tagged one (RFC 6851 section 4.3).
    codes = [getattr(event, "code", None) for event in answer.events]
    return next((code for code in codes if isinstance(code, CopyUid)), None)
