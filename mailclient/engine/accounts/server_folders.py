"""The folders of the server: list, status, make. Part of ``MailServer``."""

import asyncio
from collections.abc import Sequence

from mailclient.engine.accounts.imap_result import Result
from mailclient.engine.accounts.server_access import ServerAccess
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.wire.imap.commands.create import Create
from mailclient.wire.imap.commands.list import ListMailboxes
from mailclient.wire.imap.commands.status import AskStatus
from mailclient.wire.imap.commands.subscribe import Subscribe
from mailclient.wire.imap.events import ListEntry, StatusData

_STATUS = ("MESSAGES", "UIDNEXT", "UIDVALIDITY", "UNSEEN", "HIGHESTMODSEQ")


class ServerFolders(ServerAccess):
    """Folders by path."""

    async def list_folders(self) -> tuple[list[ListEntry], dict[str, StatusData]]:
        """All folders; with the status of each where LIST-STATUS gives it in the same answer."""
        answer = await self._session.run(ListMailboxes(status=_STATUS))
        entries = [entry for entry in answer.all(ListEntry) if not entry.subscribed_answer]
        self._raw_names.update({entry.name: entry.raw for entry in entries})
        return entries, {status.name: status for status in answer.all(StatusData)}

    async def statuses(self, paths: Sequence[str]) -> dict[str, StatusData]:
        """STATUS of some folders, asked in one go; those the server will not tell are left out."""
        answers = await asyncio.gather(*(self.status(path) for path in paths))
        return {path: answer for path, answer in zip(paths, answers, strict=True) if answer is not None}

    async def status(self, path: str) -> StatusData | None:
        """STATUS of a folder; None when the server will not tell."""
        answer = await self._session.run(AskStatus(self._name(path), _STATUS), check=False)
        return next(iter(answer.all(StatusData)), None)

    async def create_folder(self, path: str, *, role: str = "") -> None:
        """CREATE (with a role such as ``\\Trash`` where that is offered) and SUBSCRIBE; no error when it exists."""
        answer = await self._session.run(Create(path, role), check=False)
        if not answer.ok and (answer.code is None or answer.code.name != "ALREADYEXISTS"):
            entries, _ = await self.list_folders()
            if path not in {entry.name for entry in entries}:
                raise _refused(path, answer)
        await self._session.run(Subscribe(path), check=False)


def _refused(path: str, answer: Result) -> MailError:
    return MailError(Problem(ProblemKind.SERVER_REFUSED, path, answer.done.text))
