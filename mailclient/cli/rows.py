"""Printing messages of a list: a table for people, JSON for programs."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from mailclient.cli.choice import account_word
from mailclient.cli.context import Context
from mailclient.cli.row_json import row_json
from mailclient.cli.table import shortened, table
from mailclient.mail.flag import Flag
from mailclient.mail.ids import MessageId
from mailclient.mail.mail_list import ConversationRow
from mailclient.store.rows import MessageRow

_SENDER_WIDTH = 28
_MARKS = ((Flag.SEEN, " ", "●"), (Flag.ANSWERED, "↩", " "), (Flag.FLAGGED, "★", " "))
"""Flag, mark when it is set, mark when it is not."""


_NONE: Mapping[MessageId, ConversationRow] = {}


def print_rows(
    context: Context,
    rows: Sequence[MessageRow],
    *,
    as_json: bool,
    conversations: Mapping[MessageId, ConversationRow] = _NONE,
) -> None:
    """The rows, in their order; ``conversations``: what is told of those that stand for several messages."""
    if as_json:
        accounts = {account.id: account_word(account) for account in context.reader.accounts()}
        folders = {folder.id: folder.path for folder in context.reader.folders()}
        context.answer([row_json(row, accounts, folders, conversations.get(row.id)) for row in rows])
    elif rows:
        context.print(table([_cells(row, conversations.get(row.id)) for row in rows]))


def _cells(row: MessageRow, conversation: ConversationRow | None) -> list[str]:
    marks = "".join(on if flag in row.flags.bits else off for flag, on, off in _MARKS)
    received = datetime.fromtimestamp(row.received_at, UTC).astimezone()
    return [
        str(row.id),
        marks + ("📎" if row.has_attachment else ""),
        received.strftime("%Y-%m-%d %H:%M"),
        shortened(row.sender.label if conversation is None else ", ".join(conversation.senders), _SENDER_WIDTH),
        row.subject if conversation is None else f"{conversation.subject} ({conversation.messages})",
    ]
