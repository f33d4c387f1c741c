"""What is written in a composer, and where: header, text, files, wishes. What is done with it is in ``pane.py``.

The parts that act on it (sending, leaving, files, the bar of the draft) know it by this class.
"""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from mailclient.bridge.draft import DraftContent, DraftFile
from mailclient.gui.composer.before_sending.concern import Concern
from mailclient.gui.composer.beginning import begin
from mailclient.gui.composer.bottom_bar import BottomBar
from mailclient.gui.composer.draft_keeper import DraftKeeper
from mailclient.gui.composer.editing.late_text import LateText
from mailclient.gui.composer.editing.passage import Passage
from mailclient.gui.composer.editor import BodyEditor
from mailclient.gui.composer.fields import Fields
from mailclient.gui.composer.files.local_file import file_size, local_again
from mailclient.gui.composer.files.row import AttachedFiles
from mailclient.gui.composer.opening import Opening
from mailclient.gui.composer.protection.protecting import Protecting
from mailclient.gui.composer.schedule.schedule import Schedule
from mailclient.gui.composer.signature import Signing
from mailclient.gui.composer.wishes import Wishes
from mailclient.gui.composer.writing_choices import WritingChoices
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.window_state import WindowState
from mailclient.language import tr
from mailclient.mail.account import Account, AccountKind
from mailclient.mail.address import Address
from mailclient.mail.ids import AccountId, DraftId
from mailclient.mail.problem import Problem
from mailclient.mail.sending_as import submission_server
from mailclient.mime.addresses import parse_addresses
from mailclient.mime.encoded_size import encoded_size
from mailclient.store.reader import Reader

_NAMES_KNOWN = 200
"""Of each field; more people are not called by name."""
_MEASURE_MS = 400
"""After the last change: what it comes to is counted anew."""


class Paper(QWidget):
    """One message being written. ``windowTitle`` is the subject."""

    closed = Signal(object)
    """This composer is gone."""

    def __init__(self, reader: Reader, link: EngineLink, opening: Opening, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.opening = opening
        self._reader = reader
        self.choices = WritingChoices(WindowState(link.profile))
        self._accounts = {one.id: one for one in reader.accounts() if one.settings.kind is not AccountKind.LOCAL}
        self.fields = Fields(reader, list(self._accounts.values()))
        self.editor = BodyEditor()
        self.editor.set_monospace(self.choices.monospace)
        self.files = AttachedFiles()
        self.bar = Bar()
        self.bar.hide()
        self.bottom = BottomBar(self.editor)
        self.schedule = Schedule(self)
        self.wishes = Wishes(self.bottom.more, self)
        self._signing = Signing(self.fields.from_, self.editor)
        self.keeper = DraftKeeper(link, opening, self._current, self)
        self.heard: set[str] = set(opening.draft.heard)
        """Keys of the concerns that the user has overruled."""
        self.protecting = Protecting(reader, link, self.fields, self.bottom.protection, self.heard)
        self._touched = opening.touched
        self._measure_soon = QTimer(self, singleShot=True, interval=_MEASURE_MS)
        self._measure_soon.timeout.connect(self._measure)
        self.given_lines: frozenset[str] = frozenset()
        """What stands in an answer before the user has begun, and is none of their words."""
        QTimer.singleShot(0, self, self._note_given)  # after the first paint: a long quote takes its time

    @property
    def draft_id(self) -> DraftId:
        """The id of its draft."""
        return self.opening.draft_id

    @property
    def touched(self) -> bool:
        """Whether the user has written something in it."""
        return self._touched

    def content(self) -> DraftContent:
        """Everything as it is now."""
        given = self.opening.draft
        content = DraftContent(
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
            heard=tuple(sorted(self.heard)),
        )
        return self.protecting.put_into(content)

    def account(self) -> Account:
        """The account it is sent from."""
        return self._accounts[self.fields.account_id()]

    def size_limit(self) -> int | None:
        """Bytes that the server it goes to takes, as it said last; None when it has not said."""
        from_ = next(iter(parse_addresses(self.fields.from_.text())), Address("", ""))
        return self._reader.size_limit(submission_server(self.account().settings, from_.address))

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

    def discard(self) -> None:
        """Throw away what is written and close."""
        raise NotImplementedError

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
        self.enable(on=False)

    def enable(self, *, on: bool) -> None:
        """Whether it can be changed."""
        for widget in (self.fields, self.editor, self.files, self.bottom):
            widget.setEnabled(on)

    def attach(self, files: list[DraftFile]) -> None:
        """Attach these, as they are on the disk now."""
        self.files.add([local_again(file) if file.path and file.size < 0 else file for file in files])

    # --- content ---------------------------------------------------------------------------------------------------

    def fill(self, draft: DraftContent) -> None:
        """Begin with this."""
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
        self.protecting.begin(draft, fresh=self.opening.is_new)
        self.editor.document().clearUndoRedoStacks()
        if draft.scroll:
            QTimer.singleShot(0, self, lambda: self.editor.verticalScrollBar().setValue(draft.scroll))
        self._title()
        self._tell_names()
        self.setFocusProxy(self.fields.to if not draft.to else self.editor)
        self.setFocus()

    def write_late(self, read: Callable[[], tuple[list[Passage], list[str]]]) -> LateText:
        """Put what is quoted in its place when it was read, which takes a while. Until then no draft is saved."""
        self.keeper.hold(on=True)
        late = self.editor.write_late(read)
        late.done.connect(lambda: self.keeper.hold(on=False))
        return late

    def _measure(self) -> None:
        """What it comes to on its way, where there are files."""
        if not self.files.isHidden() and self.editor.late is None:
            self.files.measure(self._text_size(), self.size_limit())

    def _text_size(self) -> int:
        """Bytes of the message but for its files: header, text, pictures of the text."""
        editor = self.editor
        fields = f"{self.fields.to.text()}{self.fields.cc.text()}{self.fields.subject.text()}"
        pictures = [(file.filename, file.media_type, file_size(file)) for file in editor.images()]
        html = "" if editor.plain else editor.html()
        return encoded_size(text=editor.text(), html=html, files=pictures, fields=fields)

    def encoded_size(self) -> int:
        """Bytes of the message as it will go out, told from what is written now."""
        return self._text_size() + self.files.encoded_size()

    def _tell_names(self) -> None:
        """Names of the people in the header are no mistakes in the text."""
        people = (one.label for field in self.fields.recipient_fields for one in field.addresses()[:_NAMES_KNOWN])
        self.editor.spelling.know([self.fields.from_.text(), *people])

    def _title(self) -> None:
        self.setWindowTitle(self.fields.subject.text().strip() or tr("New message"))
