"""How a composer is left without being sent: the draft is kept, or thrown away by the user's word."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from mailclient.bridge import commands
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.gui.composer.handover import Handover
from mailclient.gui.composer.outgoing import outgoing_of, stamp_for
from mailclient.gui.engine_link import EngineLink
from mailclient.language import tr
from mailclient.mail.flag import Flag
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import FolderId
from mailclient.mail.problem import Problem
from mailclient.store.reader import Reader

if TYPE_CHECKING:
    from mailclient.gui.composer.pane import ComposerPane


class Leaving(QObject):
    """Of one composer. Sends ``AppendMessage`` (for the Drafts folder), ``DiscardDraft`` and ``DeleteMessages``."""

    done = Signal()
    """What is written is where it shall be: the composer may go."""
    failed = Signal(object)
    """Problem: it could not be kept."""

    def __init__(self, pane: "ComposerPane", reader: Reader, link: EngineLink) -> None:
        super().__init__(pane)
        self._pane, self._reader, self._link = pane, reader, link
        self._handover = Handover(link, self)
        self._handover.taken.connect(lambda _id: self._end())
        self._handover.failed.connect(self.stay_for)
        self.running = False
        """It goes as soon as the draft is kept."""
        pane.keeper.saved.connect(self._saved)

    def may_leave(self) -> bool:
        """Ask what to do with what is written; nothing is asked when nothing is. False: not now, maybe soon."""
        if self.running:
            return False
        if not self._pane.touched:
            self._pane.keeper.discard()
            return True
        choice = ask_keep(self._pane)
        if choice == QMessageBox.StandardButton.Save:
            self.keep()
        elif choice == QMessageBox.StandardButton.Discard:
            self.throw_away()
            return True
        return False

    def keep(self) -> None:
        """Keep the draft: first here, then in the account's Drafts folder."""
        self._pane.fields.finish()
        self._pane.busy(tr("Saving…"))
        self.running = True
        self._pane.keeper.note_change()
        self._pane.keeper.save_now()

    def throw_away(self) -> None:
        """Throw away what is written, also its copy in the Drafts folder."""
        self._pane.keeper.discard()
        replaces = self._pane.opening.replaces
        if replaces is not None:
            self._link.operate(commands.DeleteMessages(fresh_operation_id(), (replaces,)))

    def stay_for(self, problem: Problem) -> None:
        """It could not be kept: stay."""
        self.running = False
        self.failed.emit(problem)

    def _saved(self) -> None:
        """The newest words are on the disk here; hand a copy in for the server."""
        if not self.running or self._handover.running:
            return
        folder_id = self._drafts_folder()
        if folder_id is None:
            self._end()
            return
        pane = self._pane
        account = pane.account()
        self._handover.start(
            partial(outgoing_of, pane.content(), account, stamp_for(account), with_bcc=True),
            lambda outgoing: commands.AppendMessage(
                fresh_operation_id(), folder_id, outgoing.data, Flag.DRAFT | Flag.SEEN, pane.draft_id
            ),
        )

    def _end(self) -> None:
        self.running = False
        self.done.emit()

    def _drafts_folder(self) -> FolderId | None:
        folders = self._reader.folders(self._pane.fields.account_id())
        return next((folder.id for folder in folders if folder.role is FolderRole.DRAFTS), None)


def ask_keep(parent: QWidget) -> QMessageBox.StandardButton:
    """Whether to Save, Discard or Cancel."""
    box = QMessageBox(parent)
    box.setWindowTitle(tr("Close message"))
    box.setText(tr("Keep this message as a draft?"))
    box.setInformativeText(tr("A kept draft is in the Drafts folder."))
    save = box.addButton(QMessageBox.StandardButton.Save)
    save.setText(tr("Keep draft"))
    save.setProperty("kind", "primary")
    box.addButton(QMessageBox.StandardButton.Discard).setText(tr("Discard"))
    box.addButton(QMessageBox.StandardButton.Cancel).setText(tr("Go on writing"))
    box.setDefaultButton(save)
    return QMessageBox.StandardButton(box.exec())
