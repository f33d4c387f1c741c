"""Everything of a composer: header, text, files, tools. A window of its own or the reader column is around it."""

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from mailclient.bridge.draft import DraftFile
from mailclient.gui.composer.files.deeds import FileDeeds
from mailclient.gui.composer.layout import arrange
from mailclient.gui.composer.leaving import Leaving
from mailclient.gui.composer.opening import Opening
from mailclient.gui.composer.paper import Paper
from mailclient.gui.composer.protection.refusals import next_steps
from mailclient.gui.composer.protection.toggles import ENCRYPT_KEYS, SIGN_KEYS
from mailclient.gui.composer.protection.unsealing import Unsealing
from mailclient.gui.composer.recipients.serving import serve
from mailclient.gui.composer.sending import Sending
from mailclient.gui.composer.sent_message import SentMessage
from mailclient.gui.drafts.draft_bar import DraftBar
from mailclient.gui.drafts.taking_over import put_into
from mailclient.gui.drafts.versions_window import VersionsWindow
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.parts import Parts
from mailclient.language import tr
from mailclient.mail.body import Attachment
from mailclient.mail.ids import MessageId
from mailclient.mail.problem import Problem
from mailclient.store.reader import Reader


class ComposerPane(Paper):
    """One message being written.

    ``close()`` asks what to do with it. It closes only when the engine has acknowledged; when that refuses (the disk
    is full) everything stays as it is, with a bar that says so. ``windowTitle`` is the subject.
    """

    sent = Signal(object)
    """SentMessage"""
    discarded = Signal(object)
    """DraftContent: thrown away by the user, who may want it back."""
    stayed = Signal()
    """It was about to close, but its message could not be kept or sent."""

    def __init__(
        self,
        reader: Reader,
        link: EngineLink,
        opening: Opening,
        *,
        hold_seconds: float = 5.0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(reader, link, opening, parent)
        self._link = link
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.host: QWidget | None = None
        """What is around it; it keeps it alive."""
        self.deeds = FileDeeds(self, reader, link.profile.draft_files / opening.draft_id)
        self.sending = Sending(self, reader, link, hold_seconds)
        self.leave = Leaving(self, link)
        serve(self.fields.recipient_fields, link)
        self.draft_bar = DraftBar(self, reader, link)
        self._send_soon = False
        """It was to be sent while a part of its text was still to come."""
        self._free = False
        """What is in it is safe: nothing is to be asked."""
        arrange(self, self)
        self.fill(opening.draft)
        self._connect()
        if opening.touched:
            self.keeper.ever_saved = True
            self.keeper.note_change()

    @property
    def leaving(self) -> bool:
        """Whether it closes by itself as soon as the engine has its content."""
        return self.leave.running or self.leave.asking or self.sending.running

    def bring(self) -> None:
        """Bring it to the front, wherever it is."""
        self.window().raise_()
        self.window().activateWindow()
        self.setFocus()

    # --- sending and closing ---------------------------------------------------------------------------------------

    def send(self) -> None:
        """Send it, unless there is something to say about it first; when all of it is there."""
        if self.editor.late is not None:
            self._send_soon = True
        elif not self.leaving:
            self.sending.send()

    def discard(self) -> None:
        """Throw away what is written and close."""
        self.leave.throw_away()
        if self._touched:
            self.discarded.emit(self.content())
        self.go()

    def changeEvent(self, event: QEvent) -> None:
        """Another window came to the front, or this one came back."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            self.keeper.note_left(left=not self.isActiveWindow())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask what to do with what is written; nothing is asked when nothing is."""
        if not self._free and (self.leaving or not self.leave.may_leave()):
            event.ignore()
            return
        self.keeper.stop()
        self.closed.emit(self)
        event.accept()

    def _sent(self, sent: SentMessage) -> None:
        self.sent.emit(sent)
        self.go()

    def go(self) -> None:
        """Close without a question: what is in it is safe, or given up."""
        self._free = True
        self.close()

    def _not_sent(self, problem: Problem) -> None:
        self._stay(problem)
        for words, act in next_steps(problem, self.protecting, self.send):
            self.bar.add_action(words, act)
        self.keeper.note_change()

    def _stay(self, problem: Problem) -> None:
        """Stay, with everything as it is."""
        self.bottom.state.setText("")
        self.enable(on=True)
        if self.keeper.trouble is None:  # else the bar of the draft says it
            self.tell_problem(problem)
        self.stayed.emit()

    def show_versions(self) -> None:
        """Open the earlier versions, to bring one back."""
        self.keeper.save_now()
        back = partial(put_into, self)
        unsealing = Unsealing(self._link, self)
        VersionsWindow(self._reader, unsealing, self.draft_id, self.content(), back, self).open()

    # --- files -----------------------------------------------------------------------------------------------------

    def await_part(self, parts: Parts, message_id: MessageId, attachment: Attachment) -> None:
        """Attach a part of a message, which may have to be fetched."""
        chip = self.files.await_file(attachment.filename, attachment.size, attachment.media_type)

        def arrived(data: bytes) -> None:
            if isValid(self):
                self.files.arrive(chip, DraftFile(attachment.filename, attachment.media_type, data=data))

        def missed(problem: Problem) -> None:
            if isValid(self):
                self.files.drop(chip)
                self.tell_problem(problem)

        parts.want(message_id, attachment.path, arrived, missed)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files can be dropped anywhere."""
        self.deeds.mark.begin(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, when nothing in it wants it; what is written is safe."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def ask_files(self) -> None:
        """Ask which files to attach."""
        self.deeds.ask_files()

    def whole(self) -> None:
        """What was still to come is there."""
        if self._send_soon:
            self._send_soon = False
            self.send()
        self._measure_soon.start()

    def _text_changed(self) -> None:
        """By the user, or by what comes late and was there first."""
        if self.editor.late is None or not self.editor.late.inserting:
            self._changed()

    def _changed(self) -> None:
        self._touched = True
        self.bottom.state.setText("")
        self._title()
        self.keeper.note_change()
        self._measure_soon.start()
        if self.bar.isVisible() and not self.leaving:
            self.bar.hide()

    def _saved(self) -> None:
        if not self.leaving:
            self.bottom.state.setText(tr("Saved"))

    def _connect(self) -> None:
        self.fields.changed.connect(self._changed)
        self.fields.changed.connect(self._tell_names)
        self.editor.document().contentsChanged.connect(self._text_changed)
        self.editor.files_given.connect(self.attach)
        self.files.changed.connect(self._changed)
        self.wishes.changed.connect(self._changed)
        self.schedule.changed.connect(self._changed)
        self.protecting.changed.connect(self._changed)
        self.schedule.send_wanted.connect(self.send)
        self.bottom.later.aboutToShow.connect(lambda: self.schedule.fill(self.bottom.later))
        for widget in (self.editor.viewport(), self.files):
            self.deeds.mark.watch(widget)
        for field in self.fields.recipient_fields:
            self.deeds.mark.watch(field.line, people=False)
        self.bottom.send.clicked.connect(self.send)
        self.bottom.attach.clicked.connect(self.deeds.ask_files)
        self.bottom.discard.clicked.connect(self.discard)
        self.keeper.saved.connect(self._saved)
        self.keeper.refused.connect(self._not_kept)
        self.editor.cursorPositionChanged.connect(self.keeper.note_place)
        self.bottom.more.addSeparator()
        self.bottom.more.addAction(tr("Earlier versions…"), self.show_versions)
        self.sending.sent.connect(self._sent)
        self.sending.failed.connect(self._not_sent)
        self.leave.done.connect(self.go)
        self.leave.failed.connect(self._stay)
        self.leave.stayed.connect(self.stayed)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, act in (
            (QKeySequence("Ctrl+Return"), self.send),
            (QKeySequence("Ctrl+Enter"), self.send),
            (QKeySequence("Ctrl+Tab"), partial(self.bottom.send.setFocus, Qt.FocusReason.TabFocusReason)),
            (QKeySequence(SIGN_KEYS), self.bottom.protection.sign.click),
            (QKeySequence(ENCRYPT_KEYS), self.bottom.protection.encrypt.click),
            (QKeySequence(QKeySequence.StandardKey.Close), self.close),
            (QKeySequence(QKeySequence.StandardKey.Save), self.keeper.save_now),
        ):
            QShortcut(keys, self, act, context=within)

    def _not_kept(self, problem: Problem) -> None:
        """The bar of the draft says it; it is tried again by itself."""
        self.bottom.state.setText("")
        if self.leave.running:
            self.leave.stay_for(problem)
        if self.sending.running:
            self.sending.stay_for(problem)
