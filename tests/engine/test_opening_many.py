"""Many messages opened at once: one flight of commands for all, not one after the other."""

from pathlib import Path

from mailclient.bridge.commands import FetchBody, SetOfflinePolicy, Sync
from mailclient.bridge.events import BodyFailed, BodyStored, Finished
from mailclient.mail.account import AccountSettings, Server
from mailclient.mail.ids import MessageId
from mailclient.mail.offline import Keep, OfflinePolicy
from mailclient.transport.connect import dial
from mailclient.transport.stream import READ_LIMIT, Stream
from mailclient.transport.tls import TlsFacts
from tests.engine.running import RunningEngine, message
from tests.servers.dovecot import Dovecot, MailUser


class Flights:
    """A stream that counts how often texts were asked for and then waited for."""

    def __init__(self, stream: Stream, flights: list[int]) -> None:
        self._stream = stream
        self._flights = flights
        self._asked = 0

    async def read(self, limit: int = READ_LIMIT) -> bytes:
        if self._asked:
            self._flights.append(self._asked)
            self._asked = 0
        return await self._stream.read(limit)

    async def write(self, data: bytes) -> None:
        self._asked += data.count(b"BODY.PEEK[1]")
        await self._stream.write(data)

    async def start_tls(self) -> None:
        await self._stream.start_tls()

    async def start_deflate(self) -> Stream:
        raise NotImplementedError

    @property
    def tls(self) -> TlsFacts | None:
        return self._stream.tls

    async def close(self) -> None:
        await self._stream.close()


async def test_many_are_asked_for_together(
    tmp_path: Path, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    flights: list[int] = []

    async def dialled(server: Server) -> Stream:
        return Flights(await dial(server), flights)

    for number in range(40):
        dovecot.deliver(mail_user, message(f"number {number}", text=f"text {number}"))
    engine = await RunningEngine(tmp_path / "profile", dialled=dialled).start()
    account_id = await engine.add(settings, mail_user.secret)
    nothing = SetOfflinePolicy(request_id="", account_id=account_id, policy=OfflinePolicy(Keep.HEADERS))
    assert isinstance(await engine.request(nothing), Finished)
    assert isinstance(await engine.request(Sync(request_id="")), Finished)
    dovecot.doveadm("expunge", "-u", mail_user.name, "mailbox", "INBOX", "uid", "7")
    rows = {row.id: row for row in engine.rows("INBOX") if not row.has_body}
    assert len(rows) > 20
    before = len(flights)
    for message_id in rows:
        await engine.engine.perform(FetchBody(message_id))
    ended: dict[type, set[MessageId]] = {BodyStored: set(), BodyFailed: set()}

    def all_answered() -> bool:
        for event in engine.events:
            if isinstance(event, BodyStored | BodyFailed):
                ended[type(event)].add(event.message_id)
        return set(rows) <= ended[BodyStored] | ended[BodyFailed]

    await engine.until(all_answered)
    assert len(flights) - before <= 2, flights[before:]
    assert {rows[message_id].uid for message_id in ended[BodyFailed] & set(rows)} <= {7}
    for row in engine.reader.rows([id_ for id_ in rows if id_ not in ended[BodyFailed]]):
        body = engine.reader.body(row.id)
        assert body is not None
        assert body.text.strip() == row.subject.replace("number", "text")
    await engine.stop()
