"""A server that takes its time says how far it is (INPROGRESS, RFC 9585), and the user sees it."""

from pathlib import Path

from mailclient.bridge.commands import MoveMessages, SearchOnServer
from mailclient.bridge.events import Finished, OperationProgress, Progress, Work
from mailclient.mail.ids import OperationId
from mailclient.transport.memory import MemoryStream
from tests.engine.modelled import begun, fill
from tests.servers.model import COMMON, ModelServer
from tests.servers.model_session import ModelSession

STEPS = (b"(NIL NIL NIL)", b'("A1" 1 4)', b'("A1" 3 4)')


class SlowSession(ModelSession):
    def do_uid_move(self, uids: bytes, name: bytes) -> bytes:
        self._out += [b"* OK [INPROGRESS %b] Still at it" % step for step in STEPS]
        return super().do_uid_move(uids, name)

    def do_uid_search(self, *words: bytes) -> None:
        if b"SUBJECT" not in words:
            super().do_uid_search(*words)
            return
        self._out += [b"* OK [INPROGRESS %b] Still at it" % step for step in STEPS]
        super().do_uid_search(b"ALL")


class SlowServer(ModelServer):
    def session(self, stream: MemoryStream) -> ModelSession:
        return SlowSession(self, stream)


async def test_a_long_move_and_a_long_search(tmp_path: Path) -> None:
    server = SlowServer(COMMON | {"INPROGRESS"})
    server.create("Work")
    fill(server, "INBOX", 8)
    async with begun(tmp_path, server) as engine:
        inbox, work = engine.folder("INBOX").id, engine.folder("Work").id
        found = await engine.request(SearchOnServer("", "subject:number", folder_id=inbox))
        assert isinstance(found, Finished)
        told = [event for event in engine.events if isinstance(event, Progress) and event.work is Work.SEARCH]
        assert [(one.done, one.total, one.folder_id) for one in told] == [
            (0, 100, inbox),
            (25, 100, inbox),
            (75, 100, inbox),
            (100, 100, inbox),
        ]
        await engine.operate(MoveMessages(OperationId(""), tuple(engine.ids("INBOX").values()), work))
        moved = [event for event in engine.events if isinstance(event, OperationProgress)]
        assert [(one.done, one.total) for one in moved] == [(0, 8), (2, 8), (6, 8)]
