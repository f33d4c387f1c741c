"""Messages without Message-ID: another of the same size is never taken for the copy that was being made."""

from pathlib import Path

from mailclient.bridge.commands import AppendMessage, MoveMessages
from mailclient.mail.ids import OperationId
from mailclient.transport.memory import MemoryStream
from tests.engine.modelled import begun
from tests.servers.model import PLAIN, HangupError, ModelServer
from tests.servers.model_session import ModelSession

NO_ID = OperationId("")


def report(of: str) -> bytes:
    """As machines write them: all of one size, and no Message-ID."""
    return b"From: disk@example.org\r\nSubject: report %b\r\n\r\nall is well\r\n" % of.encode()


class _Breaking(ModelSession):
    def do_uid_copy(self, uids: bytes, name: bytes, *, taken: bool = False) -> bytes:
        self._break_once(name.decode())
        return super().do_uid_copy(uids, name, taken=taken)

    def do_append(self, name: bytes, *words: object) -> bytes:
        self._break_once(name.decode())
        return super().do_append(name, *words)

    def _break_once(self, path: str) -> None:
        """Before anything is done; meanwhile somebody else delivers there."""
        assert isinstance(self.server, BreakingServer)
        if not self.server.broken:
            self.server.broken = True
            self.server.deliver(path, report("theirs"))
            raise HangupError


class BreakingServer(ModelServer):
    broken = False

    def session(self, stream: MemoryStream) -> ModelSession:
        return _Breaking(self, stream)


async def test_a_move_that_was_cut_off_loses_nothing(tmp_path: Path) -> None:
    server = BreakingServer(PLAIN | {"UIDPLUS"})
    server.create("Reports")
    server.deliver("INBOX", report("of us."))
    async with begun(tmp_path, server) as engine:
        (mine,) = engine.ids("INBOX").values()
        await engine.operate(MoveMessages(NO_ID, (mine,), engine.folder("Reports").id))
        assert sorted(one.subject for one in server.folders["Reports"].messages) == ["report of us.", "report theirs"]
        assert server.folders["INBOX"].messages == []


async def test_an_import_that_was_cut_off_loses_nothing(tmp_path: Path) -> None:
    server = BreakingServer(PLAIN | {"UIDPLUS"})
    server.create("Reports")
    async with begun(tmp_path, server) as engine:
        await engine.operate(AppendMessage(NO_ID, engine.folder("Reports").id, report("of us.")))
        assert sorted(one.subject for one in server.folders["Reports"].messages) == ["report of us.", "report theirs"]
