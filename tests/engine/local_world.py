"""Accounts whose folders are on this computer, in a running engine."""

import sqlite3
import time
from pathlib import Path

from mailclient.bridge.commands import AddAccount, AppendMessage, CreateFolder
from mailclient.bridge.events import Finished
from mailclient.engine.outside import Outside
from mailclient.mail.account import on_this_computer
from mailclient.mail.flag import Flag
from mailclient.mail.ids import AccountId, MessageId, OperationId
from mailclient.transport.stream import Dial
from tests.engine.running import RunningEngine, message

NO_ID = OperationId("")
FOLDERS = ("Here", "Also here", "Archive", "Trash")


class LocalEngine(RunningEngine):
    """Its clock can be moved on."""

    def __init__(self, directory: Path) -> None:
        self.seconds_on = 0.0
        super().__init__(directory)

    def outside(self, dialled: Dial) -> Outside:
        return Outside(dial=dialled, credentials=self.credentials, now=lambda: time.time() + self.seconds_on)

    def is_noted(self, message_id: MessageId) -> bool:
        """Whether it is known since when the message is where it is."""
        with sqlite3.connect(self.profile.store) as db:
            found = db.execute("SELECT 1 FROM dwelling WHERE message_id = ?", (message_id,)).fetchone()
        db.close()
        return found is not None


async def add_local(engine: RunningEngine, *, messages: int = 0) -> AccountId:
    """The account "on this computer" with folders of its own; "Here" holds so many messages, "number 0" …"""
    added = await engine.request(AddAccount("", on_this_computer(), "", ""))
    assert isinstance(added, Finished), added
    assert added.account_id is not None
    for path in FOLDERS[:3]:
        await make_folder(engine, added.account_id, path)
    for number in range(messages):
        await put(engine, f"number {number}")
    return added.account_id


async def make_folder(engine: RunningEngine, account_id: AccountId, path: str) -> None:
    await engine.operate(CreateFolder(NO_ID, account_id, path))


async def put(engine: RunningEngine, subject: str, path: str = "Here", flags: Flag = Flag.NONE) -> None:
    """A message with this subject, as an import does."""
    await engine.operate(AppendMessage(NO_ID, engine.folder(path).id, message(subject), flags))
