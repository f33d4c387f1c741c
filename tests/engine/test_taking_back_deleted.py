"""A deletion for good that was cut off and is taken back: nobody may find the message marked, and expunge it."""

from pathlib import Path

import pytest

from mailclient.bridge.commands import CancelOperation, DeleteMessages, UndoOperation
from mailclient.mail.ids import OperationId
from mailclient.transport.memory import MemoryStream
from tests.engine.modelled import begun
from tests.engine.running import message
from tests.servers.model import COMMON, HangupError, ModelServer
from tests.servers.model_session import ModelSession

NO_ID = OperationId("")


class _Breaking(ModelSession):
    def do_uid_expunge(self, uids: bytes) -> None:
        assert isinstance(self.server, BreakingServer)
        if self.server.breaks:
            self.server.asked += 1
            raise HangupError
        super().do_uid_expunge(uids)


class BreakingServer(ModelServer):
    """Hangs up before it expunges."""

    breaks = True
    asked = 0

    def session(self, stream: MemoryStream) -> ModelSession:
        return _Breaking(self, stream)


@pytest.mark.parametrize("command", [UndoOperation, CancelOperation])
async def test_taken_back_while_it_waits_for_the_line(
    tmp_path: Path, command: type[UndoOperation | CancelOperation]
) -> None:
    server = BreakingServer(COMMON)
    server.create("Trash", attributes="\\Trash")
    server.deliver("Trash", message("old"))
    async with begun(tmp_path, server) as engine:
        deleted = await engine.operate(DeleteMessages(NO_ID, (engine.ids("Trash")["old"],)), done=False)
        await engine.until(lambda: server.asked > 0)
        await engine.offline()
        (left,) = server.folders["Trash"].messages
        assert "\\Deleted" in left.flags
        await engine.engine.perform(command(deleted))
        server.breaks = False
        await engine.online_again()
        await engine.until(lambda: engine.reader.waiting_operations() == 0)
        await engine.sync()
        assert left.flags == set()
        assert server.folders["Trash"].messages == [left]
        assert list(engine.ids("Trash")) == ["old"]
