"""Looking for keys of others: in the web key directory of their domain, then at a keyserver.

Only when the user asks for it, or chose it for addressing, for whoever is asked learns to whom one writes. What is
found is kept apart and UNDECIDED. Of a found key only the user id asked for is taken. Addresses of the Internet only,
by TLS that is checked, bounded in bytes and time; no redirection is followed.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from mailclient.bridge.commands import AskReadiness
from mailclient.engine.keys import readiness, web_key_directory
from mailclient.engine.keys.acceptance import addresses_of
from mailclient.engine.keys.key_book import KeyBook
from mailclient.engine.outside import Outside
from mailclient.engine.web_proxy import web_proxy
from mailclient.mail.key import KeySource, OpenPgpKey, ProtectionPlan, Readiness, RecipientReadiness
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import keys
from mailclient.store.reader import Reader
from mailclient.store.writer import Writer
from mailclient.transport.https import request

log = logging.getLogger(__name__)

KEY_BYTES = 512 * 1024
SECONDS = 15.0
ASKED_SECONDS = 3600.0
"""For so long an address is not looked up again by itself."""
_WAITING = 200
_HOPELESS = (Readiness.MISSING, Readiness.EXPIRED)
_NO_SUCH_HOST = (ProblemKind.HOST_NOT_FOUND,)


class LookUp:
    """``find`` on request; ``plan`` and ``run`` while somebody addresses."""

    def __init__(self, book: KeyBook, writer: Writer, reader: Reader, outside: Outside) -> None:
        self._book = book
        self._writer = writer
        self._reader = reader
        self._outside = outside
        self._asked_at: dict[str, float] = {}
        self._waiting: asyncio.Queue[str] = asyncio.Queue(_WAITING)
        self._looking: set[str] = set()

    async def plan(self, command: AskReadiness) -> ProtectionPlan:
        """The plan as it is now; recipients that are being looked up say so."""
        plan = await self._book.plan_for(command.from_, command.recipients, command.account_id)
        if not self._reader.key_settings().look_up:
            return plan
        for one in plan.recipients:
            self._want(one)
        return replace(plan, recipients=tuple(self._told(one) for one in plan.recipients))

    async def run(self) -> None:
        """Look up what is wanted, one after the other, for ever."""
        while True:
            address = await self._waiting.get()
            try:
                await self.find(address, keyserver=bool(self._reader.key_settings().keyserver))
            except MailError as error:
                log.info("no key looked up: %s", error.problem.kind)
            finally:
                self._looking.discard(address)
            self._book.changed()

    async def find(self, address: str, *, keyserver: bool) -> tuple[OpenPgpKey, ...]:
        """Look up one address. ``MailError``: KEY_NOT_FOUND, ADDRESS_UNUSABLE, GNUPG_MISSING, those of a connection."""
        places: list[tuple[KeySource, tuple[str, ...]]] = [(KeySource.WKD, web_key_directory.urls(address))]
        if keyserver:
            settings = self._reader.key_settings()
            host = settings.keyserver or settings.suggested_keyserver
            places.append((KeySource.KEYSERVER, (keyserver_url(host, address),)))
        trouble: MailError | None = None
        for source, urls in places:
            try:
                data = await self._asked(urls)
                found = await self._taken(data, address, source) if data else ()
            except MailError as error:
                if error.problem.kind in (ProblemKind.GNUPG_MISSING, ProblemKind.ADDRESS_UNUSABLE):
                    raise
                trouble = error
                continue
            if found:
                return found
        if trouble is not None and trouble.problem.kind not in (*_NO_SUCH_HOST, ProblemKind.NO_KEYS):
            raise trouble
        raise MailError(Problem(ProblemKind.KEY_NOT_FOUND, address))

    async def _asked(self, urls: Sequence[str]) -> bytes:
        """What is at the first of the addresses whose host there is; b"" for nothing."""
        for url in urls[:-1]:
            try:
                return await self._get(url)
            except MailError as error:
                if error.problem.kind not in _NO_SUCH_HOST:
                    raise
        return await self._get(urls[-1])

    async def _get(self, url: str) -> bytes:
        reply = await request(
            "GET",
            url,
            timeout_seconds=SECONDS,
            limit_bytes=KEY_BYTES,
            dial=self._outside.web,
            proxy=web_proxy(self._reader),
        )
        if reply.status == 200:
            return reply.body
        if reply.status in (404, 410) or 300 <= reply.status < 400:
            return b""
        raise MailError(Problem(ProblemKind.SERVER_REFUSED, url.split("/")[2], f"the answer was {reply.status}"))

    async def _taken(self, data: bytes, address: str, source: KeySource) -> tuple[OpenPgpKey, ...]:
        """Into the keyrings, if it names the address: with this user id alone."""
        openpgp = self._book.openpgp
        looked = await asyncio.to_thread(openpgp.look_at, data)
        named = {key.fingerprint for key in looked if address.lower() in addresses_of(key)}
        if not named or len(looked) > _WAITING:
            return ()
        imported = await asyncio.to_thread(lambda: openpgp.import_keys(data, extra=True, only_address=address))
        added = [fingerprint for fingerprint in imported.added if fingerprint in named]
        await self._writer.transaction("note found keys", keys.note_source, added, source, self._outside.now())
        self._book.changed()
        return tuple([key for key in await self._book.keys(address) if key.fingerprint in named])

    def _want(self, one: RecipientReadiness) -> None:
        now = self._outside.now()
        asked_at = self._asked_at.get(one.address)
        if one.openpgp not in _HOPELESS or one.smime in readiness.REACHABLE or one.address in self._looking:
            return
        if (asked_at is not None and now - asked_at < ASKED_SECONDS) or self._waiting.full():
            return
        self._asked_at[one.address] = now
        self._looking.add(one.address)
        self._waiting.put_nowait(one.address)

    def _told(self, one: RecipientReadiness) -> RecipientReadiness:
        sought = one.address in self._looking and one.openpgp in _HOPELESS
        return replace(one, openpgp=Readiness.LOOKING) if sought else one


def keyserver_url(host: str, address: str) -> str:
    """The HKP request for an address, over TLS (draft-gallagher-openpgp-hkp)."""
    return f"https://{host}/pks/lookup?op=get&options=mr&exact=on&search={quote(address, safe='')}"
