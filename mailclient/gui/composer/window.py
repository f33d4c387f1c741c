"""The composer window."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget
from shiboken6 import isValid

from mailclient.bridge import commands
from mailclient.bridge.draft import DraftContent, DraftFile
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.gui.composer.attached_files import AttachedFiles
from mailclient.gui.composer.bottom_bar import BottomBar
from mailclient.gui.composer.concerns import Concern, concerns
from mailclient.gui.composer.draft_keeper import DraftKeeper
from mailclient.gui.composer.editor import BodyEditor
from mailclient.gui.composer.fields import Fields
from mailclient.gui.composer.handover import Handover
from mailclient.gui.composer.layout import arrange, local_files
from mailclient.gui.composer.outgoing import outgoing_of, stamp_for
from mailclient.gui.composer.sent_message import SentMessage
from mailclient.gui.composer.signature import Signing
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.message_view.parts import Parts
from mailclient.language import tr
from mailclient.mail.account import Account, AccountKind
from mailclient.mail.body import Attachment
from mailclient.mail.flag import Flag
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import AccountId, DraftId, FolderId, MessageId, OperationId
from mailclient.mail.problem import Problem
from mailclient.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Opening:
    """What a composer starts with. ``replaces``: the message of the Drafts folder that is being written on."""

    draft: DraftContent
    account_id: AccountId
    draft_id: DraftId
    replaces: MessageId | None = None
    touched: bool = False
    """It holds the user's words already (restored, or opened again by Undo): keep it from the start."""
    unsigned: bool = False
    """It was just begun: the signature is to be put in."""


class Composer(QWidget):
    """A top-level window in which one message is written.

    Sends ``SaveDraft`` while one types, ``SendMessage``, ``AppendMessage`` (a draft for the Drafts folder),
    ``DiscardDraft`` and ``DeleteMessages`` (of the draft it replaces). It closes only when the engine has
    acknowledged; when it refuses (the disk is full) everything stays as it is, with a bar that says so.
    """

    sent = Signal(object)
    """SentMessage"""
    closed = Signal(object)
    """This composer is gone."""
    stayed = Signal()
    """It was about to close, but its message could not be kept or sent."""

    def __init__(
        self, reader: Reader, link: EngineLink, opening: Opening, *, hold_seconds: float = 5.0, parent: QWidget | None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._reader, self._link, self._opening = reader, link, opening
        self._hold_seconds = hold_seconds
        self._accounts = {one.id: one for one in reader.accounts() if one.settings.kind is not AccountKind.LOCAL}
        self.fields = Fields(reader, list(self._accounts.values()))
        self.editor = BodyEditor()
        self.files = AttachedFiles()
        self.bar = Bar()
        self.bar.hide()
        self.bottom = BottomBar(self.editor)
        self._signing = Signing(self.fields.from_, self.editor)
        self.keeper = DraftKeeper(link, opening.draft_id, self._current, self)
        self._handover = Handover(link, self)
        self._touched = opening.touched
        self._leaving = False
        self._closing = False
        """It goes as soon as the draft is kept."""
        self._sending: DraftContent | None = None
        arrange(self, self)
        self._fill(opening.draft)
        self._connect()
        if opening.touched:
            self.keeper.ever_saved = True
            self.keeper.note_change()

    @property
    def draft_id(self) -> DraftId:
        """The id of its draft."""
        return self._opening.draft_id

    @property
    def touched(self) -> bool:
        """Whether the user has written something in it."""
        return self._touched

    @property
    def leaving(self) -> bool:
        """Whether it closes by itself as soon as the engine has its content."""
        return self._closing or self._handover.running

    def content(self) -> DraftContent:
        """Everything as it is now."""
        given = self._opening.draft
        return DraftContent(
            from_=self.fields.from_.text(),
            to=self.fields.to.text(),
            cc=self.fields.cc.text(),
            bcc=self.fields.bcc.text(),
            subject=self.fields.subject.text(),
            text=self.editor.text(),
            html=self.editor.html(),
            files=self.files.files(),
            in_reply_to=given.in_reply_to,
            references=given.references,
            answered=given.answered,
            forwarded=given.forwarded,
            cursor=self.editor.textCursor().position(),
        )

    # --- sending ---------------------------------------------------------------------------------------------------

    def send(self, *, sure: bool = False) -> None:
        """Send it, unless there is something to say about it first; ``sure``: the user has heard the worries."""
        if self._handover.running:
            return
        self.fields.finish()
        found = self._concerns()
        if any(concern.blocking for concern in found) or (found and not sure):
            self._tell(found)
            return
        account = self.account()
        draft = self.content()
        self._sending = draft
        self.keeper.stop()
        self._busy(tr("Sending…"))
        self._handover.start(
            partial(outgoing_of, draft, account, stamp_for(account)),
            lambda outgoing: commands.SendMessage(
                fresh_operation_id(),
                account.id,
                outgoing,
                hold_seconds=self._hold_seconds,
                answered=draft.answered,
                forwarded=draft.forwarded,
                draft_id=self.draft_id,
            ),
        )

    def _concerns(self) -> list[Concern]:
        found = concerns(
            recipients=self.fields.recipients(),
            unreadable=self.fields.unreadable(),
            subject=self.fields.subject.text(),
            own_text=self.editor.own_text(),
            attachments=len(self.files.files()) + self.files.awaited,
            size=self.files.total_size(),
        )
        if self.files.awaited:
            found.insert(0, Concern(tr("An attachment is still being fetched."), blocking=True))
        return found

    def _tell(self, found: list[Concern]) -> None:
        """All reasons in one bar: the user decides once."""
        blocking = [concern for concern in found if concern.blocking]
        words = " ".join(concern.sentence for concern in blocking or found)
        if blocking:
            self.bar.tell(words, tone="danger", icon="triangle-alert")
            if not self.fields.recipients() or self.fields.unreadable():
                self.fields.to.setFocus()
        else:
            self.bar.tell(words, tone="warning", icon="triangle-alert")
            self.bar.add_action(tr("Send anyway"), lambda: self.send(sure=True))
        self.bar.show()

    def _taken(self, operation_id: OperationId) -> None:
        """The engine has it on the disk: nothing is lost when this window goes."""
        draft, self._sending = self._sending, None
        account_id = self.fields.account_id()
        replaces = self._opening.replaces
        if replaces is not None:
            self._link.operate(commands.DeleteMessages(fresh_operation_id(), (replaces,)))
        if draft is not None:
            sent = SentMessage(
                operation_id, account_id, self.draft_id, draft.subject, self._hold_seconds, draft, replaces
            )
            self.sent.emit(sent)
        self._leave()

    def _failed(self, problem: Problem) -> None:
        self._sending = None
        self._not_saved(problem)
        self.keeper.note_change()

    def _not_saved(self, problem: Problem) -> None:
        """Stay, with everything as it is."""
        self._closing = False
        self._idle()
        self._tell_problem(problem)
        self.stayed.emit()

    def _tell_problem(self, problem: Problem) -> None:
        self.bar.tell_problem(problem)

    # --- closing ---------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask what to do with what is written; nothing is asked when nothing is."""
        if not self._leaving and not self._may_close():
            event.ignore()
            return
        self.keeper.stop()
        self.closed.emit(self)
        event.accept()

    def _may_close(self) -> bool:
        if self._handover.running or self._closing:
            return False
        if not self._touched:
            self.keeper.discard()
            return True
        choice = self._ask_keep()
        if choice == QMessageBox.StandardButton.Save:
            self.save_and_close()
        elif choice == QMessageBox.StandardButton.Discard:
            self._throw_away()
            return True
        return False

    def save_and_close(self) -> None:
        """Keep the draft: first here, then in the account's Drafts folder, then close."""
        self.fields.finish()
        self._busy(tr("Saving…"))
        self._closing = True
        self.keeper.note_change()
        self.keeper.save_now()

    def _file_draft(self) -> None:
        """The newest words are on the disk here; hand a copy in for the server."""
        folder_id = self._drafts_folder()
        if folder_id is None:
            self._leave()
            return
        account = self.account()
        self._handover.start(
            partial(outgoing_of, self.content(), account, stamp_for(account), with_bcc=True),
            lambda outgoing: commands.AppendMessage(
                fresh_operation_id(), folder_id, outgoing.data, Flag.DRAFT | Flag.SEEN, self.draft_id
            ),
        )

    def discard(self) -> None:
        """Throw away what is written, also its copy in the Drafts folder, and close."""
        self._throw_away()
        self._leave()

    def _throw_away(self) -> None:
        self.keeper.discard()
        if self._opening.replaces is not None:
            self._link.operate(commands.DeleteMessages(fresh_operation_id(), (self._opening.replaces,)))

    def _leave(self) -> None:
        self._leaving = True
        self.close()

    def _drafts_folder(self) -> FolderId | None:
        folders = self._reader.folders(self.fields.account_id())
        return next((folder.id for folder in folders if folder.role is FolderRole.DRAFTS), None)

    def _ask_keep(self) -> QMessageBox.StandardButton:
        box = QMessageBox(self)
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

    # --- content ---------------------------------------------------------------------------------------------------

    def attach(self, files: list[DraftFile]) -> None:
        """Attach these."""
        self.files.add(files)

    def await_part(self, parts: Parts, message_id: MessageId, attachment: Attachment) -> None:
        """Attach a part of a message, which may have to be fetched."""
        chip = self.files.await_file(attachment.filename, attachment.size, attachment.media_type)

        def arrived(data: bytes) -> None:
            if isValid(self):
                self.files.arrive(chip, DraftFile(attachment.filename, attachment.media_type, data=data))

        def missed(problem: Problem) -> None:
            if isValid(self):
                self.files.drop(chip)
                self._tell_problem(problem)

        parts.want(message_id, attachment.path, arrived, missed)

    def ask_files(self) -> None:
        """Ask which files to attach."""
        names, _ = QFileDialog.getOpenFileNames(self, tr("Attach files"))
        self.attach(local_files(names))

    def account(self) -> Account:
        """The account it is sent from."""
        return self._accounts[self.fields.account_id()]

    def _current(self) -> tuple[AccountId, DraftContent]:
        return self.fields.account_id(), self.content()

    def _fill(self, draft: DraftContent) -> None:
        self.fields.fill(draft, self._opening.account_id)
        if draft.html or not draft.text:
            self.editor.fill_html(draft.html)
        else:
            self.editor.fill_plain(draft.text)
            self.bottom.plain.setChecked(True)
            self.editor.set_plain(True)
        if self._opening.unsigned:
            self._signing.sign()
        self.files.add(draft.files)
        cursor = self.editor.textCursor()
        cursor.setPosition(min(draft.cursor, self.editor.document().characterCount() - 1))
        self.editor.setTextCursor(cursor)
        self.editor.document().clearUndoRedoStacks()
        self._title()
        (self.fields.to if not draft.to else self.editor).setFocus()

    def _changed(self) -> None:
        self._touched = True
        self.bottom.state.setText("")
        self._title()
        self.keeper.note_change()
        if self.bar.isVisible() and not self._handover.running:
            self.bar.hide()

    def _title(self) -> None:
        self.setWindowTitle(self.fields.subject.text().strip() or tr("New message"))

    def _busy(self, words: str) -> None:
        self.bar.hide()
        self.bottom.state.setText(words)
        for widget in (self.fields, self.editor, self.files, self.bottom):
            widget.setEnabled(False)

    def _idle(self) -> None:
        self.bottom.state.setText("")
        for widget in (self.fields, self.editor, self.files, self.bottom):
            widget.setEnabled(True)

    def _saved(self) -> None:
        if self._closing and not self._handover.running:
            self._file_draft()
        elif not self._handover.running:
            self.bottom.state.setText(tr("Saved"))

    def _connect(self) -> None:
        self.fields.changed.connect(self._changed)
        self.editor.document().contentsChanged.connect(self._changed)
        self.editor.files_given.connect(self.attach)
        self.files.changed.connect(self._changed)
        self.bottom.send.clicked.connect(lambda: self.send())
        self.bottom.attach.clicked.connect(self.ask_files)
        self.bottom.discard.clicked.connect(self.close)
        self.keeper.saved.connect(self._saved)
        self.keeper.refused.connect(self._not_saved)
        self._handover.taken.connect(self._taken)
        self._handover.failed.connect(self._failed)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, lambda: self.send())
        QShortcut(QKeySequence(QKeySequence.StandardKey.Close), self, self.close)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, self.keeper.save_now)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files can be dropped anywhere."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Attach what is dropped."""
        self.attach(local_files([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]))
        event.acceptProposedAction()
