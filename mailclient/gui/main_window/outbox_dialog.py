"""The outbox as a list: what is unsent, why, and what can be done with it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.empty_state import EmptyState
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.tooltip import tell_plainly
from mailclient.gui.main_window.outbox import Outbox, waits_for_user
from mailclient.gui.message_view.icon_label import ElidedLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.language.problems import problem_text
from mailclient.store.rows import OperationState, OutboxRow


class OutboxDialog(QDialog):
    """Follows ``outbox``; the actions are the outbox's."""

    def __init__(self, outbox: Outbox, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Outbox"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(560, 420)
        self._outbox = outbox
        self.rows: list[UnsentMessage] = []
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_16, tokens.SPACE_16, tokens.SPACE_16, tokens.SPACE_16)
        column.addWidget(self._scroll)
        outbox.changed.connect(self._show_rows)
        outbox.edit_requested.connect(lambda *_: self.close())
        self._show_rows()

    def _show_rows(self) -> None:
        shown = self._outbox.rows
        if self.rows and [row.message for row in self.rows] == shown:
            return
        self.rows = [UnsentMessage(message, self._outbox, self) for message in shown]
        if not shown:
            self._scroll.setWidget(EmptyState("send", tr("Everything is sent")))
            return
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_8)
        for row in self.rows:
            column.addWidget(row)
        column.addStretch(1)
        self._scroll.setWidget(box)


class UnsentMessage(QFrame):
    """One message: what, to whom, why it is still here."""

    def __init__(self, message: OutboxRow, outbox: Outbox, dialog: OutboxDialog) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.message = message
        subject = ElidedLabel(message.subject or tr("(no subject)"))
        subject.setProperty("kind", "strong")
        recipients = ElidedLabel(tr("to {recipients}", recipients=", ".join(message.recipients)))
        recipients.setProperty("kind", "meta")
        why = PlainLabel(_why(message), wordWrap=True)
        tell_plainly(why, problem_text(message.problem).detail if message.problem is not None else "")
        self.send = text_button(tr("Send again") if waits_for_user(message) else tr("Send now"), "link")
        self.edit = text_button(tr("Edit"), "link")
        self.delete = text_button(tr("Delete"), "link")
        self.send.clicked.connect(lambda: outbox.send_again(message))
        self.edit.clicked.connect(lambda: outbox.edit(message))
        self.delete.clicked.connect(lambda: outbox.delete(message, dialog))
        busy = message.operation_state in (OperationState.RUNNING, OperationState.IN_DOUBT)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (self.send, self.edit, self.delete):
            button.setEnabled(not busy)
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_12, tokens.SPACE_12, tokens.SPACE_12, tokens.SPACE_8)
        column.setSpacing(tokens.SPACE_4)
        for widget in (subject, recipients, why):
            column.addWidget(widget)
        column.addLayout(buttons)


def _why(message: OutboxRow) -> str:
    if message.operation_state in (OperationState.RUNNING, OperationState.IN_DOUBT):
        return tr("Being sent…")
    if message.problem is not None:
        return str(problem_text(message.problem))
    return tr("Waits for the connection.")
