"""A pass over everything, and somebody who asks for a folder again while it goes on there."""

from pathlib import Path
from typing import Any

import pytest

from mailclient.engine.accounts import passes
from mailclient.engine.accounts.agenda import Agenda
from mailclient.engine.accounts.work_queue import Urgency
from mailclient.engine.sync.folder_pass import sync_folder
from tests.engine.modelled import begun
from tests.engine.running import message
from tests.servers.model import PLAIN, ModelServer


async def test_it_is_looked_into_once_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server tells of nothing by itself; what came too late for the pass would come with the next one only."""
    server = ModelServer(PLAIN - {"IDLE"})
    async with begun(tmp_path, server) as engine:
        agenda = engine.engine._supervisor.account(engine.account).agenda
        assert isinstance(agenda, Agenda)
        inbox = engine.folder("INBOX").id
        late = [message("late")]

        async def then_one_comes(context: Any, mail_server: Any, folder: Any, counts: Any, **how: Any) -> None:
            await sync_folder(context, mail_server, folder, counts, **how)
            if folder.id == inbox and late:
                server.deliver("INBOX", late.pop())
                agenda.passes.ask(inbox, Urgency.OPERATIONS)

        monkeypatch.setattr(passes, "sync_folder", then_one_comes)
        await engine.sync()
        await engine.until(lambda: "late" in engine.ids("INBOX"))
