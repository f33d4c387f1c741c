"""The contents of messages in the open folder: sections, many at once or one in slices. Part of ``MailServer``."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from mailclient.engine.accounts.imap_result import refusal
from mailclient.engine.accounts.server_access import ServerAccess
from mailclient.mail.ids import Uid
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.wire.imap.commands.uid_fetch import UidFetch, peek
from mailclient.wire.imap.events import Fetch, LiteralChunk
from mailclient.wire.imap.number_set import NumberSet

SECTION_SLICE = 512 * 1024
"""Bytes of a large part asked for at a time; more urgent work can go between two."""

SIZE_SLACK = 64 * 1024 * 1024
"""Bytes by which a section may be larger than twice of what the server said: many only estimate."""

_BUSY = frozenset({"UNAVAILABLE", "INUSE", "LIMIT"})
"""Refusals that have nothing to do with the messages asked for."""


@dataclass(frozen=True, slots=True)
class Sections:
    """What came of the sections asked for, and the server's refusal when there was one: it may concern a few only."""

    found: dict[Uid, dict[str, bytes | None]]
    """None for NIL: what the server has and cannot give."""
    refused: Problem | None


class BodySections(ServerAccess):
    """Always PEEK: reading sets no flag."""

    async def fetch_sections(self, uids: NumberSet, sections: Iterable[str]) -> Sections:
        """Body sections such as "HEADER", "1.2" of some messages, in memory."""
        wanted = {section.upper(): section for section in sections}
        streamed: dict[tuple[int, str], bytearray] = {}

        async def gather(chunk: LiteralChunk) -> None:
            streamed.setdefault((chunk.seq, chunk.section), bytearray()).extend(chunk.data)

        command = UidFetch(uids, tuple(peek(section) for section in wanted.values()))
        answer = await self._session.run(command, on_chunk=gather, check=False)
        found: dict[Uid, dict[str, bytes | None]] = {}
        for event in answer.all(Fetch):
            if event.uid is None or not event.sections:
                continue
            had = found.setdefault(Uid(event.uid), {})
            for name, section in event.sections.items():
                key = wanted.get(name.removeprefix("BODY[").removesuffix("]").upper())
                if key is not None:
                    had[key] = bytes(streamed.pop((event.seq, name), b"")) if section.streamed else section.data
        if answer.code is not None and answer.code.name in _BUSY:
            raise refusal(command, answer.done, self._session.name)
        return Sections(found, None if answer.ok else refusal(command, answer.done, self._session.name).problem)

    async def ask_sections(self, uids: NumberSet, sections: Iterable[str]) -> "asyncio.Task[Sections]":
        """As ``fetch_sections``, but only sent when this returns: the folder may be changed before the answer."""
        asked = asyncio.create_task(self.fetch_sections(uids, tuple(sections)))
        asked.add_done_callback(_look_at_failure)
        await asyncio.sleep(0)
        return asked

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


def _look_at_failure(asked: "asyncio.Task[Sections]") -> None:
    """Whoever asked may have been stopped by an earlier failure: that is no mistake."""
    if not asked.cancelled():
        asked.exception()


def _check_size(received: int, told: int, section: str) -> None:
    if received > 2 * told + SIZE_SLACK:
        raise MailError(Problem(ProblemKind.SERVER_NONSENSE, section, f"{received} bytes and more instead of {told}"))
