"""Servers that put a copy of what is sent into Sent by themselves, some of them only after a while.

A copy is looked for before one is appended. Where the server's own came later than that there are two, once: ours goes,
and it is remembered of this submission server; from then on its copy is waited for, and ours is appended only when none
has come. Gmail says by its extension that it does so.
"""

from mailclient.engine.operations import delete_messages
from mailclient.engine.operations.derived import derived_id
from mailclient.engine.operations.work import OperationWork
from mailclient.mail.ids import AccountId, FolderId, MessageId, OperationId
from mailclient.mail.sending_as import submission_server
from mailclient.store import engine_state, handed_in, messages, outgoing
from mailclient.store.transaction import Transaction

AWAITED_SECONDS = 60.0
LOOK_AGAIN_SECONDS = 5.0
_WATCHED_SECONDS = 3600.0
"""After it was handed in; who files later than that is lived with."""


async def put_off_until(work: OperationWork, mail_from: str) -> float | None:
    """When to look again for the server's own copy; None when ours is to be appended now."""
    now = work.context.outside.now()
    taken = await work.context.writer.transaction("who took it", handed_in.last, work.id)
    if taken is None or now - taken.at > AWAITED_SECONDS:
        return None
    settings = work.context.account.settings
    own = submission_server(settings, mail_from) == settings.smtp
    if not (own and work.server.offers("X-GM-EXT-1")):
        key = _key(work.context.id, taken.server)
        if await work.context.writer.transaction("does it file itself", engine_state.load, key) is None:
            return None
    return now + LOOK_AGAIN_SECONDS


def settle(tx: Transaction, account_id: AccountId, sent_folders: dict[str, FolderId], now: float) -> bool:
    """Let ours go where the server's came later; True when there was one. A few rows of the outbox.

    ``sent_folders``: by reverse-path in lower case, "" for all others.
    """
    found = False
    for operation_id, mail_from, name in outgoing.filed_since(tx, account_id, now - _WATCHED_SECONDS):
        folder_id = sent_folders.get(mail_from.casefold(), sent_folders.get(""))
        copies = [] if folder_id is None else messages.find_by_message_id(tx, folder_id, name)
        taken = handed_in.last(tx, operation_id)
        if len(copies) == 2 and taken is not None:
            found = _let_go(tx, account_id, operation_id, copies[-1][0], now) or found
            engine_state.save(tx, _key(account_id, taken.server), b"")
    return found


def _let_go(tx: Transaction, account_id: AccountId, operation_id: OperationId, ours: MessageId, now: float) -> bool:
    """The one with the lower uid, once."""
    id_ = derived_id(operation_id, "copy of ours")
    return delete_messages.insert(tx, id_, account_id, [ours], trash=None, forever=True, now=now)


def _key(account_id: AccountId, server: str) -> str:
    return f"files_itself {account_id} {server.casefold()}"
