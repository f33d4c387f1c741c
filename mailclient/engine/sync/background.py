"""What is fetched before anybody asks, when nothing else is to be done: the rest of large folders, and texts to read.

First the texts of the newest messages of the inbox, then the headers of everything older, then what the offline policy
of each folder wants, and of the rest the first words: so that reading works offline, previews appear and the search
finds words of the text.
"""

import contextlib
import logging
from collections.abc import Iterator

from mailclient.engine.accounts.context import AccountContext, failing_alone
from mailclient.engine.accounts.counts import Counts
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.sync import bodies, whole
from mailclient.engine.sync.folder_pass import sync_folder
from mailclient.engine.sync.previews import fetch_previews
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import FolderId, MessageId
from mailclient.mail.offline import OfflinePolicy
from mailclient.mail.problem import Problem
from mailclient.store import offline

log = logging.getLogger(__name__)

_TEXTS_AT_FIRST = 60
_CHUNK = 500
"""Messages looked for at a time; a policy chosen meanwhile holds from the next on."""
_LAST = (FolderRole.JUNK, FolderRole.TRASH)


class Background:
    """``work`` goes on where it was left off; it is queued again whenever new messages came."""

    def __init__(self, context: AccountContext) -> None:
        self._context = context
        self._without_text: set[MessageId] = set()
        self._not_to_be_had: set[MessageId] = set()
        self._complete: set[FolderId] = set()

    def folder_changed(self, folder_id: FolderId) -> None:
        """There are new messages in it."""
        self._complete.discard(folder_id)

    def begin_again(self) -> None:
        """Another offline policy holds: look at every folder."""
        self._complete.clear()

    async def work(self, server: MailServer) -> None:
        """One round over the folders that are not complete; gives way after every slice."""
        folders = [
            folder
            for folder in self._context.folders()
            if folder.selectable and folder.role is not FolderRole.ALL and folder.id not in self._complete
        ]
        folders.sort(key=lambda folder: folder.role in _LAST)
        for folder in folders:
            if folder.role is FolderRole.INBOX:
                await self._texts(server, folder, _TEXTS_AT_FIRST)
        for folder in folders:
            await self._older_headers(server, folder)
        for folder in folders:
            self._complete.add(folder.id)
            while await self._texts(server, folder, _CHUNK):
                pass
            while await self._wholes(server, folder):
                pass
            if folder.role not in _LAST:
                await self._previews(server, folder)

    async def _older_headers(self, server: MailServer, folder: Folder) -> None:
        state = self._context.reader.sync_state(folder.id)
        if state is not None and state.lowest_uid > 1:
            with failing_alone(server) as problems:
                await sync_folder(self._context, server, folder, Counts(), deep=True)
            _log(problems, folder)

    async def _texts(self, server: MailServer, folder: Folder, most: int) -> int:
        asked = 0
        with self._incomplete_when_lost(folder), failing_alone(server) as problems:
            policy = self._policy(folder)
            asked = await bodies.fetch_lacking_texts(self._context, server, folder, policy, most, self._without_text)
        _log(problems, folder)
        return asked

    async def _wholes(self, server: MailServer, folder: Folder) -> int:
        asked: list[MessageId] = []
        with self._incomplete_when_lost(folder), failing_alone(server) as problems:
            asked = await self._lacking_whole(folder)
            if await whole.fetch_many(self._context, server, asked, _tell_nobody) < len(asked):
                self._not_to_be_had.update(set(asked) & set(await self._lacking_whole(folder)))
        _log(problems, folder)
        return 0 if problems else len(asked)

    async def _previews(self, server: MailServer, folder: Folder) -> None:
        with self._incomplete_when_lost(folder), failing_alone(server) as problems:
            await fetch_previews(self._context, server, folder)
        _log(problems, folder)

    async def _lacking_whole(self, folder: Folder) -> list[MessageId]:
        """Up to ``_CHUNK`` messages that are to be here whole, are not, and may be had."""
        given_up = self._not_to_be_had
        found = await self._context.writer.transaction(
            "find lacking messages",
            offline.lacking_whole,
            folder.id,
            self._policy(folder),
            self._context.outside.now(),
            _CHUNK + len(given_up),
        )
        return [message_id for message_id, _ in found if message_id not in given_up][:_CHUNK]

    def _policy(self, folder: Folder) -> OfflinePolicy:
        return self._context.reader.offline_policies(self._context.id).of(folder.id)

    @contextlib.contextmanager
    def _incomplete_when_lost(self, folder: Folder) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._complete.discard(folder.id)
            raise


def _tell_nobody(_done: int, _total: int) -> None:
    """What nobody asked for has no progress to watch."""


def _log(problems: list[Problem], folder: Folder) -> None:
    for problem in problems:
        log.info("in the background, folder %d: %s", folder.id, problem)
