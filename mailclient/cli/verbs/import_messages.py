"""``import FILE… --folder FOLDER``: put messages from .eml and mbox files into a folder."""

from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from mailclient.bridge.commands import AppendMessage
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.cli import mbox
from mailclient.cli.action import state_of, tell
from mailclient.cli.arguments import Verbs, add_account, add_folder, add_json, add_verb
from mailclient.cli.choice import account_named, folder_named
from mailclient.cli.context import Context, ExitCode
from mailclient.cli.engine_link import Outcome
from mailclient.cli.message_file import with_network_lines
from mailclient.language import tr
from mailclient.mail.flag import Flag
from mailclient.mail.ids import FolderId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.envelope import parse_envelope

_TOGETHER = 50
"""Messages handed in before we wait for them: the engine sends them in one command where the server can take that."""
_TOGETHER_BYTES = 16 * 1024 * 1024


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "import", tr("put messages from files into a folder"))
    parser.add_argument("files", metavar="FILE", type=Path, nargs="+", help=tr("messages (.eml) and mbox files"))
    add_folder(parser, required=True)
    add_account(parser)
    parser.add_argument("--unread", action="store_true", help=tr("leave them unread"))
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """Do it, and wait for the server."""
    account = account_named(context, options.account) if options.account else None
    folder = folder_named(context, options.folder, account)
    flags = Flag.NONE if options.unread else Flag.SEEN
    outcomes: list[Outcome] = []
    operations: list[str] = []
    with context.engine() as engine:
        for group in _groups(_messages(options.files)):
            commands = [_command(folder.id, data, flags) for data in group]
            operations += [command.operation_id for command in commands]
            outcomes += engine.operate_all(commands, {folder.account_id})
    code = tell(context, outcomes)
    context.answer(
        {"folder": folder.path, "messages": len(operations), "operations": operations, "state": state_of(code)}
    )
    return code


def _command(folder_id: FolderId, data: bytes, flags: Flag) -> AppendMessage:
    """Arrived when it says that it was written; an unreadable or missing date is now."""
    date = parse_envelope(data.partition(b"\r\n\r\n")[0] + b"\r\n\r\n").date
    written = None
    if date is not None and datetime(1970, 1, 2, tzinfo=UTC) <= date <= datetime.now(UTC):
        written = int(date.timestamp())
    return AppendMessage(
        operation_id=fresh_operation_id(), folder_id=folder_id, data=data, flags=flags, received_at=written
    )


def _messages(files: list[Path]) -> Iterator[bytes]:
    for file in files:
        try:
            with file.open("rb") as source:
                start = source.read(5)
                source.seek(0)
                found = mbox.entries(source) if start == b"From " else iter([source.read()])
                for data in found:
                    if data.strip():
                        yield with_network_lines(data)
        except OSError as error:
            raise MailError(Problem(ProblemKind.FILE_UNREADABLE, str(file), str(error))) from error


def _groups(messages: Iterator[bytes]) -> Iterator[list[bytes]]:
    group: list[bytes] = []
    for data in messages:
        if group and (len(group) == _TOGETHER or sum(map(len, group)) + len(data) > _TOGETHER_BYTES):
            yield group
            group = []
        group.append(data)
    if group:
        yield group
