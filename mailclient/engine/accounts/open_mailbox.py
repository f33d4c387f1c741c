"""The open folder: opening it, searching it, reading facts of its messages. Part of ``MailServer``.

Opening is lazy: ``open_folder`` sends nothing when the folder is open already.
"""

import asyncio

from mailclient.engine.accounts.imap_result import Result
from mailclient.engine.accounts.imap_wire import OnEvent
from mailclient.engine.accounts.opening import Resynchronised
from mailclient.engine.accounts.server_access import ServerAccess, look_at_failure
from mailclient.mail.ids import Uid
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.envelope import parse_envelope
from mailclient.wire.imap.commands.select import Resync, Selected
from mailclient.wire.imap.commands.uid_fetch import UidFetch, peek
from mailclient.wire.imap.commands.uid_search import Key, UidSearch
from mailclient.wire.imap.events import ESearchData, Fetch, SearchData, Unparsed
from mailclient.wire.imap.number_set import NumberSet

_IDENTITY = ("RFC822.SIZE", peek("HEADER.FIELDS (MESSAGE-ID)"))


class OpenMailbox(ServerAccess):
    """Messages by uid, but for the contents of their parts: ``BodySections``."""

    async def open_folder(self, path: str) -> Selected:
        """The folder is open after this; nothing is sent when it was."""
        if self._session.selected is not None and self._session.selected_name == self._name(path):
            return self._session.selected
        return await self.reopen_folder(path)

    async def reopen_folder(self, path: str) -> Selected:
        """SELECT the folder even when it is open: its numbers as they are now."""
        selected, _ = await self._session.select(self._name(path))
        return selected

    async def resync_folder(self, path: str, uid_validity: int, modseq: int) -> tuple[Selected, Resynchronised]:
        """SELECT with QRESYNC, which must be offered: what changed since ``modseq`` comes with it."""
        return await self._session.select(self._name(path), resync=Resync(uid_validity, modseq))

    async def search(self, *keys: Key) -> NumberSet:
        """The uids that match; see ``UidSearch``.

        SERVER_NONSENSE when the answer cannot be read: that nothing matches would be believed, and messages removed.
        """
        answer = await self._session.run(UidSearch(keys))
        if answer.all(Unparsed):
            raise MailError(Problem(ProblemKind.SERVER_NONSENSE, self._session.name, "an answer to SEARCH"))
        extended = answer.all(ESearchData)
        if extended:
            return extended[-1].all or NumberSet()
        return NumberSet.of(number for event in answer.all(SearchData) for number in event.numbers)

    async def uids_from(self, path: str, first: Uid) -> list[Uid]:
        """All uids from ``first`` on, ascending, of the folder, which is open.

        SERVER_NONSENSE when all were asked for and none is named though there are messages.
        """
        found = await self.search(*(("ALL",) if first <= 1 else ("UID", f"{first}:*")))
        # Of "n:*" the standard says as much (the last message is always one of them), but not Courier.
        if not found and first <= 1 and (await self.reopen_folder(path)).exists:
            raise MailError(Problem(ProblemKind.SERVER_NONSENSE, self._session.name, "nothing found where mail is"))
        return [Uid(uid) for uid in found if uid >= first]

    async def marked_deleted(self) -> NumberSet:
        """What is marked \\Deleted, by whomever."""
        return await self.search("DELETED")

    async def identities(self, path: str, first: Uid) -> list[tuple[Uid, str, int]]:
        """Uid, Message-ID ("" for none) and size of what is in a folder from uid ``first`` on. Opens it anew."""
        await self.reopen_folder(path)
        uids = NumberSet.of(uid for uid in await self.search("UID", f"{first}:*") if uid >= first)
        return [
            (Uid(answer.uid or 0), parse_envelope(answer.header_fields or b"").message_id, answer.size or 0)
            for answer in await self.fetch(uids, *_IDENTITY)
        ]

    async def search_message_id(
        self, message_id_header: str, first: Uid | None = None, *, field: str = "Message-ID"
    ) -> NumberSet:
        """Messages with this Message-ID (no angle brackets), from uid ``first`` on; or with it in another ``field``."""
        keys: list[Key] = ["HEADER", field, f"<{message_id_header}>".encode()]
        found = await self.search(*(["UID", f"{first}:*"] if first else []), *keys)
        # "n:*" names the last message even when its uid is below n.
        return NumberSet.of(uid for uid in found if uid >= (first or 1))

    async def ask_summaries(
        self, uids: NumberSet, items: tuple[str, ...], take: OnEvent
    ) -> "asyncio.Future[list[Result]]":
        """UID FETCH of what ``wire.imap.summary`` reads: ``take`` gets ``Summaries``, and ``Fetch`` for odd answers.

        Only sent when this returns, all of it: the folder may be changed before the answer.
        """
        commands = [UidFetch(piece, items, summaries=True) for piece in uids.pieces()]
        asked = asyncio.gather(*[await self._sent(self._session.run(one, on_event=take)) for one in commands])
        asked.add_done_callback(look_at_failure)
        return asked

    async def fetch(self, uids: NumberSet, *items: str, changed_since: int | None = None) -> list[Fetch]:
        """UID FETCH; what the server told of messages that were not asked for is left out."""
        found: list[Fetch] = []
        for piece in uids.pieces():
            answer = await self._session.run(UidFetch(piece, items, changed_since=changed_since))
            found += [event for event in answer.all(Fetch) if event.uid is not None and event.uid in piece]
        return found
