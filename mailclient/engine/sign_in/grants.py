"""The grants of all accounts: kept in the keyring, renewed before they expire, one renewal at a time.

A grant is an entry of its own ("grant:<id>"); the entries of its account's servers hold the id where others hold a
password, so that IMAP and SMTP have the same tokens. A provider may give a new refresh token with each renewal and
take the old one back (RFC 6749 section 6): it is kept before anything else is done with it, and a renewal under way is
finished even when nobody waits for it any more.
"""

import asyncio
import logging
import uuid
from collections.abc import Callable

from mailclient.engine.secrets.entries import Entries
from mailclient.engine.sign_in.consent import consent
from mailclient.engine.sign_in.token_endpoint import TokenEndpoint
from mailclient.engine.sign_in.tokens import Tokens
from mailclient.mail.account import Secret
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.sign_in import SignIn
from mailclient.transport.connect import dial as dial_network
from mailclient.transport.stream import Dial

log = logging.getLogger(__name__)

_EARLY_SECONDS = 120.0
"""Before its end an access token is renewed: the clocks differ, and a login takes a while."""


class Grants:
    """``now`` is epoch seconds."""

    def __init__(self, entries: Entries, endpoint: TokenEndpoint, now: Callable[[], float]) -> None:
        self._entries = entries
        self._endpoint = endpoint
        self._now = now
        self._known: dict[str, Tokens] = {}
        self._new: set[str] = set()
        """Nobody has said yet that they are to be kept."""
        self._unwritten: set[str] = set()
        """The keyring has older tokens of these: it could not be written when they were renewed."""
        self._renewals: dict[str, asyncio.Task[Tokens]] = {}

    async def obtain(
        self, sign_in: SignIn, email: str, client_secret: str, farewell: str, browser_needed: Callable[[str], None]
    ) -> str:
        """Have the user sign in (``consent``); the id of the new grant. ``MailError`` as of ``consent``."""
        return self.add(await consent(sign_in, email, client_secret, farewell, browser_needed, self._endpoint))

    def add(self, tokens: Tokens) -> str:
        """The id of a new grant; it is in memory only until ``keep``: the user may still give up."""
        grant = uuid.uuid4().hex
        self._known[grant] = tokens
        self._new.add(grant)
        return grant

    async def keep(self, grant: str) -> None:
        """Write it down. ``MailError``: SIGN_IN_NEEDED when it is not known, those of the keyring."""
        await self._tokens(grant)
        if grant in self._new:
            await self._write(grant)
            self._new.discard(grant)

    async def forget(self, grant: str) -> None:
        """Drop it; nothing happens when there is none. ``MailError`` of the keyring."""
        self._known.pop(grant, None)
        self._new.discard(grant)
        self._unwritten.discard(grant)
        await self._entries.erase(entry_of(grant))

    async def sign_in_of(self, grant: str) -> SignIn:
        """Where it was obtained. ``MailError``: SIGN_IN_NEEDED when it is not known, those of the keyring."""
        return (await self._tokens(grant)).sign_in

    async def access_token(self, grant: str, dial: Dial = dial_network) -> Secret:
        """One that is good for the next minutes, as far as we know. ``dial``: the way to the provider.

        ``MailError``: SIGN_IN_NEEDED (the user's), and what hinders the renewal.
        """
        tokens = await self._tokens(grant)
        if grant in self._renewals or not tokens.access_token or self._is_over(tokens):
            tokens = await self._renew(grant, tokens, dial)
        return Secret(tokens.access_token)

    async def renewed(self, grant: str, refused: Secret, dial: Dial = dial_network) -> Secret:
        """Another one than ``refused``, which a server did not take. ``MailError`` as ``access_token``."""
        tokens = await self._tokens(grant)
        if tokens.access_token == refused.reveal() or grant in self._renewals:
            tokens = await self._renew(grant, tokens, dial)
        return Secret(tokens.access_token)

    def _is_over(self, tokens: Tokens) -> bool:
        return tokens.expires_at is not None and self._now() > tokens.expires_at - _EARLY_SECONDS

    async def _tokens(self, grant: str) -> Tokens:
        known = self._known.get(grant)
        if known is None:
            entry = await self._entries.read(entry_of(grant))
            try:
                known = None if entry is None else Tokens.decode(entry.reveal())
            except ValueError as error:
                log.warning("grant %s: %s", grant, error)
            if known is None:
                raise MailError(Problem(ProblemKind.SIGN_IN_NEEDED, detail="there are no tokens"))
            known = self._known.setdefault(grant, known)
        elif grant in self._unwritten and grant not in self._renewals:
            await self._write(grant)
        return known

    async def _write(self, grant: str) -> None:
        await self._entries.write(entry_of(grant), Secret(self._known[grant].encode()))
        self._unwritten.discard(grant)

    async def _renew(self, grant: str, tokens: Tokens, dial: Dial) -> Tokens:
        renewal = self._renewals.get(grant)
        if renewal is None:
            renewal = asyncio.create_task(self._renew_and_keep(grant, tokens, dial), name=f"renew grant {grant}")
            self._renewals[grant] = renewal
            renewal.add_done_callback(lambda done: self._renewed(grant, done))
        return await asyncio.shield(renewal)

    async def _renew_and_keep(self, grant: str, tokens: Tokens, dial: Dial) -> Tokens:
        fresh = await self._endpoint.refresh(tokens, dial)
        log.info("the access token of grant %s is renewed", grant)
        if grant in self._known:
            self._known[grant] = fresh
            if grant not in self._new:
                self._unwritten.add(grant)
                await self._write(grant)
        return fresh

    def _renewed(self, grant: str, renewal: asyncio.Task[Tokens]) -> None:
        self._renewals.pop(grant, None)
        if not renewal.cancelled() and renewal.exception() is not None:
            log.info("the access token of grant %s is not renewed: %s", grant, renewal.exception())


def entry_of(grant: str) -> str:
    """The keyring's user name of a grant."""
    return f"grant:{grant}"
