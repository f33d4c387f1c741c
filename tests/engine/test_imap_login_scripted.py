"""The way in to servers that no package offers: channel binding by certificate, tokens, cheats and grudges."""

import asyncio
import base64
import hashlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from mailclient.engine.accounts import login_ways
from mailclient.engine.accounts.imap_session import ImapSession
from mailclient.engine.accounts.submission import check_login
from mailclient.mail.account import LoginKind, Secret, Security
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.connect import dial
from mailclient.wire.sasl.scram import ITERATIONS_MAX
from tests.servers.authority import Authority
from tests.servers.fixtures import StartScripted
from tests.servers.scram_server import Refused, ScramServer
from tests.servers.scripted import Peer, Script, ScriptedServer

PASSWORD = "open sesame"
ERROR = b'{"status":"invalid_token","scope":"mail"}'
BOTH = "AUTH=SCRAM-SHA-256-PLUS AUTH=SCRAM-SHA-256"


@pytest.fixture(autouse=True)
def fresh_eyes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is remembered of servers met before."""
    monkeypatch.setattr(login_ways, "_led_in", {})


@pytest.fixture
def end_point(authority: Authority) -> dict[str, bytes]:
    """The channel binding by the server's certificate (signed with ECDSA and SHA-256)."""
    certificate = x509.load_pem_x509_certificate(authority.localhost().cert_file.read_bytes())
    return {"tls-server-end-point": hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()}


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


async def greet(peer: Peer, offered: str) -> None:
    await peer.send(f"* OK [CAPABILITY IMAP4rev1 SASL-IR LOGINDISABLED {offered}] ready")


async def login(peer: Peer, mechanism: str) -> tuple[str, bytes]:
    """Its tag, and the initial response."""
    match = await peer.expect(rf"(A\d+) AUTHENTICATE {mechanism} (\S+)")
    return match[1], base64.b64decode(match[2])


async def scram(peer: Peer, server: ScramServer, mechanism: str) -> str:
    """The exchange up to the tagged answer, whose tag is returned."""
    tag, initial = await login(peer, mechanism)
    await peer.send(f"+ {text(server.first(initial))}")
    await peer.send(f"+ {text(server.final(base64.b64decode(await peer.line())))}")
    assert await peer.line() == ""
    return tag


async def welcome(peer: Peer, tag: str) -> None:
    await peer.send(f"{tag} OK [CAPABILITY IMAP4rev1] in")
    match = await peer.expect(r"(A\d+) LOGOUT")
    await peer.send("* BYE bye", f"{match[1]} OK bye")
    await peer.close()


async def opened(server: ScriptedServer, secret: str = PASSWORD, login: LoginKind = LoginKind.PASSWORD) -> str:
    """The mechanism that led in."""
    address = replace(server.address, login=login)
    session = await ImapSession.open(address, Secret(secret), dial, timeout_seconds=10)
    await session.close()
    return session.welcome.mechanism


async def problem(server: ScriptedServer, secret: str = PASSWORD, login: LoginKind = LoginKind.PASSWORD) -> Problem:
    with pytest.raises(MailError) as caught:
        await opened(server, secret, login)
    assert secret not in repr(caught.value.problem)
    return caught.value.problem


# --- SCRAM ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("digest", ["sha1", "sha256"])
@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_bound_to_the_certificate(
    scripted: StartScripted, end_point: dict[str, bytes], digest: str, security: Security
) -> None:
    side = ScramServer(digest, PASSWORD, end_point)
    name = f"SCRAM-SHA-{digest[3:]}-PLUS"

    async def script(peer: Peer) -> None:
        if security is Security.STARTTLS:
            await peer.send("* OK ready")
            await peer.expect("A1 STARTTLS")
            await peer.send("A1 OK begin")
            await peer.start_tls()
            await peer.expect("A2 CAPABILITY")
            await peer.send(f"* CAPABILITY IMAP4rev1 SASL-IR AUTH={name}", "A2 OK")
        else:
            await greet(peer, f"AUTH={name}")
        await welcome(peer, await scram(peer, side, name))

    assert await opened(await scripted(script, security=security)) == name
    assert side.header == "p=tls-server-end-point,,"


async def test_submission_bound_to_the_certificate(scripted: StartScripted, end_point: dict[str, bytes]) -> None:
    side = ScramServer("sha256", PASSWORD, end_point)

    async def script(peer: Peer) -> None:
        await peer.send("220 ready")
        await peer.expect("EHLO .*")
        await peer.send("250-ready", "250 AUTH SCRAM-SHA-256-PLUS PLAIN")
        initial = (await peer.expect(r"AUTH SCRAM-SHA-256-PLUS (\S+)"))[1]
        await peer.send(f"334 {text(side.first(base64.b64decode(initial)))}")
        await peer.send(f"334 {text(side.final(base64.b64decode(await peer.line())))}")
        assert await peer.line() == ""
        await peer.send("235 2.7.0 in")
        await peer.expect("QUIT")
        await peer.send("221 bye")

    await check_login(dial, (await scripted(script)).address, Secret(PASSWORD))


async def test_an_offer_that_was_taken_away_is_noticed(scripted: StartScripted, end_point: dict[str, bytes]) -> None:
    """The server offers -PLUS and somebody between us removes it: it learns so by "y", before any proof."""
    side = ScramServer("sha256", PASSWORD, end_point)

    async def script(peer: Peer) -> None:
        await greet(peer, "AUTH=SCRAM-SHA-256")
        tag, initial = await login(peer, "SCRAM-SHA-256")
        with pytest.raises(Refused, match="server-does-support-channel-binding"):
            side.first(initial)
        await peer.send(f"{tag} NO [AUTHENTICATIONFAILED] downgraded")
        await peer.expect_end()

    assert (await problem(await scripted(script))).detail == "downgraded"


async def test_a_binding_of_another_connection_is_an_attack(scripted: StartScripted) -> None:
    side = ScramServer("sha256", PASSWORD, {"tls-server-end-point": b"of another certificate"})

    async def script(peer: Peer) -> None:
        await greet(peer, f"{BOTH} AUTH=PLAIN")
        _, initial = await login(peer, "SCRAM-SHA-256-PLUS")
        await peer.send(f"+ {text(side.first(initial))}")
        with pytest.raises(Refused) as refused:
            side.final(base64.b64decode(await peer.line()))
        await peer.send(f"+ {text(b'e=' + str(refused.value).encode())}")
        await peer.expect(r"\*")
        await peer.send("A1 BAD cancelled")
        await peer.expect_end()

    assert (await problem(await scripted(script))).kind is ProblemKind.SERVER_UNPROVEN


async def test_an_unknown_binding_leads_to_scram_without(scripted: StartScripted) -> None:
    side = ScramServer("sha256", PASSWORD, {"tls-exporter": b"x"})

    async def script(peer: Peer) -> None:
        await greet(peer, BOTH)
        tag, initial = await login(peer, "SCRAM-SHA-256-PLUS")
        with pytest.raises(Refused, match="unsupported-channel-binding-type"):
            side.first(initial)
        await peer.send(f"{tag} NO unsupported")
        await welcome(peer, await scram(peer, side, "SCRAM-SHA-256"))

    assert await opened(await scripted(script)) == "SCRAM-SHA-256"
    assert side.header == "n,,"


Cheat = Callable[[Peer, str, ScramServer, bytes], Awaitable[None]]


async def wrong_signature(peer: Peer, tag: str, side: ScramServer, initial: bytes) -> None:
    await peer.send(f"+ {text(side.first(initial))}")
    await peer.line()
    await peer.send(f"+ {text(b'v=' + base64.b64encode(bytes(32)))}")
    await peer.expect(r"\*")
    await peer.send(f"{tag} OK come in")


async def no_signature(peer: Peer, tag: str, side: ScramServer, initial: bytes) -> None:
    await peer.send(f"+ {text(side.first(initial))}")
    await peer.line()
    await peer.send(f"{tag} OK come in")


async def no_question(peer: Peer, tag: str, side: ScramServer, initial: bytes) -> None:
    await peer.send(f"{tag} OK come in")


async def endless_work(peer: Peer, tag: str, side: ScramServer, initial: bytes) -> None:
    side.iterations = 2**31
    await peer.send(f"+ {text(side.first(initial))}")
    await peer.expect(r"\*")
    await peer.send(f"{tag} BAD cancelled")


@pytest.mark.parametrize(
    ("cheat", "kind"),
    [
        (wrong_signature, ProblemKind.SERVER_UNPROVEN),
        (no_signature, ProblemKind.SERVER_UNPROVEN),
        (no_question, ProblemKind.SERVER_UNPROVEN),
        (endless_work, ProblemKind.SERVER_NONSENSE),
    ],
)
async def test_a_cheat_gets_neither_in_nor_the_password(
    scripted: StartScripted, cheat: Cheat, kind: ProblemKind
) -> None:
    async def script(peer: Peer) -> None:
        await greet(peer, "AUTH=SCRAM-SHA-256 AUTH=PLAIN")
        tag, initial = await login(peer, "SCRAM-SHA-256")
        await cheat(peer, tag, ScramServer("sha256", PASSWORD, {}), initial)
        await peer.expect_end()

    assert (await problem(await scripted(script))).kind is kind


async def test_the_loop_runs_while_the_key_is_derived(scripted: StartScripted) -> None:
    side = ScramServer("sha256", PASSWORD, {}, iterations=ITERATIONS_MAX)

    async def script(peer: Peer) -> None:
        await greet(peer, "AUTH=SCRAM-SHA-256")
        tag, initial = await login(peer, "SCRAM-SHA-256")
        await peer.send(f"+ {text(side.first(initial))}")
        final = base64.b64decode(await peer.line())
        await peer.send(f"+ {text(await asyncio.to_thread(side.final, final))}")
        assert await peer.line() == ""
        await welcome(peer, tag)

    turns = 0
    opening = asyncio.create_task(opened(await scripted(script)))
    began = time.process_time()
    while not opening.done():
        await asyncio.sleep(0.005)
        turns += 1
    assert await opening == "SCRAM-SHA-256"
    # Both sides derive for long; the loop had its turns meanwhile.
    assert turns > 10 * (time.process_time() - began)


# --- when one way is closed -----------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["BAD unknown mechanism", "NO [CANNOT] not for you", "NO [AUTHENTICATIONFAILED] no"])
async def test_refused_before_the_proof_the_next_way_is_tried(scripted: StartScripted, answer: str) -> None:
    """Dovecot says AUTHENTICATIONFAILED to SCRAM where it keeps the password in another form."""

    async def script(peer: Peer) -> None:
        await greet(peer, "AUTH=SCRAM-SHA-1 AUTH=PLAIN")
        tag, _ = await login(peer, "SCRAM-SHA-1")
        await peer.send(f"{tag} {answer}")
        tag, initial = await login(peer, "PLAIN")
        assert initial == f"\0alice\0{PASSWORD}".encode()
        await welcome(peer, tag)

    assert await opened(await scripted(script)) == "PLAIN"


async def test_refused_after_the_proof_the_password_is_wrong(scripted: StartScripted) -> None:
    side = ScramServer("sha1", "another", {})

    async def script(peer: Peer) -> None:
        await greet(peer, "AUTH=SCRAM-SHA-1 AUTH=PLAIN")
        tag, initial = await login(peer, "SCRAM-SHA-1")
        await peer.send(f"+ {text(side.first(initial))}")
        with pytest.raises(Refused, match="invalid-proof"):
            side.final(base64.b64decode(await peer.line()))
        await peer.send(f"{tag} NO no")
        await peer.expect_end()

    assert (await problem(await scripted(script))).kind is ProblemKind.WRONG_PASSWORD


async def test_a_password_that_saslprep_alters_may_be_kept_as_it_is(scripted: StartScripted) -> None:
    password = "ａｂｃ"
    side = ScramServer("sha1", password, {})

    async def script(peer: Peer) -> None:
        await greet(peer, "AUTH=SCRAM-SHA-1 AUTH=PLAIN")
        tag, initial = await login(peer, "SCRAM-SHA-1")
        await peer.send(f"+ {text(side.first(initial))}")
        with pytest.raises(Refused):
            side.final(base64.b64decode(await peer.line()))
        await peer.send(f"{tag} NO [AUTHENTICATIONFAILED] no")
        tag, initial = await login(peer, "PLAIN")
        assert initial == f"\0alice\0{password}".encode()
        await welcome(peer, tag)

    assert await opened(await scripted(script), password) == "PLAIN"


async def test_the_login_command_comes_last(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await peer.send("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready")
        tag, _ = await login(peer, "PLAIN")
        await peer.send(f"{tag} BAD not here")
        await peer.expect(f'A2 LOGIN alice "{PASSWORD}"')
        await welcome(peer, "A2")

    assert await opened(await scripted(script)) == "LOGIN"


# --- tokens and certificates ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "farewell"),
    [("OAUTHBEARER", "AQ=="), ("XOAUTH2", "")],
)
async def test_a_token(scripted: StartScripted, name: str, farewell: str) -> None:
    def script(accepted: bool) -> Script:
        async def play(peer: Peer) -> None:
            await greet(peer, f"AUTH={name} AUTH=PLAIN AUTH=SCRAM-SHA-1")
            tag, initial = await login(peer, name)
            assert b"auth=Bearer ya29.token\x01\x01" in initial
            if accepted:
                await welcome(peer, tag)
                return
            await peer.send(f"+ {text(ERROR)}")
            assert await peer.line() == farewell
            await peer.send(f"{tag} NO [AUTHENTICATIONFAILED] sorry")
            await peer.expect_end()

        return play

    server = await scripted(script(True), script(False))
    assert await opened(server, "ya29.token", LoginKind.TOKEN) == name
    told = await problem(server, "ya29.token", LoginKind.TOKEN)
    assert (told.kind, told.detail) == (
        ProblemKind.TOKEN_REFUSED,
        "sorry (status: invalid_token; scope: mail)",
    )


async def test_a_token_is_no_password(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await peer.send("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=LOGIN] ready")
        await peer.expect_end()

    told = await problem(await scripted(script), "ya29.token", LoginKind.TOKEN)
    assert told.kind is ProblemKind.NO_COMMON_LOGIN


async def test_a_certificate(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await greet(peer, "AUTH=PLAIN AUTH=EXTERNAL")
        tag, initial = await login(peer, "EXTERNAL")
        assert initial == b"alice"
        await welcome(peer, tag)

    assert await opened(await scripted(script), login=LoginKind.CERTIFICATE) == "EXTERNAL"
