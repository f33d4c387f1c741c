"""Whole messages: all of them, byte for byte; read later and without the server; with some that it fails to give."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mailclient.bridge.commands import FetchBody, FetchPart, FetchWhole, GoOnline, Sync
from mailclient.bridge.events import AccountState, AccountStateChanged, BodyStored, Failed, Finished, PartStored
from mailclient.mail.account import AccountSettings, Server
from mailclient.mail.ids import PartPath
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.connect import dial
from mailclient.transport.stream import READ_LIMIT, Stream
from mailclient.transport.tls import TlsFacts
from mailclient.wire.imap.number_set import NumberSet
from tests.engine.running import RunningEngine, message
from tests.servers.dovecot import Dovecot, MailUser

ATTACHED = (
    b"From: a@mail.test\r\nSubject: attached\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
    b"--x\r\nContent-Type: text/plain\r\n\r\nLook inside.\r\n"
    b'--x\r\nContent-Type: image/png; name="a.png"\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n--x--\r\n'
)


async def synchronised(engine: RunningEngine, *, bodies: bool = False) -> Finished:
    answer = await engine.request(Sync(request_id="", bodies=bodies))
    assert isinstance(answer, Finished), answer
    return answer


def stored(engine: RunningEngine) -> dict[str, bytes | None]:
    return {row.subject: engine.reader.whole(row.id) for row in engine.rows("INBOX")}


async def test_small_ones_together_and_large_ones_alone(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    sent = {}
    for number in range(140):
        # large ones between small ones, and a group that is full by its bytes
        length = 600_000 if number in (20, 60) else 90_000 if number > 110 else 10
        text = "x" * 70 + "\r\n"
        sent[f"number {number}"] = message(f"number {number}", text=text * (length // 72 + 1))
        dovecot.deliver(mail_user, sent[f"number {number}"])
    await engine.add(settings, mail_user.secret)
    finished = await synchronised(engine, bodies=True)
    assert finished.counts is not None
    assert finished.counts.bodies == 140
    assert stored(engine) == sent


async def test_bodies_are_made_from_them_without_the_server(
    tmp_path: Path, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    async def nobody(server: Server) -> Stream:
        raise MailError(Problem(ProblemKind.NETWORK_UNREACHABLE, server.host))

    dovecot.deliver(mail_user, ATTACHED)
    for number in range(30):
        dovecot.deliver(mail_user, message(f"number {number}", text=f"text {number}"))
    first = await RunningEngine(tmp_path / "profile").start()
    await first.add(settings, mail_user.secret)
    await synchronised(first, bodies=True)
    await first.stop()

    second = RunningEngine(tmp_path / "profile", dialled=nobody, credentials=first.credentials)
    await second.start()
    row = second.row("INBOX", "number 7")
    await second.engine.perform(FetchBody(row.id))
    await second.wait_for(BodyStored, lambda one: one.message_id == row.id)
    attached = second.row("INBOX", "attached")
    await second.engine.perform(FetchPart(attached.id, PartPath("2")))
    await second.wait_for(PartStored)
    assert second.reader.part(attached.id, PartPath("2")) == b"\x89PNG"
    await second.until(lambda: all(one.has_body for one in second.rows("INBOX")))
    body = second.reader.body(row.id)
    assert body is not None
    assert body.text.strip() == "text 7"
    assert second.reader.search("inside") == [attached.id]
    await second.stop()


# --- what the server fails to give ----------------------------------------------------------------------------------

POISON = 5
"""The uid that the server cannot read."""

Answer = Callable[[str, bool], str | None]
"""What takes the place of the answer, by tag and whether it alone is asked for; None: the connection breaks."""


def uids_asked_for_whole(command: str) -> NumberSet:
    asked = re.match(r"UID FETCH ([0-9:,]+) .*BODY\.PEEK\[\]", command)
    pieces = [piece.split(":") for piece in asked[1].split(",")] if asked else []
    return NumberSet.of(uid for piece in pieces for uid in range(int(piece[0]), int(piece[-1]) + 1))


@dataclass
class Poisoned:
    """A stream that keeps certain commands from the server: NOOP goes there instead, ``answer`` takes its place."""

    stream: Stream
    answer: Answer
    asked: list[int]
    """How many messages were asked for together with the poisonous one, each time."""
    _answers: dict[str, str] = field(default_factory=dict)

    async def read(self, limit: int = READ_LIMIT) -> bytes:
        data = await self.stream.read(limit)
        for tag in list(self._answers):
            said = re.search(rf"^{tag} OK [^\r]*".encode(), data, re.MULTILINE)
            if said:
                data = data.replace(said[0], self._answers.pop(tag).encode())
        return data

    async def write(self, data: bytes) -> None:
        through = bytearray()
        for line in data.splitlines(keepends=True):
            tag, _, command = line.decode("latin-1").partition(" ")
            uids = uids_asked_for_whole(command)
            if POISON not in uids:
                through += line
                continue
            self.asked.append(uids.count)
            answer = self.answer(tag, uids.count == 1)
            if answer is None:
                raise MailError(Problem(ProblemKind.CONNECTION_LOST, "the test"))
            self._answers[tag] = answer
            through += f"{tag} NOOP\r\n".encode()
        await self.stream.write(bytes(through))

    async def start_tls(self) -> None:
        await self.stream.start_tls()

    async def start_deflate(self) -> Stream:
        raise NotImplementedError

    @property
    def tls(self) -> TlsFacts | None:
        return self.stream.tls

    async def close(self) -> None:
        await self.stream.close()


async def with_poison(
    tmp_path: Path, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser, answer: Answer
) -> tuple[RunningEngine, list[int]]:
    for number in range(1, 31):
        dovecot.deliver(mail_user, message(f"number {number}"))
    asked: list[int] = []

    async def dialled(server: Server) -> Stream:
        return Poisoned(await dial(server), answer, asked)

    engine = await RunningEngine(tmp_path / "profile", dialled=dialled).start()
    await engine.add(settings, mail_user.secret)
    await synchronised(engine)
    return engine, asked


def not_here(engine: RunningEngine) -> list[int | None]:
    return [row.uid for row in engine.rows("INBOX") if engine.reader.whole(row.id) is None]


ANSWERS: dict[str, Answer] = {
    "no": lambda tag, _alone: f"{tag} NO [SERVERBUG] it cannot be read",
    "bad": lambda tag, _alone: f"{tag} BAD it cannot be read",
    "nothing": lambda tag, _alone: f"{tag} OK done",
    "nil": lambda tag, alone: f"* 5 FETCH (UID 5 BODY[] NIL)\r\n{tag} OK done" if alone else f"{tag} NO not all",
}


@pytest.mark.parametrize("kind", ANSWERS)
async def test_one_that_is_not_given_stops_no_other(
    tmp_path: Path, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser, kind: str
) -> None:
    engine, asked = await with_poison(tmp_path, settings, dovecot, mail_user, ANSWERS[kind])
    finished = await synchronised(engine, bodies=True)
    assert finished.counts is not None
    assert finished.counts.bodies == 29
    assert not_here(engine) == [POISON]
    assert asked[0] > 1
    assert asked[-1] == 1
    before = len(asked)
    await synchronised(engine, bodies=True)
    assert len(asked) == before, "it is not asked for again by itself"
    (row,) = [row for row in engine.rows("INBOX") if row.uid == POISON]
    failed = await engine.request(FetchWhole(request_id="", message_ids=(row.id,)))
    assert isinstance(failed, Failed)
    assert len(asked) > before, "when somebody wants it, it is"
    await engine.stop()


async def test_one_that_breaks_the_connection_is_found_and_left_out(
    tmp_path: Path, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    engine, asked = await with_poison(tmp_path, settings, dovecot, mail_user, lambda _tag, _alone: None)
    for _ in range(50):
        answer = await engine.request(Sync(request_id="", bodies=True))
        if isinstance(answer, Finished):
            break
        start = engine.events.index(answer)
        await engine.engine.perform(GoOnline())
        await engine.wait_for(
            AccountStateChanged, lambda one: one.state in (AccountState.ONLINE, AccountState.SYNCING), after=start
        )
    assert isinstance(answer, Finished), answer
    assert not_here(engine) == [POISON]
    assert asked[-1] == 1
    await engine.stop()
