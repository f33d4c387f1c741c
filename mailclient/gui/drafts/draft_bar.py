"""The bar that says how the draft in a composer stands: not saved, changed or deleted on another device."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.gui.composer.paper import Paper
from mailclient.gui.drafts.words import whole_text
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.bar import Bar
from mailclient.language import tr
from mailclient.mail.draft import Elsewhere
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.store.reader import Reader


class DraftBar(Bar):
    """Of one composer; hidden while there is nothing to say. Sends ``SettleDraft``.

    Refreshed by ``FoldersChanged``, ``EverythingChanged`` and what becomes of a save. One thing is said at a time, what
    may be lost before all.
    """

    other_wanted = Signal(object)
    """MessageId of what another device wrote: to be shown beside what is here."""

    def __init__(self, pane: Paper, reader: Reader, link: EngineLink) -> None:
        super().__init__()
        self._pane, self._reader, self._link = pane, reader, link
        self._said: object = None
        self._withdrawn = False
        """What was in the clear on the server is being removed; said once."""
        self._had_copy = False
        self.hide()
        pane.keeper.saved.connect(self.look)
        pane.keeper.refused.connect(lambda _problem: self.look())
        link.received.connect(self._receive)

    def _receive(self, event: events.AnyEvent) -> None:
        match event:
            case events.FoldersChanged() | events.EverythingChanged():
                self.look()
            case _:
                pass

    def look(self) -> None:
        """Say what there is to say now."""
        trouble = self._pane.keeper.trouble
        standing = self._reader.draft_standing(self._pane.draft_id)
        elsewhere = Elsewhere.NOTHING if standing is None else standing.elsewhere
        self._note_encryption(has_copy=standing is not None and standing.message_id is not None)
        said = (trouble, elsewhere, standing.other_id if standing else None, self._withdrawn)
        if said == self._said:
            return
        self._said = said
        if trouble is not None:
            self._tell_trouble(trouble)
        elif elsewhere is Elsewhere.CHANGED and standing is not None and standing.other_id is not None:
            other_id = standing.other_id
            self.tell(tr("This draft was changed on another device."), tone="warning", icon="monitor")
            self.add_action(tr("Look at both"), lambda: self.other_wanted.emit(other_id))
            self.show()
        elif elsewhere is Elsewhere.DELETED:
            self.tell(
                tr("This draft was deleted or sent on another device. It is kept here."), tone="warning", icon="monitor"
            )
            self.add_action(tr("Keep it"), self._go_on)
            self.add_action(tr("Discard"), self._pane.discard)
            self.show()
        elif self._withdrawn:
            words = tr("The draft stays on this computer now. Its readable copy on the server is being removed.")
            self.tell(words, icon="lock")
            self.show()
        else:
            self.hide()

    def _note_encryption(self, *, has_copy: bool) -> None:
        encrypted = self._pane.protecting.choice.is_secret
        self._withdrawn = encrypted and (self._withdrawn or (self._had_copy and not has_copy))
        self._had_copy = has_copy

    def _tell_trouble(self, trouble: Problem) -> None:
        self.tell_problem(trouble)
        if trouble.kind is ProblemKind.DISK_FULL:
            self.label.setText(
                tr("The disk is full: your text is in this window only. Make room; it is saved by itself then.")
            )
        self.add_action(tr("Copy the text"), self._copy)
        self.add_action(tr("Save as…"), self._export)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(whole_text(self._pane.content()))

    def _export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, tr("Save the text"), tr("Message") + ".txt")
        if name:
            try:
                Path(name).write_text(whole_text(self._pane.content()), encoding="utf-8")
            except OSError as error:
                self._pane.tell_problem(Problem(ProblemKind.FILE_UNWRITABLE, name, str(error)))

    def _go_on(self) -> None:
        """With a copy of its own again."""
        self._link.operate(commands.SettleDraft(fresh_operation_id(), self._pane.draft_id))
        self._pane.keeper.file()
