"""The Autocrypt Setup Message: one's own secret key on its way to another program of one's own."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

from mailclient.bridge.commands import MakeSetupMessage, ReadSetupMessage
from mailclient.bridge.exported import Exported
from mailclient.engine.keys.importing import Importing
from mailclient.engine.keys.key_book import KeyBook
from mailclient.mail.account import Secret
from mailclient.mail.address import Address
from mailclient.mail.key import KeyImport, KeySource
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.protection import Acceptance
from mailclient.mime.attached import File
from mailclient.mime.autocrypt import setup_message
from mailclient.mime.build import message_entity
from mailclient.mime.reader import read

_SUBJECT = "Autocrypt Setup Message"
_EXPLANATION = (
    "This message contains all information to transfer your Autocrypt settings along with your secret key securely "
    "from your original device. To set up your new device, open this message there and enter the setup code that your "
    "old device has shown. You can keep this message as a backup of your secret key; then write down the setup code."
)
"""In English whatever the language: another program shows it, on another device."""


class SetupTransfer:
    """``MailError`` as the commands say."""

    def __init__(self, book: KeyBook, importing: Importing, now: Callable[[], float]) -> None:
        self._book = book
        self._importing = importing
        self._now = now

    async def read(self, command: ReadSetupMessage) -> KeyImport:
        """Take the secret key. It becomes one's own."""
        block = await asyncio.to_thread(block_in, command.data)
        code = setup_message.normal_code(command.code)
        if block is None:
            raise MailError(Problem(ProblemKind.MESSAGE_BROKEN, detail="no setup message"))
        if code is None or not code.startswith(setup_message.code_begins_with(block)):
            raise MailError(Problem(ProblemKind.PASSPHRASE_WRONG))
        clear = bytearray()
        opened = await asyncio.to_thread(self._book.openpgp.decrypt, [block], clear.extend, Secret(code))
        if opened.problem is not None:
            raise MailError(opened.problem)
        found = setup_message.read_setup_key(bytes(clear))
        if found is None:
            raise MailError(Problem(ProblemKind.NO_KEYS))
        return await self._importing.keys(found.key, Acceptance.OWN, KeySource.OWN)

    async def make(self, command: MakeSetupMessage) -> Exported:
        """The message to oneself, and its code."""
        key = await self._book.key(command.fingerprint)
        if not key.secret:
            raise MailError(Problem(ProblemKind.KEY_MISSING, command.fingerprint, "its secret key is not here"))
        passphrase = Secret(command.passphrase) if command.passphrase else None
        openpgp = self._book.openpgp
        exported = await asyncio.to_thread(
            lambda: openpgp.export(command.fingerprint, secret=True, passphrase=passphrase)
        )
        code = setup_message.code_of(secrets.randbelow(10**36))
        clear = setup_message.with_preference(exported, prefers_encryption=True)
        block = await asyncio.to_thread(openpgp.encrypt_with_passphrase, clear, Secret(code))
        return Exported(self._message(command.address, setup_message.setup_page(block, code, _EXPLANATION)), code)

    def _message(self, address: str, page: str) -> bytes:
        file = File("autocrypt-setup-message.html", setup_message.CONTENT_TYPE, page.encode())
        myself = Address("", address)
        entity = message_entity(
            from_=myself,
            to=(myself,),
            subject=_SUBJECT,
            date=datetime.fromtimestamp(self._now(), UTC),
            message_id=f"{uuid4()}@{address.rpartition('@')[2] or 'localhost'}",
            text=_EXPLANATION,
            files=(file,),
            more_fields=b"Autocrypt-Setup-Message: v1\r\n",
        )
        return b"".join(entity.pieces())


def block_in(data: bytes) -> bytes | None:
    """The encrypted block out of a whole message, or out of its part. None where there is not exactly one."""
    if b"autocrypt-setup" in data.lower():
        parsed = read(data)
        for part in parsed.root.walk():
            if part.media_type == setup_message.CONTENT_TYPE:
                return setup_message.encrypted_block(parsed.content(part.path))
    return setup_message.encrypted_block(data)
