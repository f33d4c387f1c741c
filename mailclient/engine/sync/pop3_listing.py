"""What is in the mailbox, and what of it is known already.

A message is known by its unique-id (UIDL). Where a server has none, or gives the same one to several messages, the
digest of its header stands for it, and of equal headers their number. Where known ids are gone and others are there
instead, as after the provider has moved the mailbox to another server, messages are known again by their header, so
that not everything is downloaded once more. An id that was away, or stands at a message of another size, may have been
given to a new message, against RFC 1939 section 7: the header is looked at before it is taken for the old one; and
where one was given anew, at all the others.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from mailclient.engine.accounts.pop3_session import Pop3Session
from mailclient.engine.sync.pop3_contents import contents
from mailclient.engine.sync.pop3_header import HeaderIdentity, identity_of
from mailclient.engine.sync.raw_row import head_of
from mailclient.mail.problem import ProblemKind
from mailclient.mime.scanner import MESSAGE_HEADER_LIMIT
from mailclient.store.pop3 import Known, State
from mailclient.wire.pop3.commands import Capa, List, Retr, Top, Uidl
from mailclient.wire.pop3.events import Answered
from mailclient.wire.pop3.listing import sizes, unique_ids

_HEADER_BYTES = 4096
"""What a header has, about."""


@dataclass(slots=True)
class Entry:
    """A message on the server. ``number``: in this session; ``size``: 0 when the server does not tell."""

    number: int
    unique_id: str
    size: int
    known: Known | None = None


@dataclass(slots=True)
class Listing:
    """All of them by number; ``absent``: known ones that are not there.

    ``corrected``: notes, by id, with the unique-id and the size that they have now; in the order to be written.
    """

    entries: list[Entry]
    absent: list[Known] = field(default_factory=list)
    corrected: list[tuple[int, str, int]] = field(default_factory=list)


async def look(session: Pop3Session, known: Sequence[Known]) -> Listing:
    """Ask what is there. ``MailError`` SERVER_REFUSED when the server does not say."""
    _, told_ids, told_sizes = await session.ask(Capa(), Uidl(), List())
    if not told_sizes.status.ok:
        raise session.problem(ProblemKind.SERVER_REFUSED, told_sizes.status.text)
    # In a thread: of 50,000 messages it takes a quarter of a second.
    by_number, ids, unclear = await asyncio.to_thread(_read, told_sizes.lines, told_ids.lines)
    headers = Headers(session, by_number)
    digests = await headers.of(unclear)
    listing = Listing(await asyncio.to_thread(_entries, by_number, ids, unclear))
    again: Counter[str] = Counter()
    for number in sorted(digests):
        digest = digests[number].digest
        again[digest] += 1
        listing.entries.append(Entry(number, f"h{digest}{again[digest]}", by_number[number]))
    listing.entries.sort(key=lambda entry: entry.number)
    await _Matching(listing, known, headers).run()
    return listing


def _read(
    size_lines: Sequence[bytes], id_lines: Sequence[bytes]
) -> tuple[dict[int, int], dict[int, str], frozenset[int]]:
    """Sizes and unique-ids by number; and the numbers without an id of their own."""
    by_number, ids = sizes(size_lines), unique_ids(id_lines)
    count = Counter(ids.values())
    return by_number, ids, frozenset(number for number in by_number if number not in ids or count[ids[number]] > 1)


def _entries(by_number: dict[int, int], ids: dict[int, str], unclear: Collection[int]) -> list[Entry]:
    return [Entry(number, "u" + ids[number], size) for number, size in by_number.items() if number not in unclear]


class Headers:
    """Asks for headers by TOP, each once; by RETR where the server has no TOP."""

    def __init__(self, session: Pop3Session, by_number: dict[int, int]) -> None:
        self._session = session
        self._sizes = by_number
        self._found: dict[int, HeaderIdentity] = {}

    async def of(self, numbers: Iterable[int], *, cheaply: bool = False) -> dict[int, HeaderIdentity]:
        """What identifies these; ``cheaply``: without those that would have to be downloaded for it.

        A message that the server fails to give is identified by its size alone.
        """
        wanted = [number for number in numbers if number not in self._found]
        refused = await self._ask([Top(number) for number in wanted])
        if not cheaply:
            for number in await self._ask([Retr(number) for number in refused]):
                self._found[number] = HeaderIdentity(f"size{self._sizes[number]}-", "")
        return {number: self._found[number] for number in numbers if number in self._found}

    async def _ask(self, commands: Sequence[Top | Retr]) -> list[int]:
        """Those that were refused."""
        waiting = iter(commands)
        head = bytearray()
        refused = []

        def next_one() -> tuple[Top | Retr, int] | None:
            command = next(waiting, None)
            if command is None:
                return None
            return command, _HEADER_BYTES if isinstance(command, Top) else self._sizes[command.number]

        async for event in contents(self._session, next_one):
            assert isinstance(event.command, Top | Retr)
            if not isinstance(event, Answered):
                head += event.data[: max(0, MESSAGE_HEADER_LIMIT - len(head))]
                continue
            if event.status.ok:
                self._found[event.command.number] = identity_of(head_of(bytes(head)))
            else:
                refused.append(event.command.number)
            head.clear()
        return refused


class _Matching:
    """Finds out which entries are known."""

    def __init__(self, listing: Listing, known: Sequence[Known], headers: Headers) -> None:
        self._listing = listing
        self._known = {one.unique_id: one for one in known}
        self._headers = headers

    async def run(self) -> None:
        await asyncio.to_thread(self._match_by_unique_id)
        await self._verify()
        unknown = [entry for entry in self._listing.entries if entry.known is None]
        if unknown and self._known:
            await self._match_by_header(unknown)
        self._listing.absent = list(self._known.values())

    def _match_by_unique_id(self) -> None:
        for entry in self._listing.entries:
            entry.known = self._known.pop(entry.unique_id, None)

    async def _verify(self) -> None:
        """Whether the ids that may have been given to other messages are still those of the old ones."""
        doubtful = [entry for entry in self._listing.entries if _doubtful(entry)]
        if await self._check(doubtful, trusted=False):
            # A server whose ids are places: all of them may have moved on, also among messages of one size.
            others = [entry for entry in self._listing.entries if _can_be_checked(entry) and not _doubtful(entry)]
            await self._check(others, trusted=True)

    async def _check(self, entries: list[Entry], *, trusted: bool) -> bool:
        """Whether any id was given to another message. ``trusted``: so it is not where the header cannot be had."""
        found = await self._headers.of([entry.number for entry in entries], cheaply=True)
        given_anew = False
        for entry in entries:
            known, identity = entry.known, found.get(entry.number)
            assert known is not None
            if (trusted and identity is None) or (identity is not None and _is_same(known, identity)):
                self._listing.corrected.append((known.id, known.unique_id, entry.size))
                continue
            given_anew = given_anew or identity is not None
            gone = known._replace(unique_id=f"gone{known.id}")
            self._listing.corrected.append((gone.id, gone.unique_id, gone.size))
            self._known[gone.unique_id] = gone
            entry.known = None
        return given_anew

    async def _match_by_header(self, unknown: list[Entry]) -> None:
        """All of them where nothing that is known is there: else only those that have the size of something lost."""
        if len(unknown) == len(self._listing.entries):
            candidates = unknown
        else:
            lost_sizes = {one.size for one in self._known.values()}
            candidates = [entry for entry in unknown if entry.size in lost_sizes]
        found = await self._headers.of([entry.number for entry in candidates], cheaply=True)
        lost: defaultdict[object, list[Known]] = defaultdict(list)
        for one in self._known.values():
            if one.digest:
                lost[one.digest].append(one)
            if one.message_id_header:
                lost[one.message_id_header, one.size].append(one)
        for entry in candidates:
            identity = found.get(entry.number)
            if identity is not None:
                self._take(entry, [*lost[identity.digest], *lost[identity.message_id, entry.size]])

    def _take(self, entry: Entry, alike: list[Known]) -> None:
        one = next((one for one in alike if one.unique_id in self._known), None)
        if one is not None:
            del self._known[one.unique_id]
            entry.known = one._replace(unique_id=entry.unique_id)
            self._listing.corrected.append((one.id, entry.unique_id, entry.size))


def _is_same(known: Known, identity: HeaderIdentity) -> bool:
    """Under the same unique-id the Message-ID is enough: some servers write other fields each time."""
    return identity.digest == known.digest or (
        bool(identity.message_id) and identity.message_id == known.message_id_header
    )


def _can_be_checked(entry: Entry) -> bool:
    known = entry.known
    return known is not None and known.state is not State.REFUSED and known.unique_id.startswith("u")


def _doubtful(entry: Entry) -> bool:
    known = entry.known
    if known is None or not _can_be_checked(entry):
        return False
    return known.absent_since is not None or known.deleted_at is not None or known.size != entry.size
