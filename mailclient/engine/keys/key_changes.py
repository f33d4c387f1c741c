"""What a user does with keys: say whose they are, make, prolong, revoke, export and remove them."""

import asyncio
from collections.abc import Callable

from mailclient.bridge.commands import AcceptKey, ChangeKeyExpiry, ExportKey, GenerateKey, RemoveKey, RevokeKey
from mailclient.crypto.openpgp.armor import dearmored_keys
from mailclient.engine.keys.acceptance import TRUSTED, addresses_of
from mailclient.engine.keys.key_book import KeyBook
from mailclient.mail.account import Secret
from mailclient.mail.key import KeySource, OpenPgpKey
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.protection import Acceptance, System
from mailclient.store import keys
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer

KeyChange = AcceptKey | GenerateKey | ChangeKeyExpiry | RemoveKey


class KeyChanges:
    """``MailError`` as the commands say."""

    def __init__(self, book: KeyBook, writer: Writer, reader: Reader, now: Callable[[], float]) -> None:
        self._book = book
        self._writer = writer
        self._reader = reader
        self._now = now

    async def do(self, command: KeyChange) -> tuple[OpenPgpKey, ...]:
        """The keys as they are then."""
        match command:
            case AcceptKey():
                await self._accept(command)
                return ()
            case RemoveKey():
                await self._remove(command)
                return ()
            case GenerateKey():
                fingerprint = await self._generate(command)
            case ChangeKeyExpiry(fingerprint=fingerprint, expires_days=days):
                await self._own(fingerprint)
                secret = _secret(command.passphrase)
                await asyncio.to_thread(self._book.openpgp.set_expiry, fingerprint, days, secret)
                self._book.changed()
        return (await self._book.key(fingerprint),)

    async def export(self, command: ExportKey) -> bytes:
        """The key, its secret key, or what revokes it."""
        openpgp, secret = self._book.openpgp, _secret(command.passphrase)
        if command.revocation:
            await self._own(command.fingerprint)
            return await asyncio.to_thread(
                lambda: openpgp.revocation_certificate(command.fingerprint, passphrase=secret)
            )
        if command.secret:
            await self._own(command.fingerprint)
        exported = await asyncio.to_thread(
            lambda: openpgp.export(command.fingerprint, secret=command.secret, passphrase=secret)
        )
        return exported if command.armoured else dearmored_keys(exported)

    async def revoke(self, command: RevokeKey) -> bytes:
        """The revoked key, to be given to others."""
        await self._own(command.fingerprint)
        openpgp, secret = self._book.openpgp, _secret(command.passphrase)
        await asyncio.to_thread(
            lambda: openpgp.revoke(command.fingerprint, reason=command.reason, words=command.text, passphrase=secret)
        )
        self._book.changed()
        return await asyncio.to_thread(openpgp.export, command.fingerprint)

    async def _accept(self, command: AcceptKey) -> None:
        withdrawn: tuple[str, ...] = ()
        if command.system is System.SMIME:
            one = (await self._book.certificates.one(command.fingerprint))[1]
            addresses, secret = one.addresses, one.secret
        else:
            key = await self._book.key(command.fingerprint)
            addresses, secret = addresses_of(key), key.secret
            withdrawn = key.withdrawn
        if command.acceptance is Acceptance.OWN and not secret:
            raise MailError(Problem(ProblemKind.KEY_UNUSABLE, command.fingerprint, "the secret key is not here"))
        chosen = tuple(address.lower() for address in command.addresses) or addresses or ("",)
        if command.acceptance in TRUSTED and not set(withdrawn).isdisjoint(chosen):
            raise MailError(Problem(ProblemKind.KEY_UNUSABLE, command.fingerprint, "its owner took this address back"))
        others = () if command.addresses else self._otherwise_said(command, chosen)

        def decide(tx: Transaction) -> None:
            keys.accept(tx, command.system, command.fingerprint, chosen, command.acceptance, self._now())
            keys.accept(tx, command.system, command.fingerprint, others, Acceptance.UNDECIDED, self._now())

        await self._writer.transaction("accept key", decide)

    def _otherwise_said(self, command: AcceptKey, named: tuple[str, ...]) -> tuple[str, ...]:
        """What is said of the whole key takes back what was said, and differs, of addresses that it does not name."""
        said = self._reader.acceptances(command.system).get(command.fingerprint, {})
        agreeing = TRUSTED if command.acceptance in TRUSTED else ()
        return tuple(address for address, one in said.items() if address not in named and one not in agreeing)

    async def _remove(self, command: RemoveKey) -> None:
        key = await self._book.key(command.fingerprint)
        if key.secret and not command.secret:
            raise MailError(Problem(ProblemKind.KEY_IS_SECRET, key.fingerprint))
        await asyncio.to_thread(lambda: self._book.openpgp.delete(key.fingerprint, secret=key.secret))
        await self._writer.transaction("forget key", keys.forget, System.OPENPGP, key.fingerprint)
        self._book.changed()

    async def _generate(self, command: GenerateKey) -> str:
        fingerprint = await asyncio.to_thread(
            lambda: self._book.openpgp.generate(
                command.name,
                command.address,
                expires_days=command.expires_days,
                passphrase=Secret(command.passphrase),
            )
        )
        own = (System.OPENPGP, fingerprint, (command.address.lower(),), Acceptance.OWN, self._now())
        await self._writer.transaction("accept own key", keys.accept, *own)
        await self._writer.transaction("note own key", keys.note_source, (fingerprint,), KeySource.OWN, self._now())
        self._book.changed()
        return fingerprint

    async def _own(self, fingerprint: str) -> OpenPgpKey:
        key = await self._book.key(fingerprint)
        if not key.secret:
            raise MailError(Problem(ProblemKind.KEY_MISSING, fingerprint, "its secret key is not here"))
        return key


def _secret(text: str) -> Secret | None:
    return Secret(text) if text else None
