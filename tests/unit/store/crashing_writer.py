"""A process that writes operations and messages until it is killed, and says on stdout what it was told is stored."""

import asyncio
import sys
from pathlib import Path

from mailclient.mail.flag import Flag
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import AccountId, FolderId, OperationId, Uid
from mailclient.store import accounts, folders, messages, operations, places
from mailclient.store.effects import Delete, Move, SetFlags
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer
from tests.unit.store.samples import new_message, settings


async def write(path: Path, start: int) -> None:
    writer = await Writer.open(path)
    account, (inbox, archive) = await writer.transaction("prepare", _prepare, f"kim{start}@example.org")
    number = start
    while True:
        number += 1
        batch = [new_message(number * 10 + offset, bits=Flag(offset % 2)) for offset in range(5)]
        ids = await writer.transaction("headers", messages.insert, inbox, batch)
        effect = (SetFlags(Flag.SEEN), Move(archive), Delete(None))[number % 3]
        operation_id = OperationId(f"operation-{number}")
        await writer.transaction(
            "ask", operations.insert, operation_id, account, "kind", b"", now=0.0, effect=effect, message_ids=ids
        )
        sys.stdout.write(f"{operation_id}\n")
        sys.stdout.flush()
        if number % 4 == 0:
            await writer.transaction("vanish", places.vanish, inbox, [Uid(number * 10)])
            await writer.transaction("finish", operations.finish, operation_id)


def _prepare(tx: Transaction, email: str) -> tuple[AccountId, list[FolderId]]:
    account = accounts.add(tx, settings(email))
    return account, [
        folders.upsert(tx, account, path, delimiter="/", role=FolderRole.NONE, selectable=True)
        for path in ("INBOX", "Archive")
    ]


if __name__ == "__main__":
    asyncio.run(write(Path(sys.argv[1]), int(sys.argv[2])))
