"""UIDONLY (RFC 9586): a server that answers BAD [UIDREQUIRED] to any message number never has to."""

from collections import Counter
from pathlib import Path

import pytest

from mailclient.bridge.commands import (
    AppendMessage,
    ArchiveMessages,
    CopyMessages,
    DeleteMessages,
    EmptyFolder,
    ExpungeDeleted,
    FetchBody,
    FetchPart,
    FetchWhole,
    MarkFolderRead,
    MoveMessages,
    SearchOnServer,
    SetFlags,
    SetKeywords,
)
from mailclient.bridge.events import BodyStored, Finished, PartStored
from mailclient.engine.accounts.imap_session import ImapSession
from mailclient.mail.account import Secret, Security, Server
from mailclient.mail.flag import Flag
from mailclient.mail.ids import OperationId, PartPath
from mailclient.transport.connect import dial
from mailclient.wire.imap.commands.uid_fetch import UidFetch, peek
from mailclient.wire.imap.events import Event, Fetch, LiteralChunk, Vanished
from mailclient.wire.imap.number_set import NumberSet
from tests.engine.modelled import ModelledEngine, fill
from tests.engine.running import message
from tests.servers.fixtures import StartScripted
from tests.servers.model import COMMON, PLAIN, ModelServer
from tests.servers.scripted import Peer

NO_ID = OperationId("")
SETS = {
    "qresync": COMMON | {"UIDONLY"},
    "condstore": (COMMON | {"UIDONLY"}) - {"QRESYNC"},
    "with partial": COMMON | {"UIDONLY", "PARTIAL", "OBJECTID"},
    "alone": PLAIN | {"ENABLE", "UIDONLY"},
}


@pytest.mark.parametrize("offered", SETS.values(), ids=SETS.keys())
async def test_all_that_we_do_goes_without_message_numbers(
    tmp_path: Path, offered: frozenset[str], expected_warnings: list[str]
) -> None:
    expected_warnings.append("renumbered by its server")
    server = ModelServer(offered)
    for path in ("Work", "Trash", "Archive"):
        server.create(path, attributes="" if path == "Work" else f"\\{path}")
    fill(server, "INBOX", 8)
    engine = ModelledEngine(tmp_path, server)
    try:
        await engine.begin()
        ids = engine.ids("INBOX")
        work, trash, inbox = (engine.folder(path).id for path in ("Work", "Trash", "INBOX"))
        await engine.engine.perform(FetchBody(ids["number 1"]))
        await engine.wait_for(BodyStored, lambda one: one.message_id == ids["number 1"])
        await engine.engine.perform(FetchPart(ids["number 2"], PartPath("1")))
        await engine.wait_for(PartStored)
        assert isinstance(await engine.request(FetchWhole("", (ids["number 3"],))), Finished)
        await engine.operate(SetFlags(NO_ID, (ids["number 0"],), add=Flag.FLAGGED))
        await engine.operate(SetKeywords(NO_ID, (ids["number 0"],), add=("blue",)))
        await engine.operate(CopyMessages(NO_ID, (ids["number 1"],), work))
        await engine.operate(MoveMessages(NO_ID, (ids["number 2"], ids["number 4"]), work))
        await engine.operate(ArchiveMessages(NO_ID, (ids["number 5"],)))
        await engine.operate(DeleteMessages(NO_ID, (ids["number 6"],)))
        await engine.operate(DeleteMessages(NO_ID, (ids["number 7"],), forever=True))
        await engine.operate(AppendMessage(NO_ID, inbox, message("appended")))
        await engine.operate(MarkFolderRead(NO_ID, inbox))
        await engine.operate(EmptyFolder(NO_ID, trash))
        server.flag(server.folders["INBOX"].messages[0], "\\Deleted")
        await engine.operate(ExpungeDeleted(NO_ID, inbox))
        server.remove("Work", server.folders["Work"].messages[0])
        server.flag(server.folders["Work"].messages[0], "\\Flagged")
        server.deliver("Work", message("news"))
        server.renumber("Archive", first=70)
        found = await engine.request(SearchOnServer("", "subject:number"))
        assert isinstance(found, Finished)
        await engine.offline()
        server.remove("INBOX", server.folders["INBOX"].messages[0])
        await engine.online_again()
        await engine.sync()
        await engine.sync()
        for path in server.folders:
            assert engine.shown(path) == server.shown(path), path
        assert [command for command in server.commands if "UIDONLY" in command]
        assert server.complaints == []
    finally:
        await engine.stop()
        await server.stop()


async def test_news_while_idle_and_texts_of_any_size(scripted: StartScripted) -> None:
    large = "x" * 300_000

    async def script(peer: Peer) -> None:
        await peer.send("* PREAUTH [CAPABILITY IMAP4rev1 ENABLE UIDONLY IDLE] ready")
        tag = (await peer.expect(r"(A\d+) ENABLE UIDONLY")).group(1)
        await peer.send("* ENABLED UIDONLY", f"{tag} OK done")
        tag = (await peer.expect(r"(A\d+) SELECT INBOX")).group(1)
        await peer.send("* 3 EXISTS", "* OK [UIDVALIDITY 9] v", "* OK [UIDNEXT 5001] n", f"{tag} OK [READ-WRITE] done")
        tag = (await peer.expect(r"(A\d+) IDLE")).group(1)
        await peer.send("+ idling", "* VANISHED 4000", "* 5000 UIDFETCH (FLAGS (\\Seen))")
        await peer.expect("DONE")
        await peer.send(f"{tag} OK done")
        tag = (await peer.expect(r"(A\d+) UID FETCH 4999:5000 \(UID BODY.PEEK\[1\]\)")).group(1)
        for uid in (4999, 5000):
            await peer.send(f"* {uid} UIDFETCH (BODY[1] {{{len(large) + 2}}}", f"{large}", ")")
        await peer.send(f"{tag} OK done")
        await peer.expect(r"A\d+ LOGOUT")
        await peer.close()

    server = await scripted(script, security=Security.NONE)
    address: Server = server.address
    session = await ImapSession.open(address, Secret("secret"), dial)
    await session.select("INBOX")
    told: list[Event] = []
    session.on_news = told.append
    news = await session.idle(max_seconds=20)
    assert news[0] == Vanished(NumberSet.of([4000]))
    sizes: Counter[int | None] = Counter()

    async def count(chunk: LiteralChunk) -> None:
        sizes[chunk.uid] += len(chunk.data)

    result = await session.run(UidFetch(NumberSet.of([4999, 5000]), (peek("1"),)), on_chunk=count)
    assert [one.uid for one in result.all(Fetch)] == [4999, 5000]
    assert sizes == {4999: len(large) + 2, 5000: len(large) + 2}
    assert [one.uid for one in told if isinstance(one, Fetch)] == [5000]
    await session.close()
