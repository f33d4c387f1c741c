"""Whether any certificate of a trusted chain was withdrawn. Lists first: they tell nobody whose mail is read.

Only where a certificate names no list, or none comes, its authority is asked about this one certificate (OCSP), and
never for what was inside an encrypted message: that would tell it who reads a message to whom, and when.
"""

import asyncio
import itertools
from collections.abc import Callable, Sequence
from hashlib import sha256

from mailclient.engine.outside import Outside
from mailclient.engine.revocation.signed_lists import SignedLists
from mailclient.mail.proxy import Proxy

WAIT_SECONDS = 4.0
"""A message is not kept waiting longer; what comes later is known the next time."""
AT_ONCE_SECONDS = 0.3
"""Nor the mark of one that somebody looks at: what comes a little later is told then."""
_GOOD, _REVOKED, _NOT_CHECKED = "good", "revoked", "not_checked"


class Revocations:
    """One for the engine. ``proxy``: through which the web is reached, if through one."""

    def __init__(self, outside: Outside, proxy: Callable[[], Proxy | None] = lambda: None) -> None:
        self._now = outside.now
        self._asking: set[asyncio.Task[str]] = set()
        self._late: set[bytes] = set()
        """Digests of certificates whose answer came late once: they are waited for, or asking again would never end."""
        self.news: Callable[[], None] = lambda: None
        self._lists = SignedLists(outside, proxy)

    async def status(
        self, chain: Sequence[bytes], at: float, *, was_encrypted: bool = False, patient: bool = True
    ) -> str:
        """ "good", "revoked" or "not_checked" (codes of ``Signature.revocation``) of a chain that is trusted (DER).

        ``at``: as of when, epoch seconds. ``was_encrypted``: only lists are asked for. All below the root must be good.
        At most ``WAIT_SECONDS``; without patience "not_checked" comes almost at once, and ``news`` is called when
        there is more to say: then the same question is answered with patience. Nothing raises.
        """
        if len(chain) < 2:
            return _NOT_CHECKED
        asking = asyncio.create_task(self._status(chain, at, was_encrypted=was_encrypted))
        self._asking.add(asking)
        asking.add_done_callback(self._asking.discard)
        question = sha256(chain[0]).digest()
        try:
            done, _ = await asyncio.wait(
                [asking], timeout=AT_ONCE_SECONDS if self._is_urgent(question, patient) else None
            )
        except asyncio.CancelledError:
            asking.cancel()
            raise
        if done:
            return asking.result()
        self._late.add(question)
        asking.add_done_callback(self._late_answer)
        return _NOT_CHECKED

    def _is_urgent(self, question: bytes, patient: bool) -> bool:
        return not patient and question not in self._late

    def _late_answer(self, asking: "asyncio.Task[str]") -> None:
        if not asking.cancelled() and asking.exception() is None and asking.result() != _NOT_CHECKED:
            self.news()

    async def _status(self, chain: Sequence[bytes], at: float, *, was_encrypted: bool) -> str:
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                pairs = itertools.pairwise(chain)
                found = await asyncio.gather(
                    *(self._one(one, issuer, at, was_encrypted=was_encrypted) for one, issuer in pairs)
                )
        except TimeoutError:
            return _NOT_CHECKED
        if _REVOKED in found:
            return _REVOKED
        return _GOOD if all(one == _GOOD for one in found) else _NOT_CHECKED

    async def close(self) -> None:
        """Stop asking."""
        for asking in tuple(self._asking):
            asking.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)
        await self._lists.close()

    async def _one(self, one: bytes, issuer: bytes, at: float, *, was_encrypted: bool) -> str:
        from mailclient.crypto.smime import revocation  # brings cryptography, which few messages need

        for url in revocation.crl_addresses(one):
            data = await self._lists.crl(url)
            if data:
                now = self._now()
                found = await asyncio.to_thread(revocation.check_crl, data, one, issuer, now=now, at=at)
                if found is not revocation.Revocation.NOT_CHECKED:
                    return found.value
        for url in () if was_encrypted else revocation.ocsp_addresses(one):
            data = await self._lists.ocsp(url, revocation.ocsp_request(one, issuer))
            if data:
                now = self._now()
                found = await asyncio.to_thread(revocation.check_ocsp, data, one, issuer, now=now, at=at)
                if found is not revocation.Revocation.NOT_CHECKED:
                    return found.value
        return _NOT_CHECKED
