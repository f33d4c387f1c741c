"""``export FOLDER --mbox FILE [--account EMAIL]``: a folder's messages, byte for byte, as one mbox file (mboxrd)."""

import os
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from mailclient.bridge.commands import FetchWhole
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.cli import mbox
from mailclient.cli.arguments import Verbs, add_account, add_json, add_verb
from mailclient.cli.choice import account_named, folder_named
from mailclient.cli.context import Context, ExitCode, UsageError
from mailclient.cli.engine_link import EngineLink
from mailclient.language import tr
from mailclient.mail.ids import FolderId, MessageId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store.rows import RowKey

_BATCH = 50
"""Messages fetched at a time."""


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "export", tr("write a folder's messages into a file"))
    parser.add_argument("folder", metavar="FOLDER", help=tr("the folder, by path or role"))
    parser.add_argument("--mbox", metavar="FILE", required=True, type=Path, help=tr("the file to write"))
    add_account(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """Oldest first. The file appears when it is complete; answers how many messages it has."""
    account = account_named(context, options.account) if options.account else None
    folder = folder_named(context, options.folder, account)
    file: Path = options.mbox
    if not file.name:
        raise UsageError(tr("{name} is no file to write.", name=str(file)))
    unfinished = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with context.engine() as engine, unfinished.open("xb") as target:
            count = _write(context, engine, folder.id, target)
        unfinished.replace(file)
    except OSError as error:
        raise MailError(Problem(ProblemKind.FILE_UNWRITABLE, str(file), str(error))) from error
    finally:
        unfinished.unlink(missing_ok=True)
    context.answer({"folder": folder.path, "file": str(file), "messages": count})
    return ExitCode.DONE


def _write(context: Context, engine: EngineLink, folder_id: FolderId, target: BinaryIO) -> int:
    count = 0
    for ids in _batches(context, folder_id):
        engine.request(FetchWhole(fresh_request_id(), tuple(ids)))
        for row in context.reader.rows(ids):
            data = context.reader.whole(row.id)
            if data is not None:
                target.write(mbox.entry(data, row.sender.address, row.received_at))
                count += 1
    return count


def _batches(context: Context, folder_id: FolderId) -> Iterator[list[MessageId]]:
    """The folder's messages as they are now, oldest first."""
    ids: list[MessageId] = []
    before: RowKey | None = None
    while chunk := context.reader.message_ids(folder_id, before=before):
        ids += [id_ for id_, _ in chunk]
        before = RowKey(chunk[-1][1], chunk[-1][0])
    ids.reverse()
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]
