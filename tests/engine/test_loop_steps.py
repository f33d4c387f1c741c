"""Nothing that may be about thousands of messages is done in one step of the loop."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from mailclient.bridge.commands import FetchWhole
from mailclient.bridge.events import Finished, NewMail
from mailclient.mail.ids import MessageId
from mailclient.store.reader import Reader
from mailclient.store.rows import MessageRow, StoredMessage
from tests.engine.modelled import begun, fill
from tests.servers.model import ModelServer


class Steps:
    """How many rows the engine read from the store at a time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rows: list[int] = []
        self.messages = 0
        rows, message = Reader.rows, Reader.message

        def noting_rows(reader: Reader, ids: Sequence[MessageId]) -> list[MessageRow]:
            self.rows.append(len(ids))
            return rows(reader, ids)

        def noting_message(reader: Reader, id_: MessageId) -> StoredMessage | None:
            self.messages += 1
            return message(reader, id_)

        monkeypatch.setattr(Reader, "rows", noting_rows)
        monkeypatch.setattr(Reader, "message", noting_message)


async def test_much_new_mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = ModelServer()
    fill(server, "INBOX", 1)
    async with begun(tmp_path, server) as engine:
        await engine.offline()
        fill(server, "INBOX", 1_200)
        steps = Steps(monkeypatch)
        await engine.online_again()
        told = await engine.wait_for(NewMail)
        assert len(told.message_ids) == 1_200
        assert 0 < max(steps.rows) <= 500


async def test_messages_that_are_here_already(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = ModelServer()
    fill(server, "INBOX", 30)
    async with begun(tmp_path, server) as engine:
        ids = tuple(row.id for row in engine.rows("INBOX"))
        await engine.until(lambda: engine.reader.whole_among(ids) == set(ids))
        await engine.offline()
        steps = Steps(monkeypatch)
        answer = await engine.request(FetchWhole("", ids))
        assert isinstance(answer, Finished), answer
        assert steps.messages == 0
