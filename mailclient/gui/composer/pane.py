"""Everything of a composer: header, text, files, tools. A window of its own or the reader column is around it."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from mailclient.bridge.draft import DraftContent, DraftFile
from mailclient.gui.composer.before_sending.concern import Concern
from mailclient.gui.composer.before_sending.looking import size_limit
from mailclient.gui.composer.beginning import begin
from mailclient.gui.composer.bottom_bar import BottomBar
from mailclient.gui.composer.draft_keeper import DraftKeeper
from mailclient.gui.composer.editor import BodyEditor
from mailclient.gui.composer.fields import Fields
from mailclient.gui.composer.files.deeds import FileDeeds
from mailclient.gui.composer.files.local_file import local_again
from mailclient.gui.composer.files.row import AttachedFiles
from mailclient.gui.composer.layout import arrange
from mailclient.gui.composer.leaving import Leaving
from mailclient.gui.composer.opening import Opening
from mailclient.gui.composer.recipients.serving import serve
from mailclient.gui.composer.schedule.schedule import Schedule
from mailclient.gui.composer.sending import Sending
from mailclient.gui.composer.sent_message import SentMessage
from mailclient.gui.composer.signature import Signing
from mailclient.gui.composer.wishes import Wishes
from mailclient.gui.composer.writing_choices import WritingChoices
from mailclient.gui.drafts.draft_bar import DraftBar
from mailclient.gui.drafts.taking_over import put_into
from mailclient.gui.drafts.versions_window import VersionsWindow
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.message_view.parts import Parts
from mailclient.gui.window_state import WindowState
from mailclient.language import tr
from mailclient.mail.account import Account, AccountKind
from mailclient.mail.body import Attachment
from mailclient.mail.ids import AccountId, DraftId, MessageId
from mailclient.mail.problem import Problem
from mailclient.mime.encoded_size import encoded_size
from mailclient.store.reader import Reader

_NAMES_KNOWN = 200
"""Of each field; more people are not called by name."""
_MEASURE_MS = 400
"""After the last change: what it comes to is counted anew."""


class ComposerPane(QWidget):
    """One message being written.

    ``close()`` asks what to do with it. It closes only when the engine has acknowledged; when that refuses (the disk
    is full) everything stays as it is, with a bar that says so. ``windowTitle`` is the subject.
    """

    sent = Signal(object)
    """SentMessage"""
    closed = Signal(object)
    """This composer is gone."""
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
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.opening = opening
        self._reader = reader
        self.choices = WritingChoices(WindowState(link.profile))
        self.host: QWidget | None = None
        """What is around it; it keeps it alive."""
        self._accounts = {one.id: one for one in reader.accounts() if one.settings.kind is not AccountKind.LOCAL}
        self.fields = Fields(reader, list(self._accounts.values()))
        self.editor = BodyEditor()
        self.files = AttachedFiles()
        self.bar = Bar()
        self.bar.hide()
        self.bottom = BottomBar(self.editor)
        self.schedule = Schedule(self)
        self.wishes = Wishes(self.bottom.more, self)
        self.deeds = FileDeeds(self, link.profile.draft_files / opening.draft_id)
        self._signing = Signing(self.fields.from_, self.editor)
        self.keeper = DraftKeeper(link, opening, self._current, self)
        self.sending = Sending(self, reader, link, hold_seconds)
        self.leave = Leaving(self, link)
        serve(self.fields.recipient_fields, link)
        self.draft_bar = DraftBar(self, reader, link)
        self._touched = opening.touched
        self._free = False
        """What is in it is safe: nothing is to be asked."""
        self._measure_soon = QTimer(self, singleShot=True, interval=_MEASURE_MS)
        self._measure_soon.timeout.connect(self._measure)
        arrange(self, self)
        self._fill(opening.draft)
        self.given_lines: frozenset[str] = frozenset()
        """What stands in an answer before the user has begun, and is none of their words."""
        QTimer.singleShot(0, self, self._note_given)  # after the first paint: a long quote takes its time
        self._connect()
        if opening.touched:
            self.keeper.ever_saved = True
            self.keeper.note_change()

    @property
    def draft_id(self) -> DraftId:
        """The id of its draft."""
        return self.opening.draft_id

    @property
    def touched(self) -> bool:
        """Whether the user has written something in it."""
        return self._touched

    @property
    def leaving(self) -> bool:
        """Whether it closes by itself as soon as the engine has its content."""
        return self.leave.running or self.leave.asking or self.sending.running

    def content(self) -> DraftContent:
        """Everything as it is now."""
        given = self.opening.draft
        return DraftContent(
            from_=self.fields.from_.text(),
            to=self.fields.to.text(),
            cc=self.fields.cc.text(),
            bcc=self.fields.bcc.text(),
            subject=self.fields.subject.text(),
            text=self.editor.text(),
            html=self.editor.html(),
            files=(*self.files.files(), *self.editor.images()),
            in_reply_to=given.in_reply_to,
            references=given.references,
            answered=given.answered,
            forwarded=given.forwarded,
            cursor=self.editor.textCursor().position(),
            scroll=self.editor.verticalScrollBar().value(),
            receipt=self.wishes.receipt.isChecked(),
            reports=self.wishes.reports.isChecked(),
            importance=self.wishes.importance,
            send_at=self.schedule.send_at,
            sign=given.sign,
            encrypt=given.encrypt,
            heard=tuple(sorted(self.sending.heard)),
        )

    def account(self) -> Account:
        """The account it is sent from."""
        return self._accounts[self.fields.account_id()]

    def _note_given(self) -> None:
        draft = self.opening.draft
        is_answer = draft.answered is not None or draft.forwarded is not None
        if self.opening.unsigned and is_answer and not self._touched:
            self.given_lines = frozenset(line.strip() for line in self.editor.own_text().splitlines())

    def write_as(self, address: str) -> None:
        """Send it from the identity with this address, whichever account has it."""
        for account in self._accounts.values():
            if address.casefold() in {sender.address.casefold() for sender in account.settings.senders}:
                self.fields.from_.choose(account.id, address)
                self.fields.from_.chosen.emit()
                return

    def _current(self) -> tuple[AccountId, DraftContent]:
        return self.fields.account_id(), self.content()

    def bring(self) -> None:
        """Bring it to the front, wherever it is."""
        self.window().raise_()
        self.window().activateWindow()
        self.setFocus()

    # --- saying something ------------------------------------------------------------------------------------------

    def tell(self, concern: Concern) -> None:
        """Say one sentence above the tools; it goes with the next change."""
        words = f"{concern.sentence} {concern.why}".strip()
        self.bar.tell(words, tone="danger" if concern.blocking else "warning", icon="triangle-alert")
        self.bar.show()

    def tell_problem(self, problem: Problem) -> None:
        """Say what went wrong."""
        self.bar.tell_problem(problem)

    def busy(self, words: str) -> None:
        """It is on its way to the engine: nothing can be changed meanwhile."""
        self.bar.hide()
        self.bottom.state.setText(words)
        self._enable(on=False)

    def _enable(self, *, on: bool) -> None:
        for widget in (self.fields, self.editor, self.files, self.bottom):
            widget.setEnabled(on)

    # --- sending and closing ---------------------------------------------------------------------------------------

    def send(self) -> None:
        """Send it, unless there is something to say about it first."""
        if not self.leaving:
            self.sending.send()

    def save_and_close(self) -> None:
        """Keep the draft, then close."""
        self.leave.keep()

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
        self.keeper.note_change()

    def _stay(self, problem: Problem) -> None:
        """Stay, with everything as it is."""
        self.bottom.state.setText("")
        self._enable(on=True)
        if self.keeper.trouble is None:  # else the bar of the draft says it
            self.tell_problem(problem)
        self.stayed.emit()

    def show_versions(self) -> None:
        """Open the earlier versions, to bring one back."""
        self.keeper.save_now()
        VersionsWindow(
            self._reader, self.draft_id, self.content(), lambda content: put_into(self, content), self
        ).open()

    # --- files -----------------------------------------------------------------------------------------------------

    def attach(self, files: list[DraftFile]) -> None:
        """Attach these, as they are on the disk now."""
        self.files.add([local_again(file) if file.path and file.size < 0 else file for file in files])

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

    # --- content ---------------------------------------------------------------------------------------------------

    def _fill(self, draft: DraftContent) -> None:
        self.fields.fill(draft, self.opening.account_id)
        self.editor.add_images([file for file in draft.files if file.content_id])
        if draft.html or not draft.text:
            self.editor.fill_html(draft.html)
        else:
            self.editor.fill_plain(draft.text)
            self.bottom.plain.setChecked(True)
            self.editor.set_plain(True)
        cursor = self.editor.textCursor()
        cursor.setPosition(min(draft.cursor, self.editor.document().characterCount() - 1))
        self.editor.setTextCursor(cursor)
        if self.opening.unsigned:
            begin(self.editor, self._signing, self.choices, answer=bool(draft.answered or draft.forwarded))
        self.attach([file for file in draft.files if not file.content_id])
        self.wishes.fill(draft)
        self.schedule.set(draft.send_at)
        self.editor.document().clearUndoRedoStacks()
        if draft.scroll:
            QTimer.singleShot(0, self, lambda: self.editor.verticalScrollBar().setValue(draft.scroll))
        self._title()
        self.setFocusProxy(self.fields.to if not draft.to else self.editor)
        self.setFocus()

    def _changed(self) -> None:
        self._touched = True
        self.bottom.state.setText("")
        self._title()
        self.keeper.note_change()
        self._measure_soon.start()
        if self.bar.isVisible() and not self.leaving:
            self.bar.hide()

    def _measure(self) -> None:
        """What it comes to on its way, where there are files."""
        if self.files.isHidden():
            return
        fields = f"{self.fields.to.text()}{self.fields.cc.text()}{self.fields.subject.text()}"
        words = encoded_size(text=self.editor.text(), html=self.editor.html(), fields=fields)
        self.files.measure(words, size_limit(self, self._reader))

    def _tell_names(self) -> None:
        """Names of the people in the header are no mistakes in the text."""
        people = (one.label for field in self.fields.recipient_fields for one in field.addresses()[:_NAMES_KNOWN])
        self.editor.spelling.know([self.fields.from_.text(), *people])

    def _title(self) -> None:
        self.setWindowTitle(self.fields.subject.text().strip() or tr("New message"))

    def _saved(self) -> None:
        if not self.leaving:
            self.bottom.state.setText(tr("Saved"))

    def _connect(self) -> None:
        self.fields.changed.connect(self._changed)
        self.fields.changed.connect(self._tell_names)
        self.editor.document().contentsChanged.connect(self._changed)
        self.editor.files_given.connect(self.attach)
        self.files.changed.connect(self._changed)
        self.wishes.changed.connect(self._changed)
        self.schedule.changed.connect(self._changed)
        self.schedule.send_wanted.connect(self.send)
        self.bottom.later.aboutToShow.connect(lambda: self.schedule.fill(self.bottom.later))
        for widget in (self.editor.viewport(), self.files, *(field.line for field in self.fields.recipient_fields)):
            self.deeds.mark.watch(widget)
        self.bottom.send.clicked.connect(self.send)
        self.bottom.attach.clicked.connect(self.deeds.ask_files)
        self.bottom.discard.clicked.connect(self.close)
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
