"""To whom a message is passed on: it goes as it is, and answers to it go to its author."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_operation_id, fresh_request_id
from mailclient.gui.composer.recipients.field import RecipientField
from mailclient.gui.composer.sender_choice import SenderChoice
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.surface import hairline
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.account import AccountKind
from mailclient.mail.answering import answering_account, answering_sender
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import Problem
from mailclient.mime.addresses import format_address
from mailclient.store.reader import Reader
from mailclient.store.rows import StoredMessage

_WIDTH = 520


class RedirectDialog(QDialog):
    """Sends ``FetchWhole`` (it goes byte for byte) and ``RedirectMessage``; closes when that is acknowledged."""

    passed_on = Signal(object, str)
    """OperationId, the subject: it is in the outbox, and can be undone for ``hold_seconds``."""

    def __init__(
        self, reader: Reader, link: EngineLink, message: StoredMessage, *, hold_seconds: float, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Redirect message"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(_WIDTH)
        self._reader, self._link, self._message, self._hold = reader, link, message, hold_seconds
        self._waiting_for: OperationId | None = None
        accounts = [one for one in reader.accounts() if one.settings.kind is not AccountKind.LOCAL]
        self.from_ = SenderChoice(accounts)
        answering = answering_account(accounts, message.row.account_id, message.received_by, message.envelope)
        if answering is not None:
            sender = answering_sender(answering.settings, message.envelope)
            self.from_.choose(answering.id, format_address(sender.as_address))
        self.to = RecipientField(reader, tr("To"))
        self.bar = Bar()
        self.bar.hide()
        self.send = text_button(tr("Redirect"), "primary")
        self._arrange()
        self.send.clicked.connect(self.start)
        link.received.connect(self._receive)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.start)
        self.to.setFocus()

    def _arrange(self) -> None:
        subject = self._message.envelope.subject or tr("(no subject)")
        title = PlainLabel(subject, wordWrap=True)
        title.setProperty("kind", "title")
        text = tr("The message goes on exactly as it came. Answers go to its author.")
        body = self._reader.body(self._message.row.id)
        if body is not None and body.cover is not None and body.cover.encrypted:
            text = tr("The message goes on encrypted, as it came: only those it was encrypted for can open it.")
        means = PlainLabel(text, wordWrap=True)
        means.setProperty("kind", "muted")
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setHorizontalSpacing(tokens.SPACE_12)
        form.setVerticalSpacing(tokens.SPACE_8)
        if self.from_.count > 1:
            form.addRow(_label(tr("From")), self.from_)
            form.addRow(hairline())
        form.addRow(_label(tr("To")), self.to)
        form.addRow(hairline())
        cancel = text_button(tr("Cancel"))
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_8)
        row.addStretch()
        row.addWidget(cancel)
        row.addWidget(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_12)
        for widget in (title, means):
            column.addWidget(widget)
        column.addLayout(form)
        column.addWidget(self.bar)
        column.addLayout(row)

    def start(self) -> None:
        """Pass it on, fetched as a whole first if need be."""
        self.to.finish()
        unreadable = self.to.unreadable()
        if unreadable:
            self._say(tr("“{address}” is not an address.", address=unreadable[0]))
        elif not self.to.addresses():
            self._say(tr("Add at least one recipient."))
        elif self.send.isEnabled():
            self.send.setEnabled(False)
            if self._reader.has_whole(self._message.row.id):
                self._redirect()
            else:
                self.bar.tell(tr("Fetching the whole message…"), icon="download")
                self.bar.show()
                self._link.request(
                    commands.FetchWhole(fresh_request_id(), (self._message.row.id,)), partial(self._fetched)
                )

    def _fetched(self, event: events.Finished | events.Failed) -> None:
        if not isValid(self):  # closed in the meantime
            return
        if isinstance(event, events.Failed):
            self._fail(event.problem)
        else:
            self._redirect()

    def _redirect(self) -> None:
        self._waiting_for = fresh_operation_id()
        self._link.operate(
            commands.RedirectMessage(
                self._waiting_for,
                self.from_.account_id,
                self._message.row.id,
                self.from_.text(),
                self.to.text(),
                hold_seconds=self._hold,
            )
        )

    def _receive(self, event: events.AnyEvent) -> None:
        match event:
            case events.Acknowledged(operation_id=done) if done == self._waiting_for:
                self._waiting_for = None
                self.passed_on.emit(done, self._message.envelope.subject)
                self.accept()
            case events.Refused(operation_id=done, problem=problem) if done == self._waiting_for:
                self._fail(problem)
            case _:
                pass

    def _fail(self, problem: Problem) -> None:
        self._waiting_for = None
        self.send.setEnabled(True)
        self.bar.tell_problem(problem)
        self.bar.show()

    def _say(self, words: str) -> None:
        self.bar.tell(words, tone="danger", icon="triangle-alert")
        self.bar.show()
        self.to.setFocus()


def _label(text: str) -> PlainLabel:
    made = PlainLabel(text)
    made.setProperty("kind", "muted")
    return made
