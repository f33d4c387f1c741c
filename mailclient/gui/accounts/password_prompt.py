"""The bar that asks for a password."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mailclient.gui.engine_link import EngineLink
from mailclient.mail.account import Account
from mailclient.mail.problem import Problem


class PasswordPrompt(QWidget):
    """Answers ``PasswordNeeded`` with ``SetPassword``: a bar with a field, to be shown at the top of the window."""

    done = Signal(object)
    """AccountId: the password worked or the user put it off; take the bar away."""

    def __init__(self, account: Account, problem: Problem, link: EngineLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
