"""A server with UTF8=ACCEPT (RFC 6855) or IMAP4rev2, which Debian's servers are not: UTF-8 both ways, all the way."""

import pytest

from mailclient.engine.accounts.mail_server import MailServer
from mailclient.mail.account import Secret
from mailclient.transport.connect import dial
from tests.servers.fixtures import StartScripted
from tests.servers.scripted import Peer

NAME = "받은 것/Ünï & co"
OTHER = "보낸 \\ 것"
INTERNATIONAL = "From: 김 <김@예.한국>\r\nSubject: 안녕\r\n\r\nHello\r\n".encode()
PLAIN = b"From: kim@example.org\r\n\r\n\xec\x95\x88\r\n"


async def line(peer: Peer, pattern: str) -> str:
    """The tag of a line in UTF-8 that matches."""
    text = (await peer.line()).encode("latin-1").decode()
    tag, _, rest = text.partition(" ")
    assert rest == pattern, (rest, pattern)
    return tag


async def greet(peer: Peer, offered: str, enable: str, *, refused: bool = False) -> None:
    await peer.send("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready")
    await peer.expect("A1 AUTHENTICATE PLAIN .*")
    await peer.send(f"A1 OK [CAPABILITY IMAP4rev1 ENABLE ESEARCH LITERAL+ UIDPLUS {offered}] in")
    await peer.expect(f"A2 ENABLE {enable}")
    if "rev2" in offered:
        await peer.expect("A3 NAMESPACE")
        await peer.send('* NAMESPACE (("" "/")) NIL NIL', "A3 OK told")
    if refused:
        await peer.send("* ENABLED", "A2 OK nothing")
    else:
        await peer.send(f"* ENABLED {enable}", "A2 OK enabled")


async def work(peer: Peer, append: str) -> None:
    """The server's side of ``test_names_and_headers``. ``append``: how the international message comes."""
    tag = (await peer.expect(r'(A\d+) LIST "" "?\*"?.*'))[1]
    literal = f'* LIST () "/" {{{len(OTHER.encode())}}}'
    await peer.send(f'* LIST () "/" "{NAME}"'.encode(), literal, OTHER.encode(), f"{tag} OK listed")
    if "UTF8" in append:  # RFC 9051 has no LSUB any more
        await peer.send(f"{(await peer.expect('(A.) LSUB .*'))[1]} OK nothing")
    await peer.send(f'{await line(peer, f"""CREATE "{NAME}/새" """.strip())} OK made')
    await peer.send(f'{await line(peer, f"""SUBSCRIBE "{NAME}/새" """.strip())} OK done')
    tag = await line(peer, f'SELECT "{NAME}"')
    await peer.send("* 1 EXISTS", "* OK [UIDVALIDITY 9] v", f"{tag} OK [READ-WRITE] selected")
    tag = await line(peer, f'APPEND "{NAME}" {append.format(len(INTERNATIONAL))}')
    assert await peer.exactly(len(INTERNATIONAL)) == INTERNATIONAL
    assert await peer.line() == (")" if "UTF8" in append else "")
    await peer.send(f"{tag} OK [APPENDUID 9 1] appended")
    tag = await line(peer, f'APPEND "{NAME}" {{{len(PLAIN)}+}}')
    assert await peer.exactly(len(PLAIN)) == PLAIN
    assert await peer.line() == ""
    await peer.send(f"{tag} OK appended")
    tag = await line(peer, 'UID SEARCH RETURN (ALL) SUBJECT "안녕 \\"하\\""')
    await peer.send(f'* ESEARCH (TAG "{tag}") UID ALL 1', f"{tag} OK found")
    tag = (await peer.expect(r"(A\d+) LOGOUT"))[1]
    await peer.send("* BYE bye", f"{tag} OK bye")
    await peer.close()


@pytest.mark.parametrize(
    ("offered", "enable", "append"),
    [
        ("UTF8=ACCEPT", "UTF8=ACCEPT", "UTF8 (~{{{}+}}"),
        ("UTF8=ONLY", "UTF8=ACCEPT", "UTF8 (~{{{}+}}"),
        ("IMAP4rev2", "IMAP4REV2", "{{{}+}}"),
    ],
)
async def test_names_and_headers(scripted: StartScripted, offered: str, enable: str, append: str) -> None:
    async def script(peer: Peer) -> None:
        await greet(peer, offered, enable)
        await work(peer, append)

    server = await MailServer.connect(dial, (await scripted(script)).address, Secret("secret"))
    assert [entry.name for entry in (await server.list_folders()).entries] == [NAME, OTHER]
    await server.create_folder(f"{NAME}/새")
    assert (await server.open_folder(NAME)).exists == 1
    await server.append(NAME, INTERNATIONAL, ())
    await server.append(NAME, PLAIN, ())
    assert list(await server.search("SUBJECT", '안녕 "하"'.encode())) == [1]
    await server.close()


async def test_a_refusal_leaves_modified_utf7(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await greet(peer, "UTF8=ACCEPT", "UTF8=ACCEPT", refused=True)
        tag = (await peer.expect(r'(A\d+) STATUS "&vBvHQA- &rIM-" .*'))[1]
        await peer.send('* STATUS "&vBvHQA- &rIM-" (MESSAGES 1)', f"{tag} OK told")
        tag = (await peer.expect(r"(A\d+) LOGOUT"))[1]
        await peer.send("* BYE bye", f"{tag} OK bye")
        await peer.close()

    server = await MailServer.connect(dial, (await scripted(script)).address, Secret("secret"))
    status = await server.status("받은 것")
    assert status is not None
    assert status.name == "받은 것"
    await server.close()
