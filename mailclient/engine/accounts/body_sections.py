"""The contents of messages in the open folder: sections of many at once. Part of ``MailServer``."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mailclient.engine.accounts.imap_result import refusal
from mailclient.engine.accounts.server_access import ServerAccess
from mailclient.mail.ids import Uid
from mailclient.mail.problem import Problem
from mailclient.wire.imap.commands.uid_fetch import UidFetch, peek
from mailclient.wire.imap.events import Fetch, LiteralChunk
from mailclient.wire.imap.number_set import NumberSet

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

    async def fetch_sections(
        self, uids: NumberSet, sections: Iterable[str], at_most: Mapping[str, int] = MappingProxyType({})
    ) -> Sections:
        """Body sections such as "HEADER", "1.2" of some messages, in memory; ``at_most``: bytes of a section."""
        wanted = {section.upper(): section for section in sections}
        streamed: dict[tuple[int, str], bytearray] = {}

        async def gather(chunk: LiteralChunk) -> None:
            streamed.setdefault((chunk.seq, chunk.section), bytearray()).extend(chunk.data)

        command = UidFetch(uids, tuple(_peek(section, at_most.get(section)) for section in wanted.values()))
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

    async def ask_sections(
        self, uids: NumberSet, sections: Iterable[str], at_most: Mapping[str, int] = MappingProxyType({})
    ) -> "asyncio.Task[Sections]":
        """As ``fetch_sections``, but only sent when this returns: the folder may be changed before the answer."""
        return await self._sent(self.fetch_sections(uids, tuple(sections), at_most))


def _peek(section: str, at_most: int | None) -> str:
    return peek(section) if at_most is None else peek(section, start=0, count=at_most)
