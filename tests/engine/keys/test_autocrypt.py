"""Keys that come in headers of mail, and the setup message; mail and keys of the specification and of gpg."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from mailclient.bridge.commands import AcceptKey, AskReadiness, ImportKeys, ReadSetupMessage
from mailclient.mail.address import Address
from mailclient.mail.folder import FolderRole
from mailclient.mail.identity import Encrypting, Identity
from mailclient.mail.ids import AccountId, FolderId
from mailclient.mail.key import KeySource, Readiness
from mailclient.mail.problem import ProblemKind
from mailclient.mail.protection import Acceptance
from mailclient.mime.autocrypt.header import field_value
from mailclient.mime.display import body_of
from mailclient.mime.reader import read
from mailclient.store import accounts, bodies, folders, messages
from mailclient.store.transaction import Transaction
from tests.engine.keys.conftest import KeyDesk, People
from tests.unit.store.samples import new_message, settings

CODE = "1742-0185-6197-1303-7016-8412-3581-4441-0597"
ME = Identity("Me", "kim@example.org", encrypts=Encrypting.WHEN_READY)


class Mailbox:
    """Where mail arrives, as the engine stores it."""

    def __init__(self, desk: KeyDesk) -> None:
        self._desk = desk
        self._uid = 0
        self.account: AccountId

    async def open(self) -> None:
        def prepare(tx: Transaction) -> AccountId:
            return accounts.add(tx, replace(settings("kim@example.org"), identities=(ME,)))

        self.account = await self._desk.writer.transaction("test", prepare)

    async def folder(self, role: FolderRole) -> FolderId:
        def put(tx: Transaction) -> FolderId:
            return folders.upsert(tx, self.account, role.value, delimiter="/", role=role, selectable=True)

        return await self._desk.writer.transaction("test", put)

    async def arrives(self, header: str, role: FolderRole = FolderRole.INBOX, at: int = 1_790_000_000) -> None:
        folder = await self.folder(role)
        parsed = read(f"{header}\r\nTo: kim@example.org\r\n\r\nHello\r\n".encode())
        self._uid += 1
        new = new_message(self._uid, sender=Address("", ""), message_id=f"m{self._uid}@x", received_at=at)

        def put(tx: Transaction) -> None:
            (id_,) = messages.insert(tx, folder, [new])
            body = body_of(parsed.root, parsed.content, parsed.header_block)
            bodies.store_body(tx, id_, body, parsed.header_block, "")

        await self._desk.writer.transaction("test", put)
        async with asyncio.timeout(60):
            while await self._desk.writer.transaction("test", _due):
                pass


def _due(tx: Transaction) -> bool:
    return bool(tx.rows("SELECT 1 FROM autocrypt_due"))


@pytest.fixture
async def mailbox(desk: KeyDesk) -> Mailbox:
    mailbox = Mailbox(desk)
    await mailbox.open()
    return mailbox


def letter(people: People, fingerprint: str, address: str, *, mutual: bool = True, day: int = 20) -> str:
    key = people.gpg("--export", fingerprint)
    value = field_value(address, key, prefers_encryption=mutual)
    return f"From: <{address}>\r\nDate: Sun, {day} Sep 2026 10:00:00 +0000\r\nAutocrypt: {value}"


async def ready(desk: KeyDesk, mailbox: Mailbox, address: str, from_: str = "kim@example.org") -> tuple[str, str, bool]:
    plan = (await desk.answers(AskReadiness("", mailbox.account, from_, (address,)))).plan
    assert plan is not None
    (one,) = plan.recipients
    return one.openpgp.value, one.openpgp_key, one.unchecked


async def test_a_key_in_a_header_is_undecided_until_both_want_it(
    desk: KeyDesk, mailbox: Mailbox, people: People
) -> None:
    await mailbox.arrives(letter(people, people.bob, "bob@keys.example", mutual=False))
    (key,) = await desk.book.keys("bob@keys.example")
    assert (key.source, key.acceptance) == (KeySource.AUTOCRYPT, Acceptance.UNDECIDED)
    assert await ready(desk, mailbox, "bob@keys.example") == (Readiness.UNDECIDED, people.bob, False)
    await mailbox.arrives(letter(people, people.bob, "bob@keys.example", day=21))
    assert await ready(desk, mailbox, "bob@keys.example") == (Readiness.READY, people.bob, True)
    assert (await ready(desk, mailbox, "bob@keys.example", "other@example.org"))[0] == Readiness.UNDECIDED
    assert await desk.book.acceptance(people.bob, "bob@keys.example") is Acceptance.UNDECIDED


async def test_a_forged_header_never_takes_the_place_of_an_accepted_key(
    desk: KeyDesk, mailbox: Mailbox, people: People
) -> None:
    await desk.answers(ImportKeys("", people.public(people.bob), acceptance=Acceptance.ACCEPTED))
    forged = people.made("Bob <bob@keys.example>")
    await mailbox.arrives(letter(people, forged, "bob@keys.example"))
    assert await ready(desk, mailbox, "bob@keys.example") == (Readiness.READY, people.bob, False)
    await desk.answers(AcceptKey("", people.bob, Acceptance.REJECTED))
    assert (await ready(desk, mailbox, "bob@keys.example"))[1] == forged


@pytest.mark.parametrize("role", [FolderRole.JUNK, FolderRole.TRASH, FolderRole.SENT])
async def test_spam_tells_nothing(desk: KeyDesk, mailbox: Mailbox, people: People, role: FolderRole) -> None:
    await mailbox.arrives(letter(people, people.bob, "bob@keys.example"), role)
    assert await desk.book.keys() == []


async def test_what_does_not_fit_its_sender_is_not_taken(desk: KeyDesk, mailbox: Mailbox, people: People) -> None:
    await mailbox.arrives(letter(people, people.bob, "eve@keys.example"))
    await mailbox.arrives(letter(people, people.bob, "bob@keys.example").replace("From: <bob", "From: <eve"))
    await mailbox.arrives("From: <eve@keys.example>\r\nAutocrypt: addr=eve@keys.example; keydata=AAAA")
    secret = people.gpg("--export-secret-keys", people.alice)
    await mailbox.arrives(f"From: <alice@keys.example>\r\nAutocrypt: {field_value('alice@keys.example', secret)}")
    assert await desk.book.keys() == []


async def test_keys_that_an_encrypted_message_passes_on(desk: KeyDesk, people: People) -> None:
    await desk.work.autocrypt.note_gossip(
        f"Autocrypt-Gossip: {field_value('carol@keys.example', people.gpg('--export', people.carol))}\r\n\r\n".encode(),
        ["carol@keys.example"],
        desk.time,
    )
    (carol,) = await desk.book.keys("carol@keys.example")
    assert (carol.source, carol.acceptance) == (KeySource.GOSSIP, Acceptance.UNDECIDED)


async def test_the_setup_message_of_the_specification(desk: KeyDesk, corpus: Path) -> None:
    data = (corpus / "autocrypt-spec/doc/appendix/example-setup-message.eml").read_bytes()
    assert await desk.refuses(ReadSetupMessage("", data, CODE[:-1] + "8")) is ProblemKind.PASSPHRASE_WRONG
    assert await desk.refuses(ReadSetupMessage("", data, "1742")) is ProblemKind.PASSPHRASE_WRONG
    assert await desk.refuses(ReadSetupMessage("", b"Subject: x\r\n\r\nx", CODE)) is ProblemKind.MESSAGE_BROKEN
    imported = (await desk.answers(ReadSetupMessage("", data, CODE.replace("-", "")))).imported
    assert imported is not None
    assert [person.address for key in imported.keys for person in key.people] == ["alice@autocrypt.example"]
    assert imported.keys[0].secret


async def test_mail_of_other_programs(desk: KeyDesk, mailbox: Mailbox, corpus: Path) -> None:
    path = corpus / "chatmail-core/message/thunderbird_with_autocrypt_unencrypted.eml"
    header = path.read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode()
    await mailbox.arrives(header.replace("\n", "\r\n"))
    (key,) = await desk.book.keys("alice@example.org")
    assert key.source is KeySource.AUTOCRYPT
