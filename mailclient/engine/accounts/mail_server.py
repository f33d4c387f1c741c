"""The IMAP server as sync and operations speak to it: folders by path, messages by uid, one call for one wish.

Above ``ImapSession`` (which knows commands and answers) and below everything that knows the store. Selecting is lazy:
``open_folder`` sends nothing when the folder is open already. Errors are the session's ``MailError`` kinds.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from mailclient.engine.accounts.imap_session import ImapSession, Result
from mailclient.mail.account import Secret, Server
from mailclient.mail.ids import Uid
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.meter import Meter, Traffic
from mailclient.transport.stream import Dial, Stream
from mailclient.wire.imap.codes import AppendUid, CopyUid
from mailclient.wire.imap.commands.append import Append
from mailclient.wire.imap.commands.argument import MailboxName
from mailclient.wire.imap.commands.create import Create
from mailclient.wire.imap.commands.list import ListMailboxes
from mailclient.wire.imap.commands.select import Resync, Selected
from mailclient.wire.imap.commands.status import AskStatus
from mailclient.wire.imap.commands.subscribe import Subscribe
from mailclient.wire.imap.commands.uid_copy import UidCopy
from mailclient.wire.imap.commands.uid_expunge import UidExpunge
from mailclient.wire.imap.commands.uid_fetch import UidFetch, peek
from mailclient.wire.imap.commands.uid_move import UidMove
from mailclient.wire.imap.commands.uid_search import Key, UidSearch
from mailclient.wire.imap.commands.uid_store import Change, UidStore
from mailclient.wire.imap.events import ESearchData, Fetch, ListEntry, LiteralChunk, SearchData, StatusData, Vanished
from mailclient.wire.imap.number_set import NumberSet

SECTION_SLICE = 512 * 1024
"""Bytes of a large part asked for at a time; more urgent work can go between two."""

SIZE_SLACK = 64 * 1024 * 1024
"""Bytes by which a section may be larger than twice of what the server said: many only estimate."""

_STATUS = ("MESSAGES", "UIDNEXT", "UIDVALIDITY", "UNSEEN", "HIGHESTMODSEQ")


@dataclass(frozen=True, slots=True)
class Resynchronised:
    """What QRESYNC told with the SELECT: uids that are gone, flags that changed (new messages among them)."""

    vanished: tuple[NumberSet, ...]
    changed: tuple[Fetch, ...]


class MailServer:
    """One connection, used by one task at a time."""

    def __init__(self, session: ImapSession, traffic: Traffic) -> None:
        self.traffic = traffic
        self._session = session
        self._raw_names: dict[str, bytes] = {}

    @classmethod
    async def connect(cls, dial: Dial, server: Server, password: Secret) -> Self:
        """Connect and log in."""
        traffic = Traffic()

        async def metered(to: Server) -> Stream:
            return Meter(await dial(to), traffic)

        return cls(await ImapSession.open(server, password, metered), traffic)

    async def close(self, *, polite: bool = True) -> None:
        """End the connection."""
        await self._session.close(polite=polite)

    @property
    def alive(self) -> bool:
        """False once the connection is over."""
        return self._session.alive

    async def fail_when_lost(self) -> None:
        """Wait for the end of the connection and raise why."""
        raise MailError(await self._session.wait_for_end())

    def offers(self, capability: str) -> bool:
        """Whether the server has this capability (upper case); QRESYNC only when it is enabled."""
        if capability == "QRESYNC":
            return "QRESYNC" in self._session.enabled
        return capability in self._session.capabilities

    # --- folders ------------------------------------------------------------------------------------------------

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
        selected, answer = await self._session.select(self._name(path), resync=Resync(uid_validity, modseq))
        vanished = tuple(event.uids for event in answer.all(Vanished))
        return selected, Resynchronised(vanished, tuple(answer.all(Fetch)))

    # --- reading the open folder ----------------------------------------------------------------------------------

    async def search(self, *keys: Key) -> NumberSet:
        """The uids that match; see ``UidSearch``."""
        answer = await self._session.run(UidSearch(keys))
        extended = answer.all(ESearchData)
        if extended:
            return extended[-1].all or NumberSet()
        return NumberSet.of(number for event in answer.all(SearchData) for number in event.numbers)

    async def search_message_id(self, message_id_header: str, first: Uid | None = None) -> NumberSet:
        """Messages with this Message-ID (no angle brackets), from uid ``first`` on."""
        keys: list[Key] = ["HEADER", "Message-ID", f"<{message_id_header}>".encode()]
        found = await self.search(*(["UID", f"{first}:*"] if first else []), *keys)
        # "n:*" names the last message even when its uid is below n.
        return NumberSet.of(uid for uid in found if uid >= (first or 1))

    async def fetch(self, uids: NumberSet, *items: str, changed_since: int | None = None) -> list[Fetch]:
        """UID FETCH; what the server told of messages that were not asked for is left out."""
        found: list[Fetch] = []
        for piece in uids.pieces():
            answer = await self._session.run(UidFetch(piece, items, changed_since=changed_since))
            found += [event for event in answer.all(Fetch) if event.uid is not None and event.uid in piece]
        return found

    async def fetch_sections(self, uids: NumberSet, sections: Iterable[str]) -> dict[Uid, dict[str, bytes]]:
        """Body sections such as "HEADER", "1.2" of some messages, in memory; a section that is NIL is b""."""
        wanted = {section.upper(): section for section in sections}
        streamed: dict[tuple[int, str], bytearray] = {}

        async def gather(chunk: LiteralChunk) -> None:
            streamed.setdefault((chunk.seq, chunk.section), bytearray()).extend(chunk.data)

        command = UidFetch(uids, tuple(peek(section) for section in wanted.values()))
        answer = await self._session.run(command, on_chunk=gather)
        found: dict[Uid, dict[str, bytes]] = {}
        for event in answer.all(Fetch):
            if event.uid is None or not event.sections:
                continue
            had = found.setdefault(Uid(event.uid), {})
            for name, section in event.sections.items():
                key = wanted.get(name.removeprefix("BODY[").removesuffix("]").upper())
                if key is not None:
                    data = bytes(streamed.get((event.seq, name), b"")) if section.streamed else section.data
                    had[key] = data or b""
        return found

    async def fetch_large(
        self, uid: Uid, section: str, size: int, between: Callable[[int], Awaitable[None]]
    ) -> bytes | None:
        """One section in slices; ``between(bytes so far)`` is awaited after each. None: no such message.

        ``between`` may use the connection for something else, but must leave this folder open. ``size`` is what the
        server said of it: a little less or more is usual, much more is SERVER_NONSENSE. Servers that answer a slice
        with the whole section, or with the same slice again, are understood (Exchange).
        """
        data = bytearray()
        before = b""
        while True:
            slice_ = await self._fetch_section(uid, peek(section, start=len(data), count=SECTION_SLICE), size)
            if slice_ is None:
                return None
            part, origin = slice_
            if origin is None or (origin == 0 and len(part) > SECTION_SLICE):
                return part
            if origin != len(data) or (part and part == before):
                whole = await self._fetch_section(uid, peek(section), size)
                return whole[0] if whole is not None else None
            data += part
            before = part
            if len(part) != SECTION_SLICE:
                return bytes(data)
            _check_size(len(data), size, section)
            await between(len(data))

    async def _fetch_section(self, uid: Uid, item: str, size: int) -> tuple[bytes, int | None] | None:
        """The bytes and the origin the server names (None: the section from its start to its end)."""
        streamed = bytearray()

        async def gather(chunk: LiteralChunk) -> None:
            streamed.extend(chunk.data)
            _check_size(len(streamed), size, item)

        answer = await self._session.run(UidFetch(NumberSet.of([uid]), (item,)), on_chunk=gather)
        for event in answer.all(Fetch):
            for found in event.sections.values():
                return bytes(streamed) if found.streamed else (found.data or b""), found.origin
        return None

    # --- changing -------------------------------------------------------------------------------------------------

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

    async def append(
        self, path: str, data: bytes, flags: Sequence[str], received_at: datetime | None = None
    ) -> AppendUid | None:
        """APPEND; None without APPENDUID. FOLDER_MISSING when there is no such folder."""
        command = Append(self._name(path), len(data), (data,), tuple(flags), received_at)
        code = (await self._session.run(command)).code
        return code if isinstance(code, AppendUid) else None

    # --- waiting --------------------------------------------------------------------------------------------------

    async def wait_for_news(self, seconds: float) -> bool:
        """IDLE on the open folder for ``seconds`` at most; whether something happened there."""
        return bool(await self._session.idle(max_seconds=seconds))

    def _name(self, path: str) -> MailboxName:
        return self._raw_names.get(path, path)


def _check_size(received: int, told: int, section: str) -> None:
    if received > 2 * told + SIZE_SLACK:
        raise MailError(Problem(ProblemKind.SERVER_NONSENSE, section, f"{received} bytes and more instead of {told}"))


def _copy_uid(answer: Result) -> CopyUid | None:
    if isinstance(answer.code, CopyUid):
        return answer.code
    # MOVE tells COPYUID in an untagged OK before the tagged one (RFC 6851 section 4.3).
    codes = [getattr(event, "code", None) for event in answer.events]
    return next((code for code in codes if isinstance(code, CopyUid)), None)


def _refused(path: str, answer: Result) -> MailError:
    return MailError(Problem(ProblemKind.SERVER_REFUSED, path, answer.done.text))
