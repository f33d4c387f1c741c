"""Keeping and throwing away local drafts: done with the commit, nothing waits for a server.

A draft that has a copy on the server takes that with it when it is thrown away, and also as soon as it is secret (to be
encrypted, or quoting what came so): what is in the clear there must not stay. Here such a draft is kept sealed, with
its earlier texts.
"""

import msgspec

from mailclient.bridge.commands import DiscardDraft, SaveDraft, SettleDraft
from mailclient.bridge.draft import DraftContent, same_words
from mailclient.engine.drafts import sealed
from mailclient.engine.drafts.sealed import content_of
from mailclient.engine.operations import delete_messages
from mailclient.engine.operations.derived import derived_id
from mailclient.mail.draft import is_landmark
from mailclient.mail.ids import AccountId, DraftId, MessageId, OperationId
from mailclient.store import draft_revisions, drafts, message_accounts
from mailclient.store.drafts import KeptDraft
from mailclient.store.transaction import Transaction


def save(tx: Transaction, command: SaveDraft, now: float, key: bytes | None) -> list[AccountId]:
    """Keep it, replacing an older text, which stays as an earlier one.

    ``key``: to seal it with, and to open what it replaces (``SealedDrafts.key_for``). ``MailError(INTERNAL)``: that is
    no draft.
    """
    content = content_of(command.content)
    before = drafts.find(tx, command.draft_id)
    kept = sealed.kept(command.content, content, command.draft_id, key)
    drafts.save(
        tx,
        command.draft_id,
        command.account_id,
        kept.content,
        subject=kept.subject,
        recipients=kept.recipients,
        now=now,
        sealed=kept.sealed,
        being_written=kept.being_written,
        files_of=kept.files_of,
    )
    _keep_earlier(tx, command, before, content, kept, now, key)
    if command.copy is not None:
        drafts.adopt(tx, command.draft_id, command.copy, b"" if kept.sealed else command.opened or command.content)
    if kept.sealed:
        _seal_earlier(tx, command.draft_id, key)
        return _withdraw(tx, command.operation_id, command.draft_id, now)
    note_unfiled(tx, command.draft_id)
    return []


def discard(tx: Transaction, command: DiscardDraft, now: float) -> list[AccountId]:
    """Throw it away; the accounts that have something to do for it."""
    return delete_copy(tx, command.operation_id, drafts.discard(tx, command.draft_id, now), now)


def settle(tx: Transaction, command: SettleDraft, now: float) -> list[AccountId]:
    """The user has said what is to become of a copy that another device changed or deleted."""
    draft = drafts.find(tx, command.draft_id)
    if draft is None or draft.ended or draft.sealed:  # of a sealed one there are no copies
        return []
    if command.use is None:
        drafts.let_go_of_copy(tx, command.draft_id)
    else:
        drafts.note_filed(tx, command.draft_id, command.use, command.content)
    note_unfiled(tx, command.draft_id)
    if draft.message_id in (None, command.use):
        return []
    return delete_copy(tx, command.operation_id, draft.message_id, now)


def note_unfiled(tx: Transaction, draft_id: DraftId) -> None:
    """Note whether it says something else than its copy."""
    draft = drafts.find(tx, draft_id)
    if draft is not None and not draft.ended and not draft.sealed:
        unfiled = draft.filed is None or not same_words(content_of(draft.content), content_of(draft.filed))
        drafts.note_unfiled(tx, draft_id, unfiled=unfiled)


def delete_copy(tx: Transaction, operation_id: OperationId, copy: MessageId | None, now: float) -> list[AccountId]:
    """Delete a copy on the server for good; the accounts that have to do it."""
    accounts = message_accounts.by_account(tx, [] if copy is None else [copy])
    for account_id, message_ids in accounts.items():
        id_ = derived_id(operation_id, f"copy {copy}")
        delete_messages.insert(tx, id_, account_id, message_ids, trash=None, forever=True, now=now)
    return list(accounts)


def _keep_earlier(
    tx: Transaction,
    command: SaveDraft,
    before: KeptDraft | None,
    content: DraftContent,
    kept: sealed.Kept,
    now: float,
    key: bytes | None,
) -> None:
    has_words = before is not None and before.content
    old = content_of(sealed.clear(before.content, command.draft_id, key)) if before is not None and has_words else None
    if old is not None and same_words(old, content):
        return
    if old is not None and is_landmark(old.text, content.text):
        draft_revisions.mark_newest(tx, command.draft_id)
    draft_revisions.add(tx, command.draft_id, kept.content, now, sealed=kept.sealed, files_of=kept.files_of)


def _seal_earlier(tx: Transaction, draft_id: DraftId, key: bytes | None) -> None:
    """Its earlier texts become as unreadable as it is."""
    for number, data in draft_revisions.in_clear(tx, draft_id):
        secret = msgspec.structs.replace(content_of(data), quotes_secret=True)
        kept = sealed.kept(data, secret, draft_id, key)
        draft_revisions.replace_sealed(tx, number, kept.content, kept.files_of)


def _withdraw(tx: Transaction, operation_id: OperationId, draft_id: DraftId, now: float) -> list[AccountId]:
    draft = drafts.find(tx, draft_id)
    if draft is None:
        return []
    drafts.forget_copies(tx, draft_id)
    if draft.filed is None:
        return []
    drafts.let_go_of_copy(tx, draft_id)
    return delete_copy(tx, operation_id, draft.message_id, now)
