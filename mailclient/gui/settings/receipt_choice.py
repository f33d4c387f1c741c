"""What is done about wishes for a read receipt: a line of the settings' page about reading."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mailclient.gui.controls.choice import Choice
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.special.receipt_bars import receipt_policy, set_receipt_policy
from mailclient.gui.theme import tokens
from mailclient.gui.window_state import WindowState
from mailclient.language import tr
from mailclient.mail.receipt import ReceiptPolicy


def receipt_names() -> dict[ReceiptPolicy, str]:
    """What the choices are called."""
    return {
        ReceiptPolicy.ASK: tr("Ask me"),
        ReceiptPolicy.KNOWN: tr("To people I have written to"),
        ReceiptPolicy.NEVER: tr("Never"),
    }


class ReceiptChoice(QWidget):
    """Keeps the choice in the window's state."""

    def __init__(self, state: WindowState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.policy = Choice()
        for policy, name in receipt_names().items():
            self.policy.addItem(name, policy.value)
        self.policy.setCurrentIndex(self.policy.findData(receipt_policy(state).value))
        self.policy.activated.connect(lambda: set_receipt_policy(state, ReceiptPolicy(self.policy.currentData())))
        self.policy.setMinimumWidth(220)
        label = QLabel(tr("Tell senders that I read"))
        label.setBuddy(self.policy)
        self.policy.setAccessibleName(label.text())
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_24)
        row.addWidget(label)
        row.addWidget(self.policy)
        row.addStretch()
        why = PlainLabel(tr("Only where a sender wishes for it; never to lists."), wordWrap=True)
        why.setProperty("kind", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_8)
        column.addLayout(row)
        column.addWidget(why)
