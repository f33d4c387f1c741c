"""Where a message comes from, as the store tells it: the header weighed with what the user knows; and the engine's part
of it: learning from the inbox, checking what arrives."""

import asyncio
import base64
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mailclient.bridge.commands import SetReceivingServer
from mailclient.bridge.events import AccountsChanged, AnyEvent, NewMail, OriginVerified
from mailclient.engine.origin.origins import Origins
from mailclient.engine.outside import Outside
from mailclient.engine.secrets.credentials import MemoryCredentials
from mailclient.mail.address import Address
from mailclient.mail.flag import Flag
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import FolderId, MessageId
from mailclient.mail.origin import ReceivingServer, SignatureState
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.verdict import Reason, Standing
from mailclient.mime.display import body_of
from mailclient.mime.reader import read
from mailclient.store import addresses, bodies, folders, messages, origin
from mailclient.transport.dns import DomainNames
from tests.unit.mime.origin.test_dkim import RSA_KEY, sign
from tests.unit.store.conftest import Store
from tests.unit.store.samples import new_message

DATE = "Sat, 21 Nov 2026 10:00:00 +0000"
NOW = 1_600_000_000.0
SERVER = ReceivingServer(("example.org",), ("example.org",))


def letter(sender: str, name: str = "", *, results: str = "") -> bytes:
    field = f"Authentication-Results: mx.example.org; {results}\r\n" if results else ""
    return (
        f"{field}Received: from mx.there.example (mx.there.example [192.0.2.1]) by mx.example.org with SMTP; {DATE}\r\n"
        f"From: {name} <{sender}>\r\nTo: minji@example.org\r\nSubject: x\r\nDate: {DATE}\r\n\r\nHello\r\n"
    ).encode()


async def put(
    store: Store,
    data: bytes,
    uid: int = 1,
    *,
    folder: FolderId | None = None,
    whole: bool = False,
    bits: Flag = Flag.NONE,
) -> MessageId:
    """As the engine does when the text has come."""
    parsed = read(data)
    author = parsed.envelope.from_[0]
    new = new_message(uid, sender=author, message_id=f"m{uid}@example.org", bits=bits)
    (id_,) = await store.run(messages.insert, folder or store.inbox, [new])
    body = body_of(parsed.root, parsed.content, parsed.header_block)
    await store.run(bodies.store_body, id_, body, parsed.header_block, "")
    if whole:
        await store.run(bodies.store_wholes, {id_: data})
    return id_


async def test_of_what_is_not_here_nothing_is_known(store: Store) -> None:
    assert store.reader.verdict(MessageId(99)).reason is Reason.NOT_CHECKED
    (id_,) = await store.run(messages.insert, store.inbox, [new_message(1)])
    assert store.reader.verdict(id_).standing is Standing.UNKNOWN


async def test_the_account_believes_its_server_alone(store: Store) -> None:
    data = letter("kim@there.example", results="dkim=pass header.d=there.example")
    id_ = await put(store, data)
    assert store.reader.verdict(id_).reason is Reason.NOT_CHECKED
    assert store.reader.verdict(id_).ignored == ("mx.example.org",)
    await store.run(origin.set_receiving_server, store.account, SERVER)
    assert store.reader.receiving_server(store.account) == SERVER
    verdict = store.reader.verdict(id_)
    assert (verdict.standing, verdict.believed) == (Standing.GOOD, "mx.example.org")
    await store.run(origin.set_receiving_server, store.account, None)
    assert store.reader.verdict(id_).reason is Reason.NOT_CHECKED


async def test_first_contact_is_until_the_second_message(store: Store) -> None:
    first = await put(store, letter("kim@there.example"))
    assert store.reader.verdict(first).first_contact
    again = await put(store, letter("KIM@there.example"), 2)
    assert not store.reader.verdict(again).first_contact
    assert not store.reader.verdict(first).first_contact


async def test_a_copy_in_another_folder_is_no_second_message(store: Store) -> None:
    one = await put(store, letter("kim@there.example"))
    new = new_message(1, sender=Address("", "kim@there.example"), message_id="m1@example.org")
    await store.run(messages.insert, store.archive, [new])
    assert store.reader.verdict(one).first_contact


async def test_whom_the_user_wrote_to_is_no_first_contact(store: Store) -> None:
    await store.run(addresses.note_written, [(Address("Kim", "kim@there.example"), 1)])
    id_ = await put(store, letter("kim@there.example"))
    assert not store.reader.verdict(id_).first_contact


async def test_a_domain_that_looks_like_a_contacts(store: Store) -> None:
    await store.run(origin.note_contact_domains, [("paypal.com", "paypal.com")])
    verdict = store.reader.verdict(await put(store, letter("service@paypa1.com")))
    assert (verdict.standing, verdict.reason, verdict.subject) == (Standing.SUSPICIOUS, Reason.LOOKS_LIKE, "paypal.com")
    assert store.reader.verdict(await put(store, letter("service@mail.paypal.com"), 2)).standing is Standing.UNKNOWN


@pytest.mark.parametrize(
    ("name", "sender", "known"),
    [
        ("Kim Minji", "minji@elsewhere.example", "minji@there.example"),
        ("KIM  minji", "minji@elsewhere.example", "minji@there.example"),
        ("kim minji", "minji@elsewhere.example", "minji@there.example"),
        ("Kim Minji", "other@mail.there.example", ""),
        ("Kim", "kim@elsewhere.example", ""),
        ("Minji", "kim@elsewhere.example", ""),
    ],
)
async def test_the_name_of_a_contact(store: Store, name: str, sender: str, known: str) -> None:
    await store.run(addresses.note_written, [(Address("Kim Minji", "minji@there.example"), 1)])
    verdict = store.reader.verdict(await put(store, letter(sender, name)))
    assert (verdict.subject if verdict.reason is Reason.SAME_NAME else "") == known


async def test_the_users_own_address_as_a_forger_writes_it(store: Store) -> None:
    await store.run(origin.set_receiving_server, store.account, SERVER)
    failed = letter("kim@example.org", results="spf=softfail smtp.mailfrom=example.org; dkim=none")
    verdict = store.reader.verdict(await put(store, failed))
    assert (verdict.standing, verdict.reason) == (Standing.SUSPICIOUS, Reason.AS_YOURSELF)
    passed = letter("kim@example.org", results="spf=softfail smtp.mailfrom=example.org; dkim=pass header.d=example.org")
    assert store.reader.verdict(await put(store, passed, 2)).standing is Standing.GOOD
    unsaid = letter("kim@example.org", results="dkim=none")
    assert store.reader.verdict(await put(store, unsaid, 3)).standing is Standing.UNKNOWN
    other = letter("lee@example.org", results="spf=softfail smtp.mailfrom=example.org")
    assert store.reader.verdict(await put(store, other, 4)).standing is Standing.UNKNOWN


async def test_what_was_written_here(store: Store) -> None:
    sent = await store.run(folders.upsert, store.account, "Sent", delimiter="/", role=FolderRole.SENT, selectable=True)
    own = b"From: <minji@example.org>\r\nSubject: x\r\n\r\nHello\r\n"
    assert store.reader.verdict(await put(store, own, folder=sent)).reason is Reason.OWN
    assert store.reader.verdict(await put(store, own, 2)).reason is not Reason.OWN


# --- the engine's part ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told(DomainNames):
    """A name server that knows these texts; None: it does not answer."""

    known: dict[str, tuple[str, ...]] | None = None
    asked: list[str] = field(default_factory=list)

    async def texts(self, name: str) -> tuple[str, ...]:
        self.asked.append(name)
        if self.known is None:
            raise MailError(Problem(ProblemKind.TIMED_OUT, name))
        return self.known.get(name, ())


class Work:
    """An ``Origins`` at work on the store."""

    def __init__(self, store: Store, names: Told) -> None:
        async def dial(*_args: object) -> object:
            raise AssertionError("nobody dials")

        self.events: list[AnyEvent] = []
        self.names = names
        self._told = asyncio.Event()
        outside = Outside(dial=dial, credentials=MemoryCredentials(), names=names, now=lambda: NOW)  # type: ignore[arg-type]
        self.origins = Origins(store.writer, store.reader, outside, self._hear, self._fetch)
        self.fetched: list[MessageId] = []
        self.to_fetch: dict[MessageId, bytes] = {}
        self.store = store

    def _hear(self, event: AnyEvent) -> None:
        self.events.append(event)
        self._told.set()

    async def _fetch(self, message_id: MessageId) -> None:
        self.fetched.append(message_id)
        if message_id in self.to_fetch:
            await self.store.run(bodies.store_wholes, {message_id: self.to_fetch[message_id]})

    async def heard(self, kind: type[AnyEvent]) -> None:
        async with asyncio.timeout(10):
            while not any(isinstance(event, kind) for event in self.events):
                self._told.clear()
                await self._told.wait()


@pytest.fixture
async def work(store: Store) -> Work:
    data = RSA_KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    known: dict[str, tuple[str, ...]] = {
        "s._domainkey.example.org": (f"v=DKIM1; p={base64.b64encode(data).decode()}",),
        "_dmarc.example.org": ("something else", "v=DMARC1; p=reject; adkim=s"),
    }
    return Work(store, Told(known=known))


SIGNED = sign(b"From: Kim <kim@example.org>\r\nTo: you@example.net\r\nSubject: a\r\nDate: x\r\n\r\nHello\r\n")


async def test_the_user_asks_and_what_is_missing_is_fetched(store: Store, work: Work) -> None:
    id_ = await put(store, SIGNED)
    work.to_fetch = {id_: SIGNED}
    await work.origins.verify(id_)
    assert work.fetched == [id_]
    assert OriginVerified(message_id=id_) in work.events
    verdict = store.reader.verdict(id_)
    assert (verdict.standing, verdict.reason) == (Standing.GOOD, Reason.VERIFIED)
    assert verdict.check is not None
    assert (verdict.check.policy, verdict.check.strict, verdict.check.complete) == ("reject", True, True)


async def test_a_changed_message_is_told(store: Store, work: Work) -> None:
    id_ = await put(store, SIGNED.replace(b"Hello", b"Pay me"), whole=True)
    await work.origins.verify(id_)
    assert store.reader.verdict(id_).reason is Reason.BROKEN_SIGNATURE


async def test_offline_says_so_and_keeps_nothing(store: Store, work: Work) -> None:
    work = Work(store, Told(known=None))
    id_ = await put(store, SIGNED, whole=True)
    with pytest.raises(MailError) as failed:
        await work.origins.verify(id_)
    assert failed.value.problem.kind is ProblemKind.NETWORK_UNREACHABLE
    assert store.reader.verdict(id_).check is None
    assert work.events == []


async def test_a_message_that_is_gone(work: Work) -> None:
    with pytest.raises(MailError) as failed:
        await work.origins.verify(MessageId(99))
    assert failed.value.problem.kind is ProblemKind.MESSAGE_GONE


async def test_what_arrives_whole_is_checked_when_nobody_else_did(store: Store, work: Work) -> None:
    checked = await put(store, SIGNED, whole=True)
    lacking = await put(store, SIGNED, 2)
    unsigned = await put(store, letter("kim@there.example"), 3, whole=True)
    task = asyncio.create_task(work.origins.run())
    work.origins.heard(NewMail(folder_id=store.inbox, message_ids=(lacking, unsigned, checked)))
    await work.heard(OriginVerified)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    found = store.reader.origin_check(checked)
    assert found is not None
    assert [one.state for one in found.signatures] == [SignatureState.VALID]
    assert store.reader.origin_check(lacking) is None
    assert store.reader.origin_check(unsigned) is None
    assert work.names.asked == ["s._domainkey.example.org", "_dmarc.example.org"]


async def test_learning_goes_on_by_itself_and_the_user_overrides_it(store: Store, work: Work) -> None:
    for uid in range(1, 6):
        await put(store, letter(f"a@s{uid}.example", results="spf=none"), uid)
    await store.run(addresses.note_written, [(Address("", "me@paypal.com"), 1)])
    task = asyncio.create_task(work.origins.run())
    await work.heard(AccountsChanged)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert store.reader.receiving_server(store.account) == SERVER
    assert store.query("SELECT domain FROM contact_domain") == [("paypal.com",)]
    await work.origins.set_receiving_server(SetReceivingServer("r", store.account, ("MX.elsewhere.example ",)))
    server = store.reader.receiving_server(store.account)
    assert server is not None
    assert server.by_user
    assert server.ids == ("mx.elsewhere.example",)
    assert "example.org" in server.organisations
    await work.origins.set_receiving_server(SetReceivingServer("r", store.account, None))
    assert store.reader.receiving_server(store.account) == SERVER
