"""What protects an entity as a whole, and exactly which bytes that is about."""

from mailclient.mail.protection import Covers, System
from mailclient.mime.protection.inside import protection_inside
from mailclient.mime.protection.layer import Layer, entity_of, layer_of
from mailclient.mime.scanner import scan

PART = "Content-Type: text/plain\r\n\r\nHello \r\nthere"
SIGNATURE = "Content-Type: application/pgp-signature\r\n\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\nabc\r\n"
ENCRYPTED = (
    'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=e\r\n\r\n'
    "--e\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"
    "--e\r\nContent-Type: application/octet-stream\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n--e--\r\n"
)


def signed(first: str = PART, second: str = SIGNATURE, protocol: str = "application/pgp-signature") -> str:
    kind = f'Content-Type: multipart/signed; protocol="{protocol}"; boundary=b\r\n\r\n'
    return f"{kind}preamble\r\n--b\r\n{first}\r\n--b\r\n{second}\r\n--b--\r\nepilogue"


def mixed(*parts: str, kind: str = "mixed") -> str:
    inside = "".join(f"--m\r\n{part}\r\n" for part in parts)
    return f"Content-Type: multipart/{kind}; boundary=m\r\n\r\n{inside}--m--\r\n"


def layer(text: str) -> Layer | None:
    return layer_of(scan(f"From: a@example.org\r\n{text}".encode()).root)


def test_the_signed_bytes_are_the_part_and_nothing_else() -> None:
    found = layer(signed())
    assert found is not None
    assert found.content == PART.encode()
    assert (found.system, found.signed, found.covers) == (System.OPENPGP, True, Covers.ALL)


def test_line_ends_are_those_of_the_network() -> None:
    found = layer(signed().replace("\r\n", "\n"))
    assert found is not None
    assert found.content == PART.encode()


def test_the_part_of_the_signature_says_the_system() -> None:
    found = layer(signed(second=SIGNATURE.replace("pgp-", "x-pkcs7-"), protocol="application/pkcs7-signature"))
    assert found is not None
    assert found.system is System.SMIME


def test_a_protocol_that_says_another_system_is_broken() -> None:
    found = layer(signed(protocol="application/pkcs7-signature"))
    assert found is not None
    assert found.problem == "structure_broken"


def test_a_third_part_breaks_it() -> None:
    found = layer(signed().replace("--b--", "--b\r\nContent-Type: text/plain\r\n\r\nMore\r\n--b--"))
    assert found is not None
    assert found.problem == "structure_broken"


def test_a_list_footer_is_looked_through_and_covers_a_part() -> None:
    footer = "Content-Type: text/plain\r\n\r\n_______\r\nlist@example.org"
    found = layer(mixed(signed(), footer))
    assert found is not None
    assert found.content == PART.encode()
    assert found.covers is Covers.PART
    assert found.wrapper is not None
    assert found.wrapper.beside == (footer.encode(),)


def test_no_other_wrapper_is_looked_through() -> None:
    text = "Content-Type: text/plain\r\n\r\nYou are fired"
    html = "Content-Type: text/html\r\n\r\n<b>You are fired</b>"
    for wrapped in (
        mixed(text, ENCRYPTED),
        mixed(ENCRYPTED, html),
        mixed(ENCRYPTED, text, text),
        mixed(ENCRYPTED, text, kind="related"),
        mixed(mixed(ENCRYPTED, text).replace("--m", "--n").replace("=m", "=n"), text),
        mixed(ENCRYPTED, "Content-Type: text/plain\r\n\r\n" + "x" * 20_000),
    ):
        assert layer(wrapped) is None


def test_what_is_inside_says_nothing_good() -> None:
    text = "Content-Type: text/plain\r\n\r\nYou are fired"
    protection = protection_inside(scan(mixed(text, signed(), ENCRYPTED).encode()).root)
    assert protection.signature is not None
    assert (protection.signature.verdict, protection.signature.covers) == ("none", Covers.NONE)
    assert protection.encryption is not None
    assert not protection.encryption.decrypted


def test_what_exchange_makes_of_encrypted_mail_is_read() -> None:
    parts = ENCRYPTED.split("\r\n\r\n", 1)[1].split("--e\r\n")[1:]
    empty = "Content-Type: text/plain\r\n\r\n"
    found = layer(mixed(empty, *(part.partition("--e--")[0].rstrip() for part in parts)))
    assert found is not None
    assert found.encrypted
    assert found.data.startswith(b"-----BEGIN PGP MESSAGE-----")


def test_an_entity_without_a_header_is_all_text() -> None:
    assert entity_of(b"Hello, you:\r\n\r\nthere").body == b"Hello, you:\r\n\r\nthere"
    assert entity_of(b"\r\nFrom: x\r\n\r\nthere").body == b"From: x\r\n\r\nthere"
    assert entity_of(b"Content-Type: text/html\r\n\r\nthere").media_type == "text/html"
    assert entity_of(b"").body == b""


def test_cms_is_known_by_its_bytes() -> None:
    def cms(identifier: str) -> str:
        return "Content-Type: application/pkcs7-mime\r\n\r\n" + bytes.fromhex(identifier).decode("latin-1")

    def of(text: str) -> Layer | None:
        return layer_of(scan(text.encode("latin-1")).root)

    found = of(cms("3080060 92a864886f70d010702".replace(" ", "")))
    assert found is not None
    assert found.signed
    found = of(cms("30820500060b2a864886f70d0109100117"))
    assert found is not None
    assert found.encrypted
    found = of(cms("00"))
    assert found is not None
    assert found.problem == "message_broken"
    assert of("Content-Type: application/pkcs7-mime; smime-type=certs-only\r\n\r\nx") is None


def test_text_around_a_signed_text_is_a_problem() -> None:
    block = (
        "-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\n- -- Hello  \r\nthere\r\n"
        "-----BEGIN PGP SIGNATURE-----\r\n\r\nabc\r\n-----END PGP SIGNATURE-----\r\n"
    )
    alone = layer(f"Content-Type: text/plain\r\n\r\n\r\n{block}\r\n")
    assert alone is not None
    assert (alone.content, alone.covers, alone.problem) == (b"-- Hello\r\nthere", Covers.ALL, "")
    around = layer(f"Content-Type: text/plain\r\n\r\nYou are fired\r\n{block}")
    assert around is not None
    assert (around.covers, around.problem) == (Covers.PART, "text_around")
    assert layer(f"Content-Type: text/html\r\n\r\n{block}") is None
    assert layer(f"Content-Type: text/plain\r\n\r\n{block}{block}") is None
    smuggled = block.replace("Hash: SHA256\r\n", "Hash: SHA256\r\nYou are fired\r\n")
    assert layer(f"Content-Type: text/plain\r\n\r\n{smuggled}") is None


def test_an_encrypted_text_must_stand_alone() -> None:
    block = "-----BEGIN PGP MESSAGE-----\r\n\r\nabc\r\n-----END PGP MESSAGE-----\r\n"
    alone = layer(f"Content-Type: text/plain\r\n\r\n{block}")
    assert alone is not None
    assert alone.encrypted
    assert layer(f"Content-Type: text/plain\r\n\r\nHello\r\n{block}") is None
    assert layer(f"Content-Type: text/plain\r\n\r\n{block}> reply\r\n") is None
    assert layer(f"Content-Type: text/plain\r\n\r\n{block}{block}") is None
    assert layer(mixed("Content-Type: text/html\r\n\r\n<img src=x", f"Content-Type: text/plain\r\n\r\n{block}")) is None
    file = "Content-Type: application/pdf\r\n\r\nabc"
    beside = layer(mixed(f"Content-Type: text/plain\r\n\r\n{block}", file))
    assert beside is not None
    assert beside.covers is Covers.PART
