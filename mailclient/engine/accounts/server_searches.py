"""Searches by the server itself. Part of ``MailServer``."""

import asyncio

from mailclient.engine.accounts.server_access import ServerAccess
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.wire.imap.commands.multi_search import MultiSearch, Source, Where
from mailclient.wire.imap.commands.select import Selected
from mailclient.wire.imap.commands.uid_search import Found, UidSearch, read_found
from mailclient.wire.imap.events import ESearchData
from mailclient.wire.imap.page import Page
from mailclient.wire.imap.search_keys import Keys


class ServerSearches(ServerAccess):
    """One folder, or all of them in one command."""

    @property
    def searches_all_folders(self) -> bool:
        """Whether one command searches the whole account (MULTISEARCH, RFC 7377)."""
        return "MULTISEARCH" in self._session.capabilities

    async def search_newest(self, path: str, keys: Keys, limit: int) -> tuple[Selected, Found]:
        """Open the folder and search it, in one flight. Where PARTIAL is offered only the newest ``limit`` are told.

        FOLDER_GONE; SERVER_SEARCH_REFUSED when the server cannot or will not: Yahoo says SERVERBUG, others BADCHARSET.
        """
        options, page = (("ALL",), None)
        if "PARTIAL" in self._session.capabilities:
            options, page = (("COUNT",), Page(1, limit, from_end=True))
        command = UidSearch(keys, options, page)
        name = self._name(path)
        if self._session.selected is not None and self._session.selected_name == name:
            selected, answer = self._session.selected, await self._session.run(command, check=False)
        else:
            opening = asyncio.ensure_future(self._session.select(name))
            await asyncio.sleep(0)  # the SELECT is queued first
            searching = asyncio.ensure_future(self._session.run(command, check=False))
            try:
                selected, _ = await opening
                answer = await searching
            finally:
                await asyncio.gather(opening, searching, return_exceptions=True)
        if not answer.ok:
            raise _refused(path, answer.done.text)
        return selected, read_found(answer.events)

    async def search_all_folders(self, keys: Keys) -> list[ESearchData]:
        """One answer for each folder of ours in which something was found. SERVER_SEARCH_REFUSED."""
        answer = await self._session.run(MultiSearch((Source(Where.PERSONAL),), keys), check=False)
        if not answer.ok:
            raise _refused("", answer.done.text)
        names = {raw: name for name, raw in self._raw_names.items()}
        found = [event for event in answer.all(ESearchData) if event.mailbox is not None]
        return [
            ESearchData(
                event.tag,
                event.uid,
                event.all,
                event.items,
                event.partial,
                names.get(event.raw or b"", event.mailbox),
                event.raw,
                event.uid_validity,
            )
            for event in found
        ]


def _refused(path: str, text: str) -> MailError:
    return MailError(Problem(ProblemKind.SERVER_SEARCH_REFUSED, path, text))
