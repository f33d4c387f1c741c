"""One address book and its server brought together: what changed there comes here, then what changed here goes there.

Nothing here depends on an answer that may be lost. What the user did is a row that stays ``changed`` or ``removed``
until the server has said yes; every PUT says which version it replaces (If-Match, or If-None-Match for a new card), so
that a repeated one is refused instead of doubled, and what is there is then looked at. What the server has no more is
removed here only when it said so in a whole answer, and not when it is suddenly most of the book (``_holds_back``).
"""

import hashlib
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin, urlsplit

from mailclient.engine.carddav.applying import Came, apply_card, apply_gone
from mailclient.engine.carddav.dav import Dav, DavRefused, said
from mailclient.engine.carddav.multistatus import Resource, path_of
from mailclient.mail.contact import AddressBook, CardVersion, ContactCounts, ContactId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.vcard.lines import read_card
from mailclient.mime.vcard.version import as_version
from mailclient.store import books, contact_sync, contacts
from mailclient.store.books import Marks
from mailclient.store.contact_sync import Known
from mailclient.store.contacts import REMOVED, ContactLine
from mailclient.store.transaction import batches
from mailclient.store.writer import Writer
from mailclient.transport.https import Reply

_TOGETHER = 40
"""Cards asked for in one request."""
_ROUNDS = 200
"""Parts of an answer that the server cuts (RFC 6578 section 3.6)."""
_FEW = 10
"""So many removals at once surprise nobody."""
_MERGES = 3
_PLAIN = re.compile(r"[A-Za-z0-9._-]{1,100}\Z")
_ABOUT = "<resourcetype/><sync-token/><S:getctag/><current-user-privilege-set/>"
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Tally:
    """What was done, and the first trouble with a single card."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    sent: int = 0
    conflicts: int = 0
    held: int = 0
    problem: Problem | None = None
    refused: list[ContactId] = field(default_factory=list)

    def counts(self) -> ContactCounts:
        """For ``Finished``."""
        return ContactCounts(self.added, self.changed, self.removed, self.sent, self.conflicts, self.held)

    def note(self, came: Came) -> None:
        """What a card that came has become."""
        self.added += came is Came.NEW
        self.changed += came in (Came.CHANGED, Came.MERGED)
        self.conflicts += came is Came.CONFLICT
        self.removed += came is Came.GONE


@dataclass(frozen=True, slots=True)
class _Listing:
    """What the server said of the book: etags of what is there, or of what changed; paths that are gone."""

    there: dict[str, str]
    gone: set[str]
    token: str


class Exchange:
    """Made for one pass over one book. ``MailError``: nothing is lost by it, the next pass goes on."""

    def __init__(self, writer: Writer, dav: Dav, book: AddressBook, marks: Marks, now: Callable[[], float]) -> None:
        self._writer = writer
        self._dav = dav
        self._book = book
        self._marks = marks
        self._now = now
        self.tally = Tally()

    async def run(self, *, accept_removals: bool = False) -> Tally:
        """The whole pass."""
        about = await self._about()
        ctag = about.props.text_of("getctag")
        token = self._marks.sync_token
        if token or not ctag or ctag != self._marks.ctag:
            token = await self._pull(await self._listing(about), accept_removals=accept_removals)
        if not self._book.read_only:
            await self._push()
        if self.tally.held or self.tally.sent:
            ctag = ""  # look again the next time
        await self._writer.transaction(
            "contacts are in step", books.note_synced, self._book.id,
            sync_token=token, ctag=ctag, held=self.tally.held, at=self._now(),
        )  # fmt: skip
        if self.tally.problem is not None:
            await self._writer.transaction("a card is refused", books.note_problem, self._book.id, self.tally.problem)
        return self.tally

    # --- from the server ------------------------------------------------------------------------------------------

    async def _about(self) -> Resource:
        answer = await self._dav.propfind(self._book.url, _ABOUT)
        found = next(iter(answer.resources), None)
        if found is None or "addressbook" not in found.kinds:
            raise MailError(Problem(ProblemKind.BOOK_GONE, self._book.name, "it is no address book any more"))
        await self._writer.transaction("rights", books.set_read_only, self._book.id, read_only=found.read_only)
        return found

    async def _listing(self, about: Resource) -> _Listing:
        if about.props.text_of("sync-token"):
            try:
                return await self._changes(self._marks.sync_token)
            except DavRefused as error:
                if error.status not in (400, 403, 404, 405, 409, 410, 412, 415, 422, 501):
                    raise
                log.info("book %s: no changes since the last time to be had: %s", self._book.id, error)
        return await self._all()

    async def _changes(self, token: str) -> _Listing:
        """RFC 6578; from the beginning when there is no token yet."""
        there: dict[str, str] = {}
        gone: set[str] = set()
        whole = not token
        for _ in range(_ROUNDS):
            answer = await self._dav.sync_collection(self._book.url, token)
            cut = False
            for one in answer.resources:
                if one.path.rstrip("/") == self._path.rstrip("/"):
                    cut = cut or one.status == 507
                elif one.status in (404, 410):
                    gone.add(one.path)
                    there.pop(one.path, None)
                elif self._is_card(one):
                    there[one.path] = one.etag
                    gone.discard(one.path)
            if not cut or answer.sync_token in ("", token):
                return _Listing(there, await self._missing(there) if whole else gone, answer.sync_token)
            token = answer.sync_token
        raise MailError(Problem(ProblemKind.SERVER_NONSENSE, self._book.name, "its list of changes has no end"))

    async def _all(self) -> _Listing:
        answer = await self._dav.propfind(self._book.url, "<getetag/><resourcetype/><getcontenttype/>", depth=1)
        if not any(one.path.rstrip("/") == self._path.rstrip("/") for one in answer.resources):
            raise MailError(Problem(ProblemKind.SERVER_NONSENSE, self._book.name, "its list leaves out the book"))
        there = {one.path: one.etag for one in answer.resources if self._is_card(one) and one.status == 200}
        return _Listing(there, await self._missing(there), "")

    async def _missing(self, there: dict[str, str]) -> set[str]:
        return {one.href for one in await self._known() if one.href not in there}

    async def _known(self) -> list[Known]:
        return await self._writer.copying("what the server has", contact_sync.known, self._book.id)

    async def _pull(self, listing: _Listing, *, accept_removals: bool) -> str:
        """The token for the next time; "" when something of this list was held back."""
        known = {one.href: one for one in await self._known()}
        wanted = [path for path, etag in listing.there.items() if not etag or _etag(known.get(path)) != etag]
        for batch in batches(wanted, _TOGETHER):
            await self._fetch(batch, listing.there)
        gone = [path for path in listing.gone if path in known]
        if not accept_removals and self._holds_back(len(gone), len(known)):
            self.tally.held = len(gone)
            return ""
        for batch in batches(gone):
            came = await self._writer.transaction("contacts are gone", apply_gone, self._book.id, batch, self._now())
            for one in came:
                self.tally.note(one)
        return listing.token

    @staticmethod
    def _holds_back(gone: int, known: int) -> bool:
        """A server that lost its disk says that everything is gone; so does one that is being moved."""
        return gone == known > 1 or (gone > _FEW and gone * 2 > known)

    async def _fetch(self, paths: list[str], etags: dict[str, str]) -> None:
        found = await self._cards(paths)
        for batch in batches(found):
            for path, etag, data in batch:
                came = await self._writer.transaction(
                    "a contact came", apply_card, self._book.id, path, etag or etags.get(path, ""), data, self._now()
                )
                self.tally.note(came)

    async def _cards(self, paths: list[str]) -> list[tuple[str, str, bytes]]:
        """Path, etag and bytes; one by one where the server cannot do it together."""
        try:
            answer = await self._dav.multiget(self._book.url, paths)
        except DavRefused as error:
            if error.status not in (400, 403, 405, 415, 422, 501):
                raise
            return [one for path in paths for one in await self._card(path)]
        asked = set(paths)
        return [(one.path, one.etag, one.data) for one in answer.resources if one.path in asked and one.data]

    async def _card(self, path: str) -> list[tuple[str, str, bytes]]:
        reply = await self._dav.ask("GET", self._url(path), headers={"Accept": "text/vcard"})
        if reply.status in (404, 410):
            return []
        if reply.status != 200:
            raise DavRefused(reply, self._book.url)
        return [(path, reply.headers.get("etag", ""), reply.body)]

    def _is_card(self, one: Resource) -> bool:
        return (
            one.path.startswith(self._path.rstrip("/") + "/")
            and "collection" not in one.kinds
            and not one.path.endswith("/")
        )

    # --- to the server --------------------------------------------------------------------------------------------

    async def _push(self) -> None:
        after = ContactId(0)
        while rows := await self._writer.copying("to send", contact_sync.to_send, self._book.id, after, _TOGETHER):
            for row in rows:
                after = row.id
                if row.theirs is None:
                    await (self._send_removal(row) if row.state == REMOVED else self._send(row))

    async def _send(self, row: ContactLine) -> None:
        for _ in range(_MERGES):
            path = row.href or self._path.rstrip("/") + "/" + _file_name(row.uid)
            if not _precondition(row):
                found = await self._look_again(row, path)
                if found is None:
                    return
                row = found
            reply, card = await self._put(row, path)
            if reply.status in (200, 201, 204):
                place = path_of(reply.headers.get("location", "") or path, self._book.url)
                await self._sent(row, place if place.startswith(self._path.rstrip("/") + "/") else path, reply, card)
                return
            if reply.status == 412 or (reply.status in (404, 410) and row.href):
                found = await self._look_again(row, path)
                if found is None:
                    return
                row = found
                continue
            self._refuse(row, reply)
            return
        log.info("contact %s changes there as fast as it is sent", row.id)

    async def _put(self, row: ContactLine, path: str) -> tuple[Reply, bytes]:
        """The reply and the card that was sent; what the server does not know of 4.0 is sent as 3.0."""
        if row.href is None and row.base != row.card:
            # Should the answer be lost, this is what it has of us: what is changed here later can be told from it.
            await self._writer.transaction("contact offered", contact_sync.offered, row.id, row.card)
        card = read_card(row.card)
        tried = [as_version(card, CardVersion.V3) if card.version == CardVersion.V2 else card]
        if card.version == CardVersion.V4:
            tried.append(as_version(card, CardVersion.V3))
        for number, one in enumerate(tried):
            data = bytes(one)
            headers = {"Content-Type": "text/vcard; charset=utf-8", **_precondition(row)}
            reply = await self._dav.ask("PUT", self._url(path), headers=headers, body=data)
            if reply.status not in (400, 403, 415, 422) or number + 1 == len(tried):
                return reply, data
        raise AssertionError

    async def _sent(self, row: ContactLine, path: str, reply: Reply, card: bytes) -> None:
        etag = reply.headers.get("etag", "")
        base = row.card
        await self._writer.transaction("contact sent", contact_sync.sent, row.id, path, etag, base, self._now())
        self.tally.sent += 1
        if not etag or etag.startswith("W/") or card != row.card:
            # RFC 6352 section 6.3.2.3: the server may have written something else than it was given.
            for found, new_etag, data in await self._cards([path]):
                await self._writer.transaction(
                    "a contact came", apply_card, self._book.id, found, new_etag, data, self._now()
                )

    async def _look_again(self, row: ContactLine, path: str) -> ContactLine | None:
        """It is another one there than we thought: bring both together; what is still to be sent."""
        found = await self._card(path)
        if not found:
            came = await self._writer.transaction("contact is gone", apply_gone, self._book.id, [path], self._now())
            for one in came:
                self.tally.note(one)
            return None
        if row.href is None:
            await self._writer.transaction("an answer was lost", contact_sync.placed, row.id, path)
        ((_, etag, data),) = found
        came_as = await self._writer.transaction(
            "a contact came", apply_card, self._book.id, path, etag, data, self._now()
        )
        self.tally.note(came_as)
        again = await self._writer.copying("look again", contacts.line, row.id)
        return again if again is not None and again.state != contacts.KEPT and again.theirs is None else None

    async def _send_removal(self, row: ContactLine) -> None:
        if row.href is None:
            await self._writer.transaction("forget contact", contacts.erase, row.id)
            return
        reply = await self._dav.ask("DELETE", self._url(row.href), headers=_precondition(row))
        if reply.status in (200, 204, 404, 410):
            await self._writer.transaction("contact removed", contacts.erase, row.id)
            self.tally.sent += 1
        elif reply.status == 412:
            # It was changed there since: what somebody has just written is not thrown away.
            for path, etag, data in await self._card(row.href):
                came = await self._writer.transaction(
                    "a contact came", apply_card, self._book.id, path, etag, data, self._now()
                )
                self.tally.note(came)
        else:
            self._refuse(row, reply)

    def _refuse(self, row: ContactLine, reply: Reply) -> None:
        """One card that the server does not take; the others go on, unless nothing more can go there."""
        name = row.said.name
        if reply.status in (507, 429) or (reply.status >= 500 and reply.status != 501):
            raise DavRefused(reply, self._book.url, urlsplit(self._book.url).hostname or "")
        kind = ProblemKind.CARD_TOO_LARGE if reply.status == 413 else ProblemKind.CARD_REFUSED
        if reply.status in (403, 405) and b"valid-address-data" not in reply.body and b"supported" not in reply.body:
            kind, name = ProblemKind.BOOK_READ_ONLY, self._book.name
        self.tally.problem = self.tally.problem or Problem(kind, name, said(reply))
        self.tally.refused.append(row.id)

    @property
    def _path(self) -> str:
        return path_of("", self._book.url)

    def _url(self, path: str) -> str:
        return urljoin(self._book.url, path)


def _etag(known: Known | None) -> str:
    return "" if known is None else known.etag


def _precondition(row: ContactLine) -> dict[str, str]:
    """RFC 9110 section 13.1; a weak etag proves nothing, and is not sent."""
    if row.href is None:
        return {"If-None-Match": "*"}
    usable = row.etag and row.etag.isascii() and row.etag.isprintable() and not row.etag.startswith("W/")
    return {"If-Match": row.etag} if usable else {}


def _file_name(uid: str) -> str:
    """Where a new card goes; the same uid the same place, so that a repeated PUT meets the first."""
    if not (_PLAIN.match(uid) and uid.strip(".")):
        uid = hashlib.sha256(uid.encode("utf-8", "replace")).hexdigest()[:40]
    return quote(f"{uid}.vcf")
