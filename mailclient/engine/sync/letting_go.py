"""What a smaller offline policy does not keep any more is let go, slice by slice; a restart takes it up again.

It needs no connection: only what the server has too is let go (``store.offline.trim_slice``).
"""

from mailclient.engine.accounts.context import AccountContext
from mailclient.mail.ids import FolderId
from mailclient.store import offline


async def keep_trimmed(context: AccountContext) -> None:
    """For ever: after every choice of a policy, and once at the start."""
    transaction = context.writer.transaction
    while True:
        for folder_id, choices in await transaction("folders to trim", offline.untrimmed, context.id):
            await trim(context, folder_id)
            await transaction("trimmed", offline.trimmed, folder_id, choices)
        await context.outside.wait(context.policy_chosen, None)


async def trim(context: AccountContext, folder_id: FolderId) -> None:
    """One folder; a policy chosen meanwhile holds from the next slice on."""
    below = None
    while True:
        policy = context.reader.offline_policies(context.id).of(folder_id)
        below = await context.writer.transaction(
            "let go", offline.trim_slice, folder_id, policy, context.outside.now(), below
        )
        if below is None:
            return
