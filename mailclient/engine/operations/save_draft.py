"""Keeping and throwing away local drafts: done with the commit, nothing waits for a server.

A draft that has a copy on the server takes that with it when it is thrown away.
"""

import msgspec

from mailclient.bridge.commands import DiscardDraft, SaveDraft
from mailclient.bridge.draft import DraftContent
from mailclient.engine.operations import delete_messages
from mailclient.engine.operations.derived import derived_id
from mailclient.mail.ids import AccountId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import drafts, message_accounts
from mailclient.store.transaction import Transaction


def save(tx: Transaction, command: SaveDraft, now: float) -> list[AccountId]:
    """Keep it, replacing an older text; no account has anything to do. ``MailError(INTERNAL)``: that is no draft."""
    try:
        content = msgspec.msgpack.decode(command.content, type=DraftContent)
    except msgspec.DecodeError as error:
        raise MailError(Problem(ProblemKind.INTERNAL, detail=f"not a draft: {error}")) from error
    drafts.save(
        tx,
        command.draft_id,
        command.account_id,
        command.content,
        subject=content.subject,
        recipients=content.to,
        now=now,
    )
    return []


def discard(tx: Transaction, command: DiscardDraft, now: float) -> list[AccountId]:
    """Throw it away; the accounts that have something to do for it."""
    copy = drafts.discard(tx, command.draft_id)
    if copy is None:
        return []
    accounts = message_accounts.by_account(tx, [copy])
    for account_id, message_ids in accounts.items():
        delete_messages.insert(
            tx, derived_id(command.operation_id, "copy"), account_id, message_ids, trash=None, forever=True, now=now
        )
    return list(accounts)
