"""Build → Postfix or Exim → Dovecot → parse: every attachment is byte for byte what it was."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest

from mailclient.crypto.smime.decrypting import decrypt
from mailclient.crypto.smime.verifying import verify
from mailclient.engine.composing.message import message_of
from mailclient.engine.composing.smime import SmimeProtection
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.mail.protection import SignatureVerdict
from mailclient.mime.protection.layer import entity_of, layer_of
from mailclient.mime.reader import ParsedMessage, read
from mailclient.transport.connect import dial
from tests.engine.submitting import submit
from tests.round_trip.journey import STAMP, draft_with, nothing, settings_of, spoilt, travel
from tests.round_trip.shapes import EIGHT_BIT, large, shapes
from tests.servers.authority import Authority
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.exim import Exim
from tests.servers.postfix import Postfix
from tests.unit.crypto.smime.authority import NOW
from tests.unit.crypto.smime.authority import Authority as MailAuthority


@pytest.fixture(scope="module")
def old_postfix(server_directory: Path, authority: Authority, dovecot_session: Dovecot) -> Iterator[Postfix]:
    """One that offers neither 8BITMIME nor SMTPUTF8 nor CHUNKING."""
    directory = server_directory / "old-postfix"
    directory.mkdir()
    directory.chmod(0o755)
    unsaid = "8bitmime smtputf8 chunking"
    server = Postfix(directory, authority.localhost(), dovecot_session, limit=60_000_000, unsaid=unsaid)
    server.start()
    yield server
    server.stop()


async def test_through_postfix(tmp_path: Path, postfix: Postfix, dovecot: Dovecot, mail_user: MailUser) -> None:
    sent = [*shapes(), EIGHT_BIT]
    arrived = await travel(draft_with(sent, tmp_path), postfix, dovecot, mail_user)
    assert spoilt(arrived, sent) == []
    assert arrived.unchanged
    assert arrived.message.warnings == ()


async def test_through_exim(tmp_path: Path, exim: Exim, dovecot: Dovecot, mail_user: MailUser) -> None:
    sent = [*shapes(), EIGHT_BIT]
    arrived = await travel(draft_with(sent, tmp_path), exim, dovecot, mail_user)
    assert spoilt(arrived, sent) == []


async def test_through_a_server_without_8bitmime(
    tmp_path: Path, old_postfix: Postfix, dovecot: Dovecot, mail_user: MailUser
) -> None:
    sent = shapes()
    arrived = await travel(draft_with(sent, tmp_path), old_postfix, dovecot, mail_user)
    assert spoilt(arrived, sent) == []
    assert arrived.unchanged
    with pytest.raises(MailError) as caught:
        await travel(draft_with([EIGHT_BIT], tmp_path), old_postfix, dovecot, mail_user)
    assert caught.value.problem.kind is ProblemKind.MESSAGE_NEEDS_8BIT


@pytest.mark.parametrize("encrypt", [False, True])
async def test_signed_and_encrypted_through_a_server_without_8bitmime(
    tmp_path: Path, old_postfix: Postfix, dovecot: Dovecot, mail_user: MailUser, encrypt: bool
) -> None:
    """25 MB too; the signature that came is right, of every byte."""
    authority_ = MailAuthority()
    own = authority_.issue(mail_user.name)
    draft = msgspec.structs.replace(draft_with([*shapes(), EIGHT_BIT, large()], tmp_path), sign=True, encrypt=encrypt)
    with ExitStack() as kept:
        protection = SmimeProtection(own, [own.certificate] if encrypt else [], True, NOW, lambda _size: None, kept)
        arrived = await travel(draft, old_postfix, dovecot, mail_user, protection)
    assert arrived.unchanged
    data = arrived.fetched
    if encrypt:
        cms = arrived.message.content(arrived.message.root.path)
        data = decrypt(cms, [own]).content or b""
    layer = layer_of(entity_of(data))
    assert layer is not None
    (signer,) = verify(layer.data, [layer.content or b""], authority_.trust()).signers
    assert signer.verdict is SignatureVerdict.GOOD


async def test_25_megabytes(tmp_path: Path, old_postfix: Postfix, dovecot: Dovecot, mail_user: MailUser) -> None:
    sent = [large()]
    arrived = await travel(draft_with(sent, tmp_path), old_postfix, dovecot, mail_user)
    assert spoilt(arrived, sent) == []


async def test_ten_thousand_recipients_in_one_field(
    tmp_path: Path, exim: Exim, postfix: Postfix, dovecot: Dovecot, mail_user: MailUser
) -> None:
    bob = dovecot.add_user("bob")
    people = ", ".join(f"Person {number} <p{number}@elsewhere.example>" for number in range(10_000))
    [shape] = [one for one in shapes() if one.title == "all bytes"]
    draft = msgspec.structs.replace(draft_with([shape], tmp_path), to=people)
    composed = message_of(draft, settings_of(mail_user), STAMP)
    data = b"".join(composed.pieces)
    assert len(composed.recipients) == 10_000
    arrived: list[ParsedMessage] = []
    for server in (exim, postfix):
        outgoing = Outgoing(data, composed.mail_from, (bob.name,))
        await submit(dial, server.smtp(mail_user), mail_user.secret, outgoing, before_final_dot=nothing)
        server.wait_until_delivered(60)
        arrived.append(read(dovecot.messages(bob)[-1]))
    assert [len(message.envelope.to) == 10_000 for message in arrived] == [True, False]  # Postfix: header_size_limit
    for message in arrived:
        assert message.content(message.root.children[1].path) == shape.data
        assert message.envelope.subject == draft.subject
