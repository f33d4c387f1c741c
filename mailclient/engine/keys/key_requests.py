"""The commands about keys and certificates, each answered by ``Finished`` or a ``MailError``."""

import asyncio
from functools import cached_property
from typing import TYPE_CHECKING

from mailclient.bridge.commands import (
    AcceptKey,
    AskReadiness,
    ChangeKeyExpiry,
    ExportCertificate,
    ExportKey,
    GenerateKey,
    ImportCertificates,
    ImportKeys,
    ListCertificates,
    ListKeys,
    LookAtKeys,
    LookUpKey,
    MakeSetupMessage,
    ReadSetupMessage,
    RemoveCertificate,
    RemoveKey,
    RevokeKey,
    SetKeySettings,
    TrustRoot,
)
from mailclient.bridge.events import Finished
from mailclient.bridge.exported import Exported
from mailclient.engine.keys.key_book import KeyBook
from mailclient.engine.keys.key_changes import KeyChanges
from mailclient.engine.keys.look_up import LookUp
from mailclient.engine.outside import Outside
from mailclient.mail.account import Secret
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.store import keys
from mailclient.store.reader import Reader
from mailclient.store.writer import Writer

if TYPE_CHECKING:
    from mailclient.engine.keys.certificate_changes import CertificateChanges
    from mailclient.engine.keys.importing import Importing
    from mailclient.engine.keys.setup_transfer import SetupTransfer

KeyRequest = (
    ListKeys
    | LookAtKeys
    | ImportKeys
    | ExportKey
    | GenerateKey
    | ChangeKeyExpiry
    | RevokeKey
    | RemoveKey
    | AcceptKey
    | LookUpKey
    | ListCertificates
    | ImportCertificates
    | ExportCertificate
    | TrustRoot
    | RemoveCertificate
    | AskReadiness
    | ReadSetupMessage
    | MakeSetupMessage
    | SetKeySettings
)


class KeyRequests:
    """Each runs in a task of its own; ``MailError`` as the commands say."""

    def __init__(self, book: KeyBook, writer: Writer, reader: Reader, outside: Outside) -> None:
        self._book = book
        self._writer = writer
        self._reader = reader
        self._outside = outside
        self._changes = KeyChanges(book, writer, reader, outside.now)
        self._look_up = LookUp(book, writer, reader, outside)

    @cached_property
    def importing(self) -> "Importing":
        """Loaded when something is to be imported."""
        from mailclient.engine.keys.importing import Importing

        return Importing(self._book, self._writer, self._reader, self._outside.now)

    @cached_property
    def _certificate_changes(self) -> "CertificateChanges":
        from mailclient.engine.keys.certificate_changes import CertificateChanges

        return CertificateChanges(self._book, self._writer, self._reader, self._outside.now)

    @cached_property
    def _setup(self) -> "SetupTransfer":
        from mailclient.engine.keys.setup_transfer import SetupTransfer

        return SetupTransfer(self._book, self.importing, self._outside.now)

    async def run(self) -> None:
        """Looks keys up that are missing while one addresses, where the user wants that. For ever."""
        await self._look_up.run()

    async def answer(self, command: KeyRequest) -> Finished:
        """Do it."""
        request_id = command.request_id
        match command:
            case ListKeys(address=address):
                return Finished(request_id=request_id, keys=tuple(await self._book.keys(address)))
            case ListCertificates(address=address, authorities=authorities):
                listed = await self._book.certificates.listed(address, authorities=authorities)
                return Finished(request_id=request_id, certificates=tuple(listed))
            case AskReadiness():
                return Finished(request_id=request_id, plan=await self._look_up.plan(command))
            case LookUpKey(address=address, keyserver=keyserver):
                found = await self._look_up.find(address, keyserver=keyserver)
                return Finished(request_id=request_id, keys=found)
            case LookAtKeys():
                return await self._look_at(command)
            case ImportKeys() | ImportCertificates() | ReadSetupMessage():
                return await self._import(command)
            case ExportKey() | ExportCertificate() | MakeSetupMessage() | RevokeKey():
                return Finished(request_id=request_id, exported=await self._exported(command))
            case SetKeySettings(settings=settings):
                await self._writer.transaction("set key settings", keys.set_settings, settings)
                return Finished(request_id=request_id)
            case TrustRoot() | RemoveCertificate():
                await self._certificate_changes.do(command)
                return Finished(request_id=request_id)
            case _:
                return Finished(request_id=request_id, keys=await self._changes.do(command))

    async def _look_at(self, command: LookAtKeys) -> Finished:
        from mailclient.engine.keys.importing import certificates_in, read_source

        data = await read_source(command.data, command.path)
        try:
            ders, own = await asyncio.to_thread(lambda: certificates_in(data, _secret(command.passphrase)))
        except MailError as error:
            if error.problem.kind is not ProblemKind.NO_KEYS:
                raise
            found = await asyncio.to_thread(self._book.openpgp.look_at, data)
            if not found:
                raise
            return Finished(request_id=command.request_id, keys=tuple(found))
        mine = frozenset(one.certificate for one in own)
        listed = await self._book.certificates.looked_at(ders, secret=mine)
        return Finished(request_id=command.request_id, certificates=tuple(listed))

    async def _import(self, command: ImportKeys | ImportCertificates | ReadSetupMessage) -> Finished:
        from mailclient.engine.keys.importing import read_source

        if isinstance(command, ReadSetupMessage):
            imported = await self._setup.read(command)
            return Finished(request_id=command.request_id, imported=imported)
        data, passphrase = await read_source(command.data, command.path), _secret(command.passphrase)
        if isinstance(command, ImportKeys):
            imported = await self.importing.keys(data, command.acceptance, command.source, passphrase)
        else:
            imported = await self.importing.certificates(data, command.acceptance, passphrase, command.source)
        return Finished(request_id=command.request_id, imported=imported)

    async def _exported(self, command: ExportKey | ExportCertificate | MakeSetupMessage | RevokeKey) -> Exported:
        match command:
            case ExportKey():
                return Exported(await self._changes.export(command))
            case RevokeKey():
                return Exported(await self._changes.revoke(command))
            case ExportCertificate():
                return Exported(await self._certificate_changes.export(command))
            case MakeSetupMessage():
                return await self._setup.make(command)


def _secret(text: str) -> Secret | None:
    return Secret(text) if text else None
