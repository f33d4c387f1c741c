"""Bring a draft's copy in the Drafts folder up to date: exactly one message there, with the newest words.

Nothing is shown before the server has it. The message is made here and not when the user asks, so that what is waiting
for the network is never large, and never old. Its Message-ID is committed before it is handed in; after a run that was
cut off it is looked for under that. With REPLACE (RFC 8508) the older copy goes in the same step, else it is deleted
once the new one is there. The folder is brought up to date first: a copy that another device has changed or deleted is
not touched (``engine/drafts/elsewhere.py``). What is secret is not filed.
"""

import asyncio
import os
import uuid

import msgspec

from mailclient.bridge.commands import FileDraft
from mailclient.bridge.draft import DraftFile
from mailclient.engine.accounts.mailbox_changes import Upload
from mailclient.engine.composing.message import message_of, sender_of
from mailclient.engine.composing.stamp import stamp_of
from mailclient.engine.drafts import elsewhere
from mailclient.engine.drafts.sealed import content_of
from mailclient.engine.operations import payload
from mailclient.engine.operations.append_message import append
from mailclient.engine.operations.save_draft import delete_copy, note_unfiled
from mailclient.engine.operations.work import OperationWork
from mailclient.mail.draft import Elsewhere
from mailclient.mail.flag import Flag, Flags
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import AccountId, DraftId, Uid
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.store import drafts, messages, operations
from mailclient.store.drafts import KeptDraft
from mailclient.store.transaction import Transaction


def insert(tx: Transaction, command: FileDraft, now: float) -> list[AccountId]:
    """Append it to the log, unless there is nothing to do or the same is waiting; the account that has to do it."""
    draft = drafts.find(tx, command.draft_id)
    if draft is None or not (draft.filing_header or _wants_copy(draft, command.account_id)):
        return []
    for row in operations.waiting_of_kind(tx, command.account_id, payload.FILE_DRAFT):
        if payload.decode(row.payload, FileDraft).draft_id == command.draft_id:
            return [command.account_id]
    operations.insert(
        tx, command.operation_id, command.account_id, payload.FILE_DRAFT, payload.encode(command), now=now
    )
    return [command.account_id]


async def run(work: OperationWork) -> None:
    """On the server."""
    draft_id = payload.decode(work.row.payload, FileDraft).draft_id
    transaction = work.context.writer.transaction
    draft = await transaction("draft to file", drafts.find, draft_id)
    sends = bool(work.context.account.settings.senders)
    if sends and draft is not None and (draft.filing_header or _wants_copy(draft, work.context.id)):
        folder = await work.folder_for(FolderRole.DRAFTS)
        await work.sync(folder)
        await transaction("settle what was filed", _settle, work, folder, draft_id)
        draft = await transaction("look at a draft's copy", elsewhere.look, draft_id)
        if draft is not None and _wants_copy(draft, work.context.id):
            await _file(work, folder, draft_id, draft)
    await transaction("finish filing", operations.finish, work.id)


def _wants_copy(draft: KeptDraft, account_id: AccountId) -> bool:
    if draft.ended or not draft.unfiled or draft.account_id != account_id or draft.elsewhere is not Elsewhere.NOTHING:
        return False
    return not _is_secret(draft)


def _is_secret(draft: KeptDraft) -> bool:
    """Whether no server may have it."""
    return draft.sealed or content_of(draft.content).is_secret


async def _file(work: OperationWork, folder: Folder, draft_id: DraftId, draft: KeptDraft) -> None:
    content, settings = content_of(draft.content), work.context.account.settings
    sender = sender_of(content, settings).address
    stamp = stamp_of(sender, work.context.outside.now(), str(uuid.uuid4()))

    def build() -> bytes:
        readable = msgspec.structs.replace(content, files=_readable(content.files))
        return b"".join(message_of(readable, settings, stamp, as_draft=True).pieces)

    data = await asyncio.to_thread(build)
    transaction = work.context.writer.transaction
    if not await transaction("begin filing", _begin, work.context.id, draft_id, draft.content, stamp.message_id):
        return
    upload = Upload(data, Flags(Flag.DRAFT | Flag.SEEN).to_imap())
    uid = await transaction("where the copy is", _uid_of_copy, draft, folder)
    try:
        if uid is None or not work.server.offers("REPLACE") or not await _replace(work, folder, uid, upload):
            await append(work, folder, [upload])
    except MailError:
        if work.server.alive:  # it was refused: nothing is in doubt
            await transaction("filing refused", drafts.end_filing, draft_id)
        raise
    await work.sync(folder)
    await transaction("filed", _settle, work, folder, draft_id)
    work.folder_changed(folder.id)


async def _replace(work: OperationWork, folder: Folder, uid: Uid, upload: Upload) -> bool:
    """False when the older copy is not there any more."""
    await work.server.open_folder(folder.path)
    try:
        await work.server.replace(uid, folder.path, upload)
    except MailError as error:
        if error.problem.kind is not ProblemKind.SERVER_REFUSED or not work.server.alive:
            raise
        return False
    return True


def _begin(tx: Transaction, account_id: AccountId, draft_id: DraftId, content: bytes, message_id_header: str) -> bool:
    """Whether it is still wanted: while the message was made, it may have become one that is to be encrypted."""
    draft = drafts.find(tx, draft_id)
    if draft is None or not _wants_copy(draft, account_id):
        return False
    drafts.begin_filing(tx, draft_id, content, message_id_header)
    return True


def _uid_of_copy(tx: Transaction, draft: KeptDraft, folder: Folder) -> Uid | None:
    if draft.message_id is None:
        return None
    place = messages.place_of(tx, [draft.message_id]).get(draft.message_id)
    return place.uid if place is not None and place.folder_id == folder.id else None


def _settle(tx: Transaction, work: OperationWork, folder: Folder, draft_id: DraftId) -> None:
    """What was handed in is the draft's copy if it is there.

    Of a draft that has ended meanwhile, or is to be encrypted since, it goes at once.
    """
    draft = drafts.find(tx, draft_id)
    if draft is None or not draft.filing_header:
        return
    now = work.context.outside.now()
    found = messages.find_by_message_id(tx, folder.id, draft.filing_header)
    wanted = not draft.ended and not _is_secret(draft)
    if found and wanted and draft.filing is not None:
        copy, _uid = found[0]
        before = drafts.note_filed(tx, draft_id, copy, draft.filing)
        note_unfiled(tx, draft_id)
        if before not in (None, copy):
            delete_copy(tx, work.id, before, now)
        return
    for copy, _uid in found:
        delete_copy(tx, work.id, copy, now)
    drafts.end_filing(tx, draft_id)


def _readable(files: tuple[DraftFile, ...]) -> tuple[DraftFile, ...]:
    """Those that can be read, as they are now: a copy without one of them is better than none; the draft keeps all."""
    now = (msgspec.structs.replace(one, size=-1, modified_ns=-1) if one.path else one for one in files)
    return tuple(one for one in now if not one.path or os.access(one.path, os.R_OK))
