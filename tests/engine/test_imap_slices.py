"""A large section fetched in slices, from servers that slice as they should and as they like (provider-quirks 17)."""

import re
from collections.abc import Callable

import pytest

from mailclient.engine.accounts import section_slices
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.accounts.section_slices import LargeSection
from mailclient.mail.account import Secret
from mailclient.mail.ids import Uid
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.transport.connect import dial
from tests.servers.fixtures import StartScripted
from tests.servers.scripted import Peer

WHOLE = bytes(range(256)) * 1000
SLICE = 100_000

Answer = Callable[[int, int], tuple[str, bytes]]


def honest(start: int, count: int) -> tuple[str, bytes]:
    return f"BODY[1]<{start}>", WHOLE[start : start + count]


def always_whole(start: int, count: int) -> tuple[str, bytes]:
    """Says nothing of a slice and sends the section."""
    del start, count
    return "BODY[1]", WHOLE


def whole_as_slice(start: int, count: int) -> tuple[str, bytes]:
    """Exchange: more than was asked for."""
    del count
    return f"BODY[1]<{start}>", WHOLE[start:]


def same_again(start: int, count: int) -> tuple[str, bytes]:
    """Exchange: the first slice again and again, and the whole when no slice is asked for."""
    del start
    return ("BODY[1]<0>", WHOLE[:count]) if count else ("BODY[1]", WHOLE)


def same_again_renamed(start: int, count: int) -> tuple[str, bytes]:
    return (f"BODY[1]<{start}>", WHOLE[:count]) if count else ("BODY[1]", WHOLE)


def without_end(start: int, count: int) -> tuple[str, bytes]:
    return f"BODY[1]<{start}>", bytes([start // SLICE % 256]) * count


async def serve(peer: Peer, answer: Answer) -> None:
    await peer.send("* PREAUTH [CAPABILITY IMAP4rev1] ready")
    while True:
        try:
            tag, command = (await peer.line()).split(" ", 1)
        except (EOFError, ConnectionError):
            return
        asked = re.search(r"BODY\.PEEK\[1\](?:<([0-9]+)\.([0-9]+)>)?", command)
        if asked:
            name, data = answer(int(asked[1] or 0), int(asked[2] or 0))
            await peer.send_bytes(f"* 1 FETCH (UID 5 {name} {{{len(data)}}}\r\n".encode() + data + b")\r\n")
        elif command == "LOGOUT":
            await peer.send("* BYE bye")
        await peer.send(f"{tag} OK done")


async def fetched(
    scripted: StartScripted, answer: Answer, size: int = len(WHOLE), start: int = 0
) -> tuple[bytes | None, list[int]]:
    server = await scripted(lambda peer: serve(peer, answer))
    mail = await MailServer.connect(dial, server.address, Secret("secret"))
    progress: list[int] = []
    kept = bytearray(WHOLE[:start])

    async def keep(at: int, data: bytes) -> None:
        assert at in (0, len(kept))
        kept[at:] = data

    async def between(done: int) -> None:
        progress.append(done)

    try:
        await mail.open_folder("INBOX")
        found = await mail.fetch_large(LargeSection(Uid(5), "1", size), start, keep, between)
        return bytes(kept) if found else None, progress
    finally:
        await mail.close()


@pytest.fixture(autouse=True)
def _small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(section_slices, "SECTION_SLICE", SLICE)
    monkeypatch.setattr(section_slices, "SIZE_SLACK", 2 * SLICE)


async def test_slices_are_put_together(scripted: StartScripted) -> None:
    assert await fetched(scripted, honest) == (WHOLE, [SLICE, 2 * SLICE])


@pytest.mark.parametrize("answer", [always_whole, whole_as_slice, same_again, same_again_renamed])
async def test_exchange_partial_whole(scripted: StartScripted, answer: Answer) -> None:
    data, _ = await fetched(scripted, answer)
    assert data == WHOLE


async def test_a_size_that_is_told_too_small_is_no_matter(scripted: StartScripted) -> None:
    data, _ = await fetched(scripted, honest, size=len(WHOLE) // 2)
    assert data == WHOLE


async def test_section_without_end(scripted: StartScripted) -> None:
    with pytest.raises(MailError) as caught:
        await fetched(scripted, without_end)
    assert caught.value.problem.kind is ProblemKind.SERVER_NONSENSE


@pytest.mark.parametrize("answer", [honest, always_whole, whole_as_slice, same_again, same_again_renamed])
async def test_going_on_where_it_stopped(scripted: StartScripted, answer: Answer) -> None:
    data, _ = await fetched(scripted, answer, start=SLICE)
    assert data == WHOLE


async def test_bytes_from_nowhere_are_not_kept(scripted: StartScripted) -> None:
    with pytest.raises(MailError) as caught:
        await fetched(scripted, lambda _start, count: ("BODY[1]<7>", bytes(2 * count)), start=SLICE)
    assert caught.value.problem.kind is ProblemKind.SERVER_NONSENSE
