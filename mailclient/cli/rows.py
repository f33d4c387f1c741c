"""Printing messages of a list: a table for people, JSON for programs."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from mailclient.cli.choice import account_word
from mailclient.cli.context import Context
from mailclient.cli.row_json import row_json
from mailclient.cli.table import shortened, table, visible
from mailclient.mail.flag import Flag
from mailclient.mail.ids import MessageId
from mailclient.mail.mail_list import ConversationRow
from mailclient.store.rows import MessageRow

_SENDER_WIDTH = 28
_INDENT = "        "
_MARKS = ((Flag.SEEN, " ", "●"), (Flag.ANSWERED, "↩", " "), (Flag.FLAGGED, "★", " "))
"""Flag, mark when it is set, mark when it is not."""


_NONE: Mapping[MessageId, ConversationRow] = {}
_NOTHING: Mapping[MessageId, str] = {}


def print_rows(
    context: Context,
    rows: Sequence[MessageRow],
    *,
    as_json: bool,
    conversations: Mapping[MessageId, ConversationRow] = _NONE,
    below: Mapping[MessageId, str] = _NOTHING,
) -> None:
    """The rows, in their order; ``conversations``: what is told of those that stand for several messages.

    ``below``: text that people see under a row.
    """
    if as_json:
        context.answer(rows_json(context, rows, conversations))
    elif rows:
        lines = table([_cells(row, conversations.get(row.id)) for row in rows]).split("\n")
        under = [f"{_INDENT}{visible(text)}" if (text := below.get(row.id)) else "" for row in rows]
        context.print("\n".join(text for pair in zip(lines, under, strict=True) for text in pair if text))


def rows_json(
    context: Context, rows: Sequence[MessageRow], conversations: Mapping[MessageId, ConversationRow] = _NONE
) -> list[dict[str, Any]]:
    """The rows as JSON objects."""
    accounts = {account.id: account_word(account) for account in context.reader.accounts()}
    folders = {folder.id: folder.path for folder in context.reader.folders()}
    return [row_json(row, accounts, folders, conversations.get(row.id)) for row in rows]


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
