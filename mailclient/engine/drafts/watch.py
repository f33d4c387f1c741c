"""Looks how drafts stand after each change of the store, and lets go of those that ended long ago."""

import asyncio
from collections.abc import Sequence

from mailclient.bridge.commands import KeepDraftFile
from mailclient.bridge.events import Acknowledged, Refused
from mailclient.engine.announce import Publish
from mailclient.engine.drafts import elsewhere, kept_files
from mailclient.engine.drafts.sealed_drafts import SealedDrafts
from mailclient.engine.enduring import endure
from mailclient.engine.outside import Outside
from mailclient.mail.ids import DraftId
from mailclient.mail.problem import MailError
from mailclient.profile import Profile
from mailclient.store import drafts
from mailclient.store.changes import Changes
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer

KEPT_SECONDS = 30 * 86_400.0
"""How long a draft that was thrown away can be brought back."""
_SWEEP_SECONDS = 86_400.0
_PAUSE_SECONDS = 1.0
"""What another device does comes in two steps, a new message and the end of the old one."""


class DraftWatch:
    """``heard`` gets every change of the store; ``run`` and ``sweep`` are tasks."""

    def __init__(
        self, profile: Profile, writer: Writer, reader: Reader, outside: Outside, publish: Publish, sealed: SealedDrafts
    ) -> None:
        self._profile, self._writer, self._reader, self._outside = profile, writer, reader, outside
        self._publish, self._sealed = publish, sealed
        self._more = asyncio.Event()
        self._more.set()

    def heard(self, changes: Changes) -> None:
        """A Drafts folder may have changed."""
        if changes.listed or changes.restyled:
            self._more.set()

    async def keep_file(self, command: KeepDraftFile) -> None:
        """Put the bytes on the disk, then ``Acknowledged``; or ``Refused``."""
        try:
            await self._sealed.keep_file(command)
        except MailError as error:
            self._publish(Refused(operation_id=command.operation_id, problem=error.problem))
        else:
            self._publish(Acknowledged(operation_id=command.operation_id))

    async def run(self) -> None:
        """For ever."""
        await endure("looking after drafts", self._look, self._more, self._outside)

    async def sweep(self) -> None:
        """For ever: once a day."""
        while True:
            ended_before = self._outside.now() - KEPT_SECONDS
            # Looked at before: what is kept from now on belongs to a draft that may not be known yet.
            kept = await asyncio.to_thread(kept_files.folders, self._profile)
            gone = await self._writer.transaction("forget ended drafts", _forget, ended_before, kept)
            await asyncio.to_thread(kept_files.delete, self._profile, gone)
            await self._outside.sleep(_SWEEP_SECONDS)

    async def _look(self) -> None:
        await self._outside.sleep(_PAUSE_SECONDS)
        for row in self._reader.filed_drafts():
            await self._writer.transaction("look at a draft's copy", elsewhere.look, row)


def _forget(tx: Transaction, ended_before: float, kept: Sequence[DraftId]) -> list[DraftId]:
    """Of the drafts that files are kept for, those whose files nobody needs any more."""
    drafts.forget_ended(tx, ended_before)
    return [draft_id for draft_id in kept if not drafts.is_named(tx, draft_id)]
