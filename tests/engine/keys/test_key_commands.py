"""Keys through the engine, and what gpg itself says of what comes out."""

from pathlib import Path

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from cryptography.x509 import load_der_x509_certificate

from mailclient.bridge.commands import (
    AcceptKey,
    AskReadiness,
    ChangeKeyExpiry,
    ExportKey,
    GenerateKey,
    ImportCertificates,
    ImportKeys,
    ListKeys,
    LookAtKeys,
    MakeSetupMessage,
    ReadSetupMessage,
    RemoveKey,
    RevokeKey,
)
from mailclient.bridge.events import KeysChanged
from mailclient.mail.ids import AccountId
from mailclient.mail.key import KeySource, Readiness
from mailclient.mail.problem import ProblemKind
from mailclient.mail.protection import Acceptance, System
from tests.engine.keys.conftest import KeyDesk, People
from tests.unit.crypto.smime.authority import Authority

DAY = 86_400.0


def ask(*recipients: str, from_: str = "me@keys.example") -> AskReadiness:
    return AskReadiness("", AccountId(0), from_, recipients)


async def test_an_explicit_import_is_accepted_and_goes_to_the_users_own_keyring(desk: KeyDesk, people: People) -> None:
    both = people.public(people.alice) + people.public(people.bob)
    imported = (await desk.answers(ImportKeys("", both, acceptance=Acceptance.ACCEPTED))).imported
    assert imported is not None
    assert set(imported.new) == {people.alice, people.bob}
    assert {key.acceptance for key in imported.keys} == {Acceptance.ACCEPTED}
    assert people.alice.encode() in people.gpg("--list-keys", "--with-colons", home=desk.profile.directory / "gnupg")
    again = (await desk.answers(ImportKeys("", both, acceptance=Acceptance.ACCEPTED))).imported
    assert again is not None
    assert (again.new, len(again.keys)) == ((), 2)


async def test_what_gnupg_says_of_one_address_is_not_said_of_those_that_were_added(
    desk: KeyDesk, people: People
) -> None:
    home = desk.profile.directory / "gnupg"
    alone = ("--passphrase", "", "--pinentry-mode", "loopback")
    people.gpg(*alone, "--quick-generate-key", "Me <me@keys.example>", "future-default", home=home)
    mallory = people.made("Mallory <mallory@evil.example>")
    people.gpg("--import", data=people.public(mallory), home=home)
    people.gpg("--quick-lsign-key", mallory, home=home)
    people.gpg(*alone, "--quick-add-uid", mallory, "Alice <alice@keys.example>")
    people.gpg("--import", data=people.public(mallory), home=home)
    desk.book.changed()
    assert await desk.book.acceptance(mallory, "mallory@evil.example") is Acceptance.ACCEPTED
    assert await desk.book.acceptance(mallory, "alice@keys.example") is Acceptance.UNDECIDED
    plan = (await desk.answers(ask("alice@keys.example"))).plan
    assert plan is not None
    assert plan.recipients[0].openpgp is Readiness.UNDECIDED


async def test_a_secret_key_is_not_taken_out_of_a_message(desk: KeyDesk, people: People) -> None:
    for acceptance in (Acceptance.UNDECIDED, Acceptance.ACCEPTED):
        secret = people.secret(people.alice)
        attached = ImportKeys("", secret, source=KeySource.ATTACHED, acceptance=acceptance)
        assert await desk.refuses(attached) is ProblemKind.NO_KEYS
    own = Authority().issue("alice@keys.example")
    key = load_der_private_key(own.key, None).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem = load_der_x509_certificate(own.certificate).public_bytes(Encoding.PEM) + key
    assert await desk.refuses(ImportCertificates("", pem, source=KeySource.ATTACHED)) is ProblemKind.NO_KEYS
    assert (await desk.answers(ListKeys(""))).keys == ()
    assert await desk.book.own_certificates() == ()


async def test_what_nobody_said_anything_of_stays_out_of_it(desk: KeyDesk, people: People) -> None:
    await desk.answers(ImportKeys("", people.public(people.bob), source=KeySource.ATTACHED))
    assert b"pub:" not in people.gpg("--list-keys", "--with-colons", home=desk.profile.directory / "gnupg")
    (key,) = (await desk.answers(ListKeys("", "BOB@keys.example"))).keys
    assert (key.acceptance, key.source) == (Acceptance.UNDECIDED, KeySource.ATTACHED)
    plan = (await desk.answers(ask("bob@keys.example", "nobody@keys.example"))).plan
    assert plan is not None
    assert [one.openpgp for one in plan.recipients] == [Readiness.UNDECIDED, Readiness.MISSING]
    assert (plan.systems, plan.missing) == ((), ("nobody@keys.example",))
    await desk.answers(AcceptKey("", people.bob, Acceptance.VERIFIED))
    plan = (await desk.answers(ask("bob@keys.example"))).plan
    assert plan is not None
    assert plan.recipients[0].openpgp is Readiness.READY
    assert (plan.systems, plan.recipients[0].openpgp_key) == ((System.OPENPGP,), people.bob)


async def test_a_key_accepted_for_one_address_does_not_speak_for_another(desk: KeyDesk, people: People) -> None:
    two = people.made("Eve <eve@keys.example>")
    people.gpg("--quick-add-uid", two, "Bob <bob@keys.example>")
    await desk.answers(ImportKeys("", people.public(two)))
    await desk.answers(AcceptKey("", two, Acceptance.ACCEPTED, ("eve@keys.example",)))
    plan = (await desk.answers(ask("eve@keys.example", "bob@keys.example"))).plan
    assert plan is not None
    assert [one.openpgp for one in plan.recipients] == [Readiness.READY, Readiness.UNDECIDED]
    book = desk.book
    assert await book.acceptance(two, "eve@keys.example") is Acceptance.ACCEPTED
    assert await book.acceptance(two, "bob@keys.example") is Acceptance.UNDECIDED


async def test_a_key_speaks_no_longer_for_an_address_that_its_owner_took_back(desk: KeyDesk, people: People) -> None:
    two = people.made("Eve <eve@keys.example>")
    people.gpg("--quick-add-uid", two, "Eve <eve@before.example>")
    await desk.answers(ImportKeys("", people.public(two), acceptance=Acceptance.ACCEPTED))
    assert await desk.book.acceptance(two, "eve@before.example") is Acceptance.ACCEPTED
    people.gpg("--quick-revoke-uid", two, "Eve <eve@before.example>")
    await desk.answers(ImportKeys("", people.public(two), source=KeySource.ATTACHED))
    (key,) = (await desk.answers(ListKeys("", "eve@keys.example"))).keys
    assert key.withdrawn == ("eve@before.example",)
    assert await desk.book.acceptance(two, "eve@before.example") is Acceptance.UNDECIDED
    assert await desk.book.acceptance(two, "eve@keys.example") is Acceptance.ACCEPTED
    before = ("eve@before.example",)
    assert await desk.refuses(AcceptKey("", two, Acceptance.VERIFIED, before)) is ProblemKind.KEY_UNUSABLE
    await desk.answers(AcceptKey("", two, Acceptance.UNDECIDED, ("eve@keys.example",)))
    assert await desk.book.acceptance(two) is Acceptance.UNDECIDED, "what was said of the other one is nothing now"
    await desk.answers(AcceptKey("", two, Acceptance.REJECTED, before))
    assert await desk.book.acceptance(two, *before) is Acceptance.REJECTED
    assert await desk.book.acceptance(two) is Acceptance.REJECTED


async def test_what_is_said_of_the_whole_key_takes_back_what_was_said_of_addresses_it_does_not_name(
    desk: KeyDesk, people: People
) -> None:
    await desk.answers(ImportKeys("", people.public(people.bob)))
    for acceptance in (Acceptance.REJECTED, Acceptance.ACCEPTED):
        await desk.answers(AcceptKey("", people.bob, acceptance, ("bob@elsewhere.example",)))
        await desk.answers(AcceptKey("", people.bob, Acceptance.UNDECIDED))
        assert await desk.book.acceptance(people.bob) is Acceptance.UNDECIDED
    await desk.answers(AcceptKey("", people.bob, Acceptance.REJECTED, ("bob@elsewhere.example",)))
    await desk.answers(AcceptKey("", people.bob, Acceptance.ACCEPTED))
    assert await desk.book.acceptance(people.bob) is Acceptance.ACCEPTED
    await desk.answers(AcceptKey("", people.bob, Acceptance.VERIFIED, ("bob@elsewhere.example",)))
    await desk.answers(AcceptKey("", people.bob, Acceptance.ACCEPTED))
    assert await desk.book.acceptance(people.bob, "bob@elsewhere.example") is Acceptance.VERIFIED


async def test_a_new_key_never_takes_the_place_of_an_accepted_one(desk: KeyDesk, people: People) -> None:
    await desk.answers(ImportKeys("", people.public(people.bob), acceptance=Acceptance.ACCEPTED))
    other = people.made("Bob <bob@keys.example>", "2w")
    await desk.answers(ImportKeys("", people.public(other)))
    plan = (await desk.answers(ask("bob@keys.example"))).plan
    assert plan is not None
    assert plan.recipients[0].openpgp_key == people.bob
    await desk.answers(AcceptKey("", people.bob, Acceptance.REJECTED))
    plan = (await desk.answers(ask("bob@keys.example"))).plan
    assert plan is not None
    assert (plan.recipients[0].openpgp, plan.recipients[0].openpgp_key) == (Readiness.UNDECIDED, other)
    again = (await desk.answers(ImportKeys("", people.public(people.bob), acceptance=Acceptance.ACCEPTED))).imported
    assert again is not None
    assert again.keys[0].acceptance is Acceptance.REJECTED


async def test_the_validity_gpg_gives_counts(desk: KeyDesk, people: People) -> None:
    home = desk.profile.directory / "gnupg"
    people.gpg("--import", data=people.public(people.bob), home=home)
    people.gpg("--import-ownertrust", data=f"{people.bob}:6:\n".encode(), home=home)
    (key,) = (await desk.answers(ListKeys(""))).keys
    assert key.acceptance in (Acceptance.OWN, Acceptance.ACCEPTED)


async def test_make_prolong_export_revoke_and_remove_a_key(desk: KeyDesk, people: People, tmp_path: Path) -> None:
    (key,) = (await desk.answers(GenerateKey("", "Me", "me@keys.example", 100))).keys
    assert (key.acceptance, key.source, key.secret) == (Acceptance.OWN, KeySource.OWN, True)
    assert key.expires is not None
    plan = (await desk.answers(ask())).plan
    assert plan is not None
    assert plan.can_sign == (System.OPENPGP,)
    (longer,) = (await desk.answers(ChangeKeyExpiry("", key.fingerprint, 300))).keys
    assert longer.expires is not None
    assert longer.expires - key.expires > 199 * DAY
    public = (await desk.answers(ExportKey("", key.fingerprint))).exported
    binary = (await desk.answers(ExportKey("", key.fingerprint, armoured=False))).exported
    secret = (await desk.answers(ExportKey("", key.fingerprint, secret=True))).exported
    assert public is not None
    assert binary is not None
    assert secret is not None
    home = tmp_path / "h"
    home.mkdir(mode=0o700)
    for data in (public.data, binary.data):
        shown = people.gpg("--show-keys", "--with-colons", data=data, home=people.home)
        assert key.fingerprint.encode() in shown
    assert b"sec:" in people.gpg("--show-keys", "--with-colons", data=secret.data)
    assert await desk.refuses(RemoveKey("", key.fingerprint)) is ProblemKind.KEY_IS_SECRET
    revoked = (await desk.answers(RevokeKey("", key.fingerprint, "superseded", "I have a new one"))).exported
    assert revoked is not None
    assert b"pub:r:" in people.gpg("--show-keys", "--with-colons", data=revoked.data)
    plan = (await desk.answers(ask("me@keys.example"))).plan
    assert plan is not None
    assert (plan.can_sign, plan.recipients[0].openpgp) == ((), Readiness.MISSING)
    await desk.answers(RemoveKey("", key.fingerprint, secret=True))
    assert (await desk.answers(ListKeys(""))).keys == ()


async def test_a_key_that_ran_out_or_soon_will(desk: KeyDesk, people: People) -> None:
    (key,) = (await desk.answers(GenerateKey("", "Me", "me@keys.example", 100))).keys
    assert key.expires is not None
    for before, readiness in ((20, Readiness.READY), (5, Readiness.EXPIRES_SOON), (-1, Readiness.EXPIRED)):
        desk.time = key.expires - before * DAY
        plan = (await desk.answers(ask("me@keys.example"))).plan
        assert plan is not None
        assert plan.recipients[0].openpgp is readiness


async def test_keys_are_looked_at_without_being_taken(desk: KeyDesk, people: People, tmp_path: Path) -> None:
    file = tmp_path / "key.asc"
    file.write_bytes(people.public(people.alice))
    looked = (await desk.answers(LookAtKeys("", path=str(file)))).keys
    assert [(key.fingerprint, key.secret) for key in looked] == [(people.alice, False)]
    secret = people.secret(people.alice)
    looked = (await desk.answers(LookAtKeys("", secret))).keys
    assert [(key.fingerprint, key.secret) for key in looked] == [(people.alice, True)]
    assert (await desk.answers(ListKeys(""))).keys == ()
    assert await desk.refuses(ImportKeys("", b"nothing of the kind")) is ProblemKind.NO_KEYS
    assert await desk.refuses(ImportKeys("", path=str(tmp_path / "none"))) is ProblemKind.FILE_UNREADABLE
    taken = (await desk.answers(ImportKeys("", secret))).imported
    assert taken is not None
    assert taken.secret == (people.alice,)


async def test_a_setup_message_carries_a_secret_key(desk: KeyDesk, people: People) -> None:
    await desk.answers(ImportKeys("", people.secret(people.alice), acceptance=Acceptance.ACCEPTED))
    made = (await desk.answers(MakeSetupMessage("", people.alice, "alice@keys.example"))).exported
    assert made is not None
    assert b"Autocrypt-Setup-Message: v1" in made.data
    assert made.setup_code not in repr(made)
    await desk.answers(RemoveKey("", people.alice, secret=True))
    wrong = made.setup_code[:-1] + ("0" if made.setup_code[-1] != "0" else "1")
    assert await desk.refuses(ReadSetupMessage("", made.data, wrong)) is ProblemKind.PASSPHRASE_WRONG
    imported = (await desk.answers(ReadSetupMessage("", made.data, made.setup_code.replace("-", " ")))).imported
    assert imported is not None
    assert (imported.secret, imported.keys[0].acceptance) == ((people.alice,), Acceptance.OWN)


async def test_what_changes_is_told(desk: KeyDesk, people: People) -> None:
    await desk.answers(ImportKeys("", people.public(people.bob)))
    assert KeysChanged() in desk.events
