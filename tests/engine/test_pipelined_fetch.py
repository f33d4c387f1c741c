"""What is asked for in one flight comes from the folder that was open then, whatever is opened before the answer."""

from pathlib import Path

from mailclient.engine.accounts.mail_server import MailServer
from mailclient.mail.account import Secret
from mailclient.transport.memory import MemoryStream
from mailclient.wire.imap import summary
from mailclient.wire.imap.events import Event, Fetch, Summaries
from mailclient.wire.imap.number_set import NumberSet
from tests.engine.modelled import SETTINGS, begun, fill
from tests.servers.model import ModelServer
from tests.servers.model_session import ModelSession


class _Together(ModelSession):
    """As Dovecot may: says that two commands are done when both are."""

    _first = b""

    async def _send(self, data: bytes) -> None:
        assert isinstance(self.server, TogetherServer)
        if b"BODYSTRUCTURE" in data and not self.server.joined:
            self.server.joined = True
            while b"BODYSTRUCTURE" not in self._unread:
                self._unread += await self.stream.read()
            answers, end, done = data.removesuffix(b"\r\n").rpartition(b"\r\n")
            self._first = done + b"\r\n"
            self._answers = answers + end
            return
        if self._first:
            answers, end, done = data.removesuffix(b"\r\n").rpartition(b"\r\n")
            data, self._first = self._answers + answers + end + self._first + done + b"\r\n", b""
        await super()._send(data)


class TogetherServer(ModelServer):
    joined = False

    def session(self, stream: MemoryStream) -> ModelSession:
        return _Together(self, stream)


async def test_none_is_asked_for_twice_where_two_answers_come_together(tmp_path: Path) -> None:
    server = TogetherServer()
    fill(server, "INBOX", 120)
    async with begun(tmp_path, server) as engine:
        assert len(engine.rows("INBOX")) == 120
        asked = [one.split(" ")[2] for one in server.commands if "BODYSTRUCTURE" in one]
    assert server.joined
    assert sorted(asked) == ["1:20", "21:70", "71:120"]


async def test_summaries_of_scattered_uids_come_from_one_folder() -> None:
    """More ranges than go into one command: each of them is sent before another folder is opened."""
    model = ModelServer()
    model.create("Other")
    for path in ("INBOX", "Other"):
        fill(model, path, 1_300)
        model.renumber(path, step=2)
    for one in model.folders["Other"].messages:
        one.flags.add("$other")
    server = await MailServer.connect(model.dial, SETTINGS.incoming, Secret("x"))
    events: list[Event] = []
    try:
        await server.open_folder("INBOX")
        uids = NumberSet.of(one.uid for one in model.folders["INBOX"].messages)
        answered = await server.ask_summaries(uids, (*summary.ITEMS, *summary.LAST_ITEMS), events.append)
        await server.open_folder("Other")
        await answered
    finally:
        await server.close()
        await model.stop()
    flags = [one.flags for event in events if isinstance(event, Summaries) for one in event.found]
    flags += [b" ".join(word.encode() for word in event.flags or ()) for event in events if isinstance(event, Fetch)]
    assert len(flags) == 1_300
    assert not any(b"$other" in one for one in flags)
