"""What is fetched before anybody asks, when nothing else is to be done: the rest of large folders, and texts to read.

First the texts of the newest messages of the inbox, then the headers of everything older, then the newest texts of
every folder: so that reading works offline, previews appear and the search finds words of the text.
"""

import logging

from mailclient.engine.accounts.context import AccountContext, failing_alone
from mailclient.engine.accounts.counts import Counts
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.sync import bodies
from mailclient.engine.sync.folder_pass import sync_folder
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import FolderId, MessageId
from mailclient.mail.problem import MailError, Problem

log = logging.getLogger(__name__)

TEXTS_PER_FOLDER = 500
_TEXTS_AT_FIRST = 60
_LAST = (FolderRole.JUNK, FolderRole.TRASH)


class Background:
    """``work`` goes on where it was left off; it is queued again whenever new messages came."""

    def __init__(self, context: AccountContext) -> None:
        self._context = context
        self._without_text: set[MessageId] = set()
        self._complete: set[FolderId] = set()

    def folder_changed(self, folder_id: FolderId) -> None:
        """There are new messages in it."""
        self._complete.discard(folder_id)

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
            await self._texts(server, folder, TEXTS_PER_FOLDER)

    async def _older_headers(self, server: MailServer, folder: Folder) -> None:
        state = self._context.reader.sync_state(folder.id)
        if state is not None and state.lowest_uid > 1:
            with failing_alone(server) as problems:
                await sync_folder(self._context, server, folder, Counts(), deep=True)
            _log(problems, folder)

    async def _texts(self, server: MailServer, folder: Folder, newest: int) -> None:
        try:
            with failing_alone(server) as problems:
                await bodies.fetch_newest_bodies(self._context, server, folder, newest, self._without_text)
        except MailError:
            self._complete.discard(folder.id)
            raise
        _log(problems, folder)


def _log(problems: list[Problem], folder: Folder) -> None:
    for problem in problems:
        log.info("in the background, folder %d: %s", folder.id, problem)
