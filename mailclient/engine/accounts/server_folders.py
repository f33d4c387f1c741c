"""The folders of the server: list, status, make. Part of ``MailServer``."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailclient.engine.accounts.imap_result import Result
from mailclient.engine.accounts.quirks import Quirk
from mailclient.engine.accounts.server_access import ServerAccess
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.rights import Rights
from mailclient.wire.imap.commands.create import Create
from mailclient.wire.imap.commands.delete import Delete
from mailclient.wire.imap.commands.list import ListMailboxes
from mailclient.wire.imap.commands.lsub import Lsub
from mailclient.wire.imap.commands.my_rights import MyRights
from mailclient.wire.imap.commands.rename import Rename
from mailclient.wire.imap.commands.status import AskStatus
from mailclient.wire.imap.commands.subscribe import Subscribe
from mailclient.wire.imap.commands.unsubscribe import Unsubscribe
from mailclient.wire.imap.events import ListEntry, MyRightsData, StatusData, Unparsed

_NO_MAILBOX = frozenset({"\\noselect", "\\nonexistent"})
_KINDS = {
    "ALREADYEXISTS": ProblemKind.FOLDER_EXISTS,
    "NONEXISTENT": ProblemKind.FOLDER_GONE,
    "CANNOT": ProblemKind.FOLDER_NAME_UNUSABLE,
    "INUSE": ProblemKind.SERVER_BUSY,
}
_EXTENDED = frozenset({"LIST-EXTENDED", "IMAP4REV2"})
_STATUS = ("MESSAGES", "UIDNEXT", "UIDVALIDITY", "HIGHESTMODSEQ")


@dataclass(frozen=True, slots=True)
class Listing:
    """What LIST answered."""

    entries: list[ListEntry]
    statuses: dict[str, StatusData]
    complete: bool
    """False when a line could not be read: what is not listed may be there."""
    subscriptions: bool
    r"""Whether the attributes tell the folders that are subscribed to (``\subscribed``)."""

    def may_hold(self, path: str) -> bool:
        """Whether there is a mailbox of this name that can be opened; True also while nobody knows."""
        attributes = [one.attributes for one in self.entries if one.name == path]
        return any(not one & _NO_MAILBOX for one in attributes) if attributes else not self.complete


class ServerFolders(ServerAccess):
    """Folders by path."""

    async def list_folders(self) -> Listing:
        """All folders; with the status of each where LIST-STATUS gives it in the same answer.

        Names that read the same though their bytes differ are told apart: the second is read as Latin-1.
        """
        command = ListMailboxes(status=self._status_items, subscriptions=True, rights=True)
        answer, subscribed = await asyncio.gather(self._session.run(command), self._subscribed())
        names: dict[bytes, str] = {}
        taken: set[str] = set()
        entries = []
        for entry in answer.all(ListEntry):
            name = names.setdefault(entry.raw, entry.raw.decode("latin-1") if entry.name in taken else entry.name)
            taken.add(name)
            also = {"\\subscribed"} if subscribed is not None and entry.raw in subscribed else set()
            entries.append(replace(entry, name=name, attributes=entry.attributes | also))
        self._raw_names = {name: raw for raw, name in names.items()}
        for told in answer.all(MyRightsData):
            self._rights[names.get(told.raw, told.name)] = Rights.from_imap(told.rights)
        statuses = {names.get(status.raw, status.name): status for status in answer.all(StatusData)}
        extended = not self._session.capabilities.isdisjoint(_EXTENDED)
        return Listing(entries, statuses, not answer.all(Unparsed), extended or subscribed is not None)

    async def _subscribed(self) -> set[bytes] | None:
        """The names subscribed to, by LSUB; None where LIST tells them (LIST-EXTENDED, RFC 5258), or nobody does."""
        if not self._session.capabilities.isdisjoint(_EXTENDED):
            return None
        answer = await self._session.run(Lsub(), check=False)
        return {entry.raw for entry in answer.all(ListEntry)} if answer.ok else None

    @property
    def _status_items(self) -> tuple[str, ...]:
        return _STATUS if self.has(Quirk.STATUS_WITHOUT_MAILBOX_ID) else (*_STATUS, "MAILBOXID")

    async def rights(self, paths: Sequence[str]) -> dict[str, Rights]:
        """What we may do with these folders (RFC 4314), as far as the server tells; asked for once on a connection."""
        if "ACL" in self._session.capabilities:
            unknown = [path for path in paths if path not in self._rights]
            answers = await asyncio.gather(
                *(self._session.run(MyRights(self._name(path)), check=False) for path in unknown)
            )
            for path, answer in zip(unknown, answers, strict=True):
                for told in answer.all(MyRightsData):
                    self._rights[path] = Rights.from_imap(told.rights)
        return {path: self._rights[path] for path in paths if path in self._rights}

    async def statuses(self, paths: Sequence[str]) -> dict[str, StatusData]:
        """STATUS of some folders, asked in one go; those the server will not tell are left out."""
        answers = await asyncio.gather(*(self.status(path) for path in paths))
        return {path: answer for path, answer in zip(paths, answers, strict=True) if answer is not None}

    async def status(self, path: str) -> StatusData | None:
        """STATUS of a folder; None when the server will not tell."""
        answer = await self._session.run(AskStatus(self._name(path), self._status_items), check=False)
        return next(iter(answer.all(StatusData)), None)

    async def create_folder(self, path: str, *, role: str = "") -> None:
        """CREATE (with a role such as ``\\Trash`` where that is offered) and SUBSCRIBE; no error when it exists."""
        answer = await self._session.run(Create(path, role), check=False)
        if not answer.ok and (answer.code is None or answer.code.name != "ALREADYEXISTS"):
            entries = (await self.list_folders()).entries
            if path not in {entry.name for entry in entries}:
                raise _refused(path, answer)
        await self._session.run(Subscribe(path), check=False)

    async def rename_folder(self, path: str, target: str) -> None:
        """RENAME, with all below it. FOLDER_EXISTS, FOLDER_GONE, else SERVER_REFUSED."""
        await self.leave_folders({path})
        answer = await self._session.run(Rename(self._name(path), target), check=False)
        if not answer.ok:
            raise _refused(target if answer.code and answer.code.name == "ALREADYEXISTS" else path, answer)

    async def delete_folder(self, path: str) -> None:
        """UNSUBSCRIBE and DELETE; no error when there is none. A folder that only holds others may not be refused."""
        await self._session.run(Unsubscribe(self._name(path)), check=False)
        answer = await self._session.run(Delete(self._name(path)), check=False)
        if not answer.ok and (answer.code is None or answer.code.name != "NONEXISTENT"):
            listing = await self.list_folders()
            if listing.may_hold(path):
                raise _refused(path, answer)

    async def subscribe_folder(self, path: str, *, on: bool) -> None:
        """SUBSCRIBE or UNSUBSCRIBE. ``MailError``: SERVER_REFUSED, FOLDER_MISSING."""
        command = Subscribe(self._name(path)) if on else Unsubscribe(self._name(path))
        await self._session.run(command, check=on)

    async def leave_folders(self, paths: set[str]) -> None:
        """Open the inbox when one of these is open: some servers hang up when the open folder goes away."""
        if self._session.selected is not None and self._session.selected_name in {self._name(path) for path in paths}:
            await self._session.select("INBOX", read_only=True)


def _refused(path: str, answer: Result) -> MailError:
    code = answer.code.name if answer.code is not None else ""
    return MailError(Problem(_KINDS.get(code, ProblemKind.SERVER_REFUSED), path, answer.done.text))
