"""What is signed and encrypted, and what gpg and openssl make of it."""

from pathlib import Path

import pytest

from mailclient.bridge.draft import QUOTED_IN_CLEAR, DraftContent, DraftFile
from mailclient.crypto.openpgp.packets import Tag, read_packets
from mailclient.mail.problem import ProblemKind
from mailclient.mime.autocrypt.header import read_field
from tests.engine.protecting.desk import WritingDesk, parsed, part_of

BOB, CAROL, SAM, SUE, NORA = (f"{name}@mail.test" for name in ("bob", "carol", "sam", "sue", "nora"))
TEXT = "Grüße aus Busan \nFrom here on\n\n안녕하세요, 비밀입니다.\n-- \nAlice"
SECRET = "비밀 계획 Müller"


def subject_of(data: bytes) -> str:
    return str(parsed(data)["Subject"])


async def test_signed_by_openpgp(desk: WritingDesk) -> None:
    (taken,) = await desk.send(DraftContent(to=BOB, subject=SECRET, text=TEXT, sign=True, protection="openpgp"))
    assert desk.people.is_signed(taken.data, desk.home)
    message = parsed(taken.data)
    assert message.get_content_type() == "multipart/signed"
    assert message.get_param("micalg") == "pgp-sha512"
    assert message["Subject"] == SECRET
    inside = part_of(message, 0)
    assert (inside.get_param("hp"), inside["Subject"], inside["Message-ID"]) == ("clear", SECRET, message["Message-ID"])
    assert "busan" in str(inside.get_content()).lower()
    assert taken.data.isascii()
    assert not [line for line in taken.data.splitlines() if line.endswith((b" ", b"\t")) or line.startswith(b"From ")]
    told = read_field("".join(message["Autocrypt"].split()).encode())
    assert told is not None
    assert told.address == desk.user.name
    key = [Tag.PUBLIC_KEY, Tag.USER_ID, Tag.SIGNATURE, Tag.PUBLIC_SUBKEY, Tag.SIGNATURE]  # Autocrypt 2.1.1
    assert [packet.tag for packet in read_packets(told.key)] == key


async def test_encrypted_and_signed_by_openpgp(desk: WritingDesk) -> None:
    """The subject is hidden, and everybody named can read it, oneself too."""
    content = DraftContent(to=f"{BOB}, {CAROL}", subject=SECRET, text=TEXT, sign=True, encrypt=True)
    (taken,) = await desk.send(content)
    assert parsed(taken.data).get_content_type() == "multipart/encrypted"
    assert subject_of(taken.data) == "[...]"
    for clear in (desk.people.decrypted(taken.data), desk.people.decrypted(taken.data, desk.home)):
        assert clear.message["Subject"] == SECRET
        assert clear.message.get_param("hp") == "cipher"
        outer = [str(value) for value in clear.message.get_all("HP-Outer", [])]
        assert "Subject: [...]" in outer
        assert f"Message-ID: {parsed(taken.data)['Message-ID']}" in outer
        assert "안녕하세요" in clear.message.get_content()
        gossip = clear.message.get_all("Autocrypt-Gossip", [])
        assert [one.partition(";")[0] for one in gossip] == [f"addr={BOB}", f"addr={CAROL}"]
    assert desk.people.decrypted(taken.data, desk.home).signed
    assert b"Gossip" not in taken.data


async def test_signed_by_smime(desk: WritingDesk) -> None:
    (taken,) = await desk.send(DraftContent(to=BOB, subject="Rechnung", text=TEXT, sign=True, protection="smime"))
    assert desk.people.is_verified(taken.data)
    message = parsed(taken.data)
    assert (message.get_param("micalg"), message.get_param("protocol")) == ("sha-256", "application/pkcs7-signature")
    changed = taken.data.replace(b"Rechnung", b"Quittung")
    assert not desk.people.is_verified(changed)


@pytest.mark.parametrize("to", ["sam", "sue"])
async def test_encrypted_and_signed_by_smime(desk: WritingDesk, to: str) -> None:
    """Signed inside; old programs see the subject above the text. Thunderbird cannot read GCM, whatever the key."""
    content = DraftContent(to=f"{to}@mail.test", subject=SECRET, text=TEXT, sign=True, encrypt=True)
    (taken,) = await desk.send(content)
    assert parsed(taken.data).get_param("smime-type") == "enveloped-data"
    assert subject_of(taken.data) == "[...]"
    clear = desk.people.opened(taken.data, to)
    assert desk.people.is_verified(clear)
    inside = part_of(parsed(clear), 0)
    assert (inside["Subject"], inside.get_param("hp"), inside.get_param("hp-legacy-display")) == (SECRET, "cipher", "1")
    assert inside.get_content().startswith(f"Subject: {SECRET}\r\n\r\nGrüße")


async def test_gcm_only_to_those_who_said_that_they_read_it(desk: WritingDesk) -> None:
    """In a signed message (RFC 8551 2.5.2), as we say it ourselves."""
    content = DraftContent(to=SAM, subject="s", text="t", encrypt=True)
    assert parsed((await desk.send(content))[0].data).get_param("smime-type") == "enveloped-data"
    await desk.arrives_signed("sam")
    (taken,) = await desk.send(content)
    assert parsed(taken.data).get_param("smime-type") == "authEnveloped-data"
    assert parsed(desk.people.opened(taken.data, "sam"))["Subject"] == "s"
    (to_two,) = await desk.send(DraftContent(to=f"{SAM}, {SUE}", subject="s", text="t", encrypt=True))
    assert parsed(to_two.data).get_param("smime-type") == "enveloped-data"


async def test_html_pictures_and_files(desk: WritingDesk, tmp_path: Path) -> None:
    file = tmp_path / "a file.bin"
    file.write_bytes(bytes(range(256)) * 9_000)
    original = b"Subject: old\r\n\r\nFrom me, with space \r\nk\xc3\xa4se\r\n"
    files = (
        DraftFile("dot.png", "image/png", data=b"\x89PNG", content_id="dot@x"),
        DraftFile("a file.bin", "application/octet-stream", str(file)),
        DraftFile("old.eml", "message/rfc822", data=original),
    )
    content = DraftContent(to=BOB, subject="s", html='<p>Hé <img src="cid:dot@x"></p>', files=files, sign=True)
    (signed,) = await desk.send(content)
    assert desk.people.is_signed(signed.data, desk.home)
    (encrypted,) = await desk.send(DraftContent(to=BOB, subject="s", html="<p>x</p>", files=files, encrypt=True))
    for message in (part_of(parsed(signed.data), 0), desk.people.decrypted(encrypted.data).message):
        found = {part.get_filename(): part for part in message.walk() if part.get_filename()}
        assert found["a file.bin"].get_content() == file.read_bytes()
    assert found["old.eml"].get_content_type() == "message/rfc822"
    assert parsed(signed.data).as_bytes().isascii()


async def test_who_is_in_bcc_gets_a_message_of_his_own(desk: WritingDesk) -> None:
    content = DraftContent(to=BOB, bcc=f"{CAROL}, {SUE}", subject=SECRET, text="t", encrypt=True)
    taken = await desk.send(content, 3)
    assert [[line.split("<")[1].split(">")[0] for line in one.recipients] for one in taken] == [[BOB], [CAROL], [SUE]]
    main, carols, sues = taken
    listed = desk.people.gpg("--list-only", "-v", "--decrypt", data=part_of(parsed(main.data), 1).get_content())
    assert listed.stderr.count(b"public key is") == 2
    for one in taken:
        assert b"carol@" not in one.data.lower()
        assert parsed(one.data)["To"] == BOB
    first = parsed(main.data)["Message-ID"]
    assert [parsed(one.data)["References"] for one in taken] == [None, first, first]
    assert len({parsed(one.data)["Message-ID"] for one in taken}) == 3
    assert desk.people.decrypted(carols.data).message["Subject"] == SECRET
    assert SECRET in parsed(desk.people.opened(sues.data, "sue"))["Subject"]


async def test_split_by_system_only_with_consent(desk: WritingDesk) -> None:
    content = DraftContent(to=f"{BOB}, {SAM}", subject="s", text="t", encrypt=True)
    assert (await desk.is_refused(content)).kind is ProblemKind.SPLIT_NEEDED
    taken = await desk.send(DraftContent(to=f"{BOB}, {SAM}", subject="s", text="t", encrypt=True, split=True), 2)
    assert desk.people.decrypted(taken[0].data).message["Subject"] == "s"
    assert parsed(desk.people.opened(taken[1].data, "sam"))["Subject"] == "s"
    assert all(parsed(one.data)["To"] == f"{BOB}, {SAM}" for one in taken)


@pytest.mark.parametrize(
    ("content", "kind", "subject"),
    [
        (DraftContent(to=f"{BOB}, {NORA}", encrypt=True), ProblemKind.RECIPIENT_KEY_MISSING, NORA),
        (DraftContent(to=BOB, bcc=NORA, encrypt=True), ProblemKind.RECIPIENT_KEY_MISSING, NORA),
        (DraftContent(to=BOB, encrypt=True, protection="smime"), ProblemKind.RECIPIENT_KEY_MISSING, BOB),
        (DraftContent(to=BOB, text="quoted", quotes_secret=True), ProblemKind.QUOTED_IN_CLEAR, ""),
        (DraftContent(to=BOB, text="quoted", quotes_secret=True, sign=True), ProblemKind.QUOTED_IN_CLEAR, ""),
    ],
)
async def test_refused_and_never_in_clear(
    desk: WritingDesk, content: DraftContent, kind: ProblemKind, subject: str
) -> None:
    problem = await desk.is_refused(content)
    assert (problem.kind, problem.subject) == (kind, subject)


async def test_quoted_in_clear_with_consent(desk: WritingDesk) -> None:
    content = DraftContent(to=BOB, text="quoted", quotes_secret=True, heard=(QUOTED_IN_CLEAR,))
    (taken,) = await desk.send(content)
    assert b"quoted" in taken.data


async def test_one_keeps_a_readable_copy_or_it_is_not_sent(desk: WritingDesk) -> None:
    own = next(iter(desk.people.gpg("--list-secret-keys", "--with-colons", home=desk.home).stdout.split(b"fpr:")[1:]))
    fingerprint = own.split(b":")[8].decode()
    desk.people.gpg("--delete-secret-keys", fingerprint, home=desk.home)
    content = DraftContent(to=BOB, subject="s", text="t", encrypt=True, protection="openpgp")
    problem = await desk.is_refused(content)
    assert (problem.kind, problem.subject) == (ProblemKind.OWN_KEY_MISSING, desk.user.name)


async def test_the_own_key_goes_along(desk: WritingDesk) -> None:
    (taken,) = await desk.send(DraftContent(to=BOB, subject="s", text="t", attach_key=True))
    (part,) = parsed(taken.data).iter_attachments()
    assert part.get_content_type() == "application/pgp-keys"
    assert b"BEGIN PGP PUBLIC KEY BLOCK" in part.get_payload(decode=True)
