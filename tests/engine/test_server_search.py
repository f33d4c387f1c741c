"""Searching by the server: Dovecot with and without extensions, and servers that will not."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest

from mailclient.bridge.commands import GoOnline, SearchOnServer, Sync
from mailclient.bridge.events import Finished, Found
from mailclient.mail.account import AccountSettings, Server
from mailclient.mail.ids import FolderId
from mailclient.mail.problem import ProblemKind
from mailclient.transport.connect import dial
from mailclient.transport.stream import READ_LIMIT, Stream
from tests.engine.running import RunningEngine, message
from tests.engine.test_plain_servers import EVERYTHING, Cut
from tests.servers.dovecot import Dovecot, MailUser

SEARCHING = ["ESEARCH", "SEARCHRES", "WITHIN", "CONTEXT=SEARCH", "CONDSTORE", "QRESYNC"]


async def found(engine: RunningEngine, query: str, path: str = "", limit: int = 200) -> Found:
    folder_id = engine.folder(path).id if path else None
    answer = await engine.request(SearchOnServer("", query, folder_id=folder_id, limit=limit))
    assert isinstance(answer, Finished), answer
    assert answer.found is not None
    return answer.found


def subjects(engine: RunningEngine, answer: Found) -> list[str]:
    return [row.subject for row in engine.reader.rows(answer.message_ids)]


def fill(dovecot: Dovecot, mail_user: MailUser) -> None:
    dovecot.deliver(mail_user, message("lunch", text="We eat schnitzel today."))
    dovecot.deliver(mail_user, message("회의", text="회의는 세 시에 시작합니다."))
    dovecot.deliver(mail_user, message("nothing", text="Nothing of interest."))
    dovecot.deliver(mail_user, message("old lunch", text="Schnitzel again."), "Archive")


async def start(engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser) -> None:
    fill(dovecot, mail_user)
    await engine.add(settings, mail_user.secret)
    assert isinstance(await engine.request(Sync("")), Finished)


@pytest.mark.parametrize("without", [[], SEARCHING, EVERYTHING], ids=["all", "no searching", "nothing"])
async def test_texts_and_fields(
    without: list[str], tmp_path: Path, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    async def cut_dial(server: Server) -> Stream:
        stream = await dial(server)
        return Cut(stream, without) if without else stream

    engine = await RunningEngine(tmp_path / "profile", dialled=cut_dial).start()
    try:
        await start(engine, settings, dovecot, mail_user)
        assert sorted(subjects(engine, await found(engine, "schnitzel"))) == ["lunch", "old lunch"]
        assert subjects(engine, await found(engine, "schnitzel", "INBOX")) == ["lunch"]
        assert subjects(engine, await found(engine, '"schnitzel today"')) == ["lunch"]
        assert subjects(engine, await found(engine, "subject:회의")) == ["회의"]
        assert subjects(engine, await found(engine, "시작합니다")) == ["회의"]
        assert subjects(engine, await found(engine, "schnitzel subject:old")) == ["old lunch"]
        assert sorted(subjects(engine, await found(engine, "schnitzel newer:3d before:2999-01-01"))) == [
            "lunch",
            "old lunch",
        ]
        assert await found(engine, "schnitzel older:3d") == Found()
        assert await found(engine, "no such word") == Found()
        assert await found(engine, "  ") == Found()
    finally:
        await engine.stop()


async def test_the_newest_are_taken(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    for number in range(5):
        dovecot.deliver(mail_user, message(f"number {number}"))
    await engine.add(settings, mail_user.secret)
    assert isinstance(await engine.request(Sync("")), Finished)
    answer = await found(engine, "subject:number", limit=2)
    assert answer.more
    assert sorted(subjects(engine, answer)) == ["number 3", "number 4"]


async def test_messages_that_are_not_here_are_fetched(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user)
    dovecot.deliver(mail_user, message("just now", text="schnitzel"), "Archive")
    assert "just now" in subjects(engine, await found(engine, "schnitzel", "Archive"))
    assert engine.subjects("Archive").count("just now") == 1


class Yahoo:
    """Dovecot, but a search of texts is answered as Yahoo Mail does: NO [SERVERBUG]."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._tags: set[bytes] = set()

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)

    async def write(self, data: bytes) -> None:
        self._tags.update(re.findall(rb"(A\d+) UID SEARCH [^\r]*TEXT", data))
        await self._stream.write(data)

    async def read(self, limit: int = READ_LIMIT) -> bytes:
        data = await self._stream.read(limit)
        for tag in self._tags:
            data = re.sub(
                rb"(?m)^(\* E?SEARCH[^\r]*\r\n)?" + tag + rb" OK [^\r]*",
                tag + b" NO [SERVERBUG] UID SEARCH Server error - Please try again later, not able to search",
                data,
            )
        return data


async def test_a_server_that_will_not_search(
    tmp_path: Path, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    async def refusing(server: Server) -> Stream:
        return cast("Stream", Yahoo(await dial(server)))

    engine = await RunningEngine(tmp_path / "profile", dialled=refusing).start()
    try:
        await start(engine, settings, dovecot, mail_user)
        answer = await found(engine, "schnitzel newer:1d", "INBOX")
        (problem,) = answer.problems
        assert problem.kind is ProblemKind.SERVER_SEARCH_REFUSED
        assert "not able to search" in problem.detail
        assert problem.subject == "INBOX"
        await engine.until(lambda: all(row.has_body for row in engine.rows("INBOX")))
        assert subjects(engine, await found(engine, "schnitzel newer:1d", "INBOX")) == ["lunch"]
        assert (await found(engine, "subject:lunch", "INBOX")).problems == ()
    finally:
        await engine.stop()


class Paged:
    """Dovecot, but as if it told pages from the end (PARTIAL, RFC 9394)."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.asked: list[bytes] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)

    async def write(self, data: bytes) -> None:
        self.asked += re.findall(rb"PARTIAL (-1:-\d+)", data)
        await self._stream.write(re.sub(rb"PARTIAL -1:-\d+", b"ALL", data))

    async def read(self, limit: int = READ_LIMIT) -> bytes:
        data = (await self._stream.read(limit)).replace(b" CONTEXT=SEARCH ", b" PARTIAL ")
        return re.sub(rb" ALL 1:5(?= COUNT)|(?<=COUNT 5) ALL 1:5", b" PARTIAL (-1:-2 4:5)", data)


async def test_only_a_page_is_told_where_that_is_offered(
    tmp_path: Path, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    streams: list[Paged] = []

    async def dialled(server: Server) -> Stream:
        streams.append(Paged(await dial(server)))
        return cast("Stream", streams[-1])

    engine = await RunningEngine(tmp_path / "profile", dialled=dialled).start()
    try:
        for number in range(5):
            dovecot.deliver(mail_user, message(f"number {number}"))
        await engine.add(settings, mail_user.secret)
        assert isinstance(await engine.request(Sync("")), Finished)
        answer = await found(engine, "subject:number", "INBOX", limit=2)
        assert answer.more
        assert sorted(subjects(engine, answer)) == ["number 3", "number 4"]
        assert [page for stream in streams for page in stream.asked] == [b"-1:-2"]
    finally:
        await engine.stop()


class ManyAtOnce:
    """Dovecot, but as if it offered MULTISEARCH: ``answers`` stand for what it finds."""

    def __init__(self, stream: Stream, answers: list[str]) -> None:
        self._stream = stream
        self._answers = answers
        self.asked: list[bytes] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)

    async def write(self, data: bytes) -> None:
        self.asked += re.findall(rb"(A\d+ ESEARCH [^\r]*)", data)
        await self._stream.write(re.sub(rb"(A\d+) ESEARCH [^\r]*", rb"\1 NOOP", data))

    async def read(self, limit: int = READ_LIMIT) -> bytes:
        data = (await self._stream.read(limit)).replace(b" SEARCHRES ", b" MULTISEARCH ")
        for asked in self.asked:
            tag = asked.partition(b" ")[0]
            lines = "".join(f'* ESEARCH (TAG "{tag.decode()}" {answer}\r\n' for answer in self._answers).encode()
            data = re.sub(rb"(?m)^" + tag + rb" OK ", lines + tag + b" OK ", data)
        return data


async def test_all_folders_in_one_command(
    tmp_path: Path, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    answers: list[str] = []
    streams: list[ManyAtOnce] = []

    async def dialled(server: Server) -> Stream:
        streams.append(ManyAtOnce(await dial(server), answers))
        return cast("Stream", streams[-1])

    engine = await RunningEngine(tmp_path / "profile", dialled=dialled).start()
    try:
        await start(engine, settings, dovecot, mail_user)
        validity = uid_validity(engine, "INBOX")
        answers += [
            f'MAILBOX "INBOX" UIDVALIDITY {validity}) UID ALL 1:2',
            'MAILBOX "Archive" UIDVALIDITY 1) UID ALL 1',
            'MAILBOX "Elsewhere" UIDVALIDITY 1) UID ALL 1',
            'MAILBOX "Drafts" UIDVALIDITY 1) UID COUNT 0',
        ]
        # The Archive was numbered anew, as it seems: it is searched by itself.
        assert sorted(subjects(engine, await found(engine, "schnitzel"))) == ["lunch", "old lunch", "회의"]
        asked = [line for stream in streams for line in stream.asked]
        assert [line.partition(b" ")[2] for line in asked] == [b'ESEARCH IN (personal) RETURN (ALL) TEXT "schnitzel"']
    finally:
        await engine.stop()


def uid_validity(engine: RunningEngine, path: str) -> int:
    with closing(sqlite3.connect(engine.profile.store)) as store:
        (validity,) = store.execute("SELECT uid_validity FROM folder WHERE path = ?", (path,)).fetchone()
    return int(validity)


async def test_a_server_that_cannot_be_reached(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user)
    await engine.engine.perform(GoOnline(online=False))
    answer = await found(engine, "subject:lunch newer:5d")
    assert sorted(subjects(engine, answer)) == ["lunch", "old lunch"]
    assert [problem.kind for problem in answer.problems] == [ProblemKind.NETWORK_UNREACHABLE]
    assert subjects(engine, await found(engine, "subject:lunch older:5d")) == []


async def test_a_folder_that_is_not_there(
    engine: RunningEngine, settings: AccountSettings, mail_user: MailUser
) -> None:
    await engine.add(settings, mail_user.secret)
    answer = await engine.request(SearchOnServer("", "a", folder_id=FolderId(999)))
    assert not isinstance(answer, Finished)
