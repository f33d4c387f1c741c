"""Drafts opened again: after a crash, out of the Drafts folder, out of the outbox, or from those only here."""

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject, Signal

from mailclient.bridge import events
from mailclient.bridge.draft import DraftContent
from mailclient.gui.composer.pane import ComposerPane
from mailclient.gui.composer.protection.unsealing import Unsealing
from mailclient.gui.engine_link import EngineLink
from mailclient.mail.ids import AccountId, DraftId, MessageId
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.store.reader import Reader
from mailclient.store.rows import DraftRow

Show = Callable[[DraftId, AccountId, DraftContent], object]
Find = Callable[[DraftId], ComposerPane | None]


class Restoring(QObject):
    """A draft in the clear opens at once, a sealed one when the engine has opened it. One that is open is shown."""

    failed = Signal(object)
    """Problem: the draft stays where it is."""

    def __init__(self, reader: Reader, link: EngineLink, show: Show, find: Find, parent: QObject) -> None:
        super().__init__(parent)
        self._reader, self._show, self._find = reader, show, find
        self._unsealing = Unsealing(link, self)
        self._coming: set[DraftId] = set()
        self._locked: dict[DraftId, AccountId] = {}
        """Those that wait for the vault."""
        link.received.connect(self._receive)

    def restore(self, draft_id: DraftId, account_id: AccountId) -> bool:
        """Whether it opens, now or in a moment."""
        open_ = self._find(draft_id)
        if open_ is not None:
            open_.bring()
            return True
        row = next((row for row in self._reader.drafts() if row.id == draft_id), None)
        if row is not None and row.sealed:
            self.unseal(row.id, row.account_id)
            return True
        data = self._reader.draft(draft_id)
        if data is None:
            return False
        return self._show(draft_id, account_id, msgspec.msgpack.decode(data, type=DraftContent)) is not None

    def restore_lost(self) -> int:
        """What was being written when the program ended unexpectedly; how many."""
        return sum(self.restore(row.id, row.account_id) for row in self._reader.drafts() if self._lost(row))

    def restore_copy(self, draft_id: DraftId, message_id: MessageId) -> bool:
        """A draft begun here; False where nothing was changed here and another device has written on."""
        row = next((row for row in self._reader.drafts() if row.id == draft_id), None)
        if row is None or (row.message_id != message_id and not row.unfiled):
            return False
        return self.restore(row.id, row.account_id)

    def _lost(self, row: DraftRow) -> bool:
        if row.sealed:
            return row.being_written
        data = self._reader.draft(row.id)
        return data is not None and msgspec.msgpack.decode(data, type=DraftContent).being_written

    def unseal(self, draft_id: DraftId, account_id: AccountId) -> None:
        """Open a sealed one, maybe one that was thrown away, as soon as the engine has read it."""
        if draft_id in self._coming:
            return
        self._coming.add(draft_id)

        def opened(content: DraftContent) -> None:
            self._coming.discard(draft_id)
            self._show(draft_id, account_id, content)

        def missed(problem: Problem) -> None:
            self._coming.discard(draft_id)
            if problem.kind is ProblemKind.VAULT_LOCKED:
                self._locked[draft_id] = account_id
            self.failed.emit(problem)

        self._unsealing.open(draft_id, opened, missed)

    def _receive(self, event: events.AnyEvent) -> None:
        if isinstance(event, events.VaultOpened):
            locked, self._locked = self._locked, {}
            for draft_id, account_id in locked.items():
                self.unseal(draft_id, account_id)
