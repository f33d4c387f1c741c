"""One large section of a message in the open folder, slice by slice. Part of ``MailServer``.

Servers that answer a slice with the whole section, or with the same slice again, are understood (Exchange): what
counts is where the bytes that came stand in the section, and that is told with them. Never more than about a slice is
held: ``keep`` gets the bytes as they come.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from mailclient.engine.accounts.imap_result import refusal
from mailclient.engine.accounts.server_access import ServerAccess
from mailclient.mail.ids import Uid
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.wire.imap.commands.uid_fetch import UidFetch, peek
from mailclient.wire.imap.events import Fetch, LiteralChunk
from mailclient.wire.imap.fetch_items import peek_binary
from mailclient.wire.imap.number_set import NumberSet

SECTION_SLICE = 512 * 1024
"""Bytes of a large part asked for at a time; more urgent work can go between two."""

SIZE_SLACK = 64 * 1024 * 1024
"""Bytes by which a section may be larger than twice of what the server said: many only estimate."""

Keep = Callable[[int, bytes], Awaitable[None]]
"""Takes bytes with their place in the section: where the last ended, or 0 when the server begins anew."""


@dataclass(frozen=True, slots=True)
class LargeSection:
    """Which section. ``size`` is what the server said of it: a little less or more is usual.

    ``decoded``: without its transfer encoding, which takes BINARY (RFC 3516).
    """

    uid: Uid
    path: str
    size: int
    decoded: bool = False

    def item(self, start: int | None = None) -> str:
        """What to ask for: a slice, or all of it."""
        count = 0 if start is None else SECTION_SLICE
        return (peek_binary if self.decoded else peek)(self.path, start=start, count=count)


class CannotDecode(Exception):  # noqa: N818  what happened, not that something is broken
    """The server knows not the part's transfer encoding (UNKNOWN-CTE): ask for the part as it is."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """``rest`` stands at ``at``: the bytes that were not handed on yet. ``origin`` None: the section from its start."""

    rest: bytes
    at: int
    origin: int | None
    size: int
    is_nil: bool


class SectionSlices(ServerAccess):
    """Always PEEK: reading sets no flag."""

    async def fetch_large(
        self, section: LargeSection, start: int, keep: Keep, between: Callable[[int], Awaitable[None]]
    ) -> bool:
        """Hand the section from ``start`` on to ``keep``; False: no such message.

        ``between(bytes so far)`` is awaited after each slice; it may use the connection for something else, but must
        leave this folder open. The next slice is asked for before the former is kept. ``MailError``:
        SERVER_NONSENSE for much more than was told, UNREADABLE_MESSAGE for NIL. ``CannotDecode``.
        """
        position, before = start, b""
        keep = _in_order(section, start, keep)
        asked = await self._sent(self._fetch(section, section.item(position), keep))
        try:
            while True:
                answer = await asked
                if answer is None:
                    return False
                if answer.is_nil and not position and section.size:
                    raise MailError(Problem(ProblemKind.UNREADABLE_MESSAGE, section.path, "the server answers NIL"))
                if answer.origin is None or answer.size > SECTION_SLICE:
                    await keep(answer.at, answer.rest)
                    return True
                # A file may repeat itself; only one that does not end where it should is the same slice again.
                repeated = answer.rest == before and position + answer.size > section.size
                if answer.origin != position or (answer.rest and repeated):
                    return await self._whole(section, keep)
                before = answer.rest
                position += answer.size
                _check_size(position, section)
                if answer.size == SECTION_SLICE:
                    asked = await self._sent(self._fetch(section, section.item(position), keep))
                await keep(answer.at, answer.rest)
                if answer.size != SECTION_SLICE:
                    return True
                await between(position)
        finally:
            asked.cancel()

    async def _whole(self, section: LargeSection, keep: Keep) -> bool:
        answer = await self._fetch(section, section.item(), keep)
        if answer is not None:
            await keep(answer.at, answer.rest)
        return answer is not None

    async def _fetch(self, section: LargeSection, item: str, keep: Keep) -> _Answer | None:
        rest = bytearray()
        at = 0

        async def gather(chunk: LiteralChunk) -> None:
            nonlocal at
            if chunk.size > SECTION_SLICE and len(rest) >= SECTION_SLICE:
                await keep(at, bytes(rest))
                rest.clear()
            if not rest:
                at = (chunk.origin or 0) + chunk.offset
            rest.extend(chunk.data)
            _check_size(at + len(rest), section)

        command = UidFetch(NumberSet.of([section.uid]), (item,))
        answer = await self._session.run(command, on_chunk=gather, check=False)
        if answer.code is not None and answer.code.name == "UNKNOWN-CTE" and section.decoded:
            raise CannotDecode
        if not answer.ok:
            raise refusal(command, answer.done, self._session.name)
        for event in answer.all(Fetch):
            for found in event.sections.values():
                data = bytes(rest) if found.streamed else found.data
                start = at if found.streamed else found.origin or 0
                return _Answer(data or b"", start, found.origin, found.size, is_nil=data is None)
        return None


def _in_order(section: LargeSection, start: int, keep: Keep) -> Keep:
    """Bytes that stand neither where the last ended nor at the start belong nowhere."""
    reached = start

    async def keep_in_order(at: int, data: bytes) -> None:
        nonlocal reached
        if at not in (0, reached):
            raise MailError(Problem(ProblemKind.SERVER_NONSENSE, section.path, f"bytes from {at} after {reached}"))
        reached = at + len(data)
        await keep(at, data)

    return keep_in_order


def _check_size(received: int, section: LargeSection) -> None:
    if received > 2 * section.size + SIZE_SLACK:
        detail = f"{received} bytes and more instead of {section.size}"
        raise MailError(Problem(ProblemKind.SERVER_NONSENSE, section.path, detail))
