"""The bar that asks for a password."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.accounts.password_field import PasswordField
from mailclient.gui.controls.button import icon_button, text_button
from mailclient.gui.controls.folding_row import FoldingRow
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.tooltip import tell_plainly
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.icon_label import IconLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.language.problems import problem_text
from mailclient.mail.account import Account
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.server import Server


class PasswordPrompt(QFrame):
    """Answers ``PasswordNeeded`` with ``SetPassword``: a bar with a field, to be shown at the top of the window."""

    done = Signal(object)
    """AccountId: the password worked or the user put it off; take the bar away."""

    def __init__(
        self,
        account: Account,
        problem: Problem,
        link: EngineLink,
        server: Server | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``server``: an identity's own submission server, where that is what asks."""
        super().__init__(parent)
        self._account, self._link, self._server = account, link, server
        self._weakened = False
        """The user is told that a weaker way to log in is offered, and accepts it with the password."""
        self.setProperty("kind", "bar")
        self.setProperty("tone", "warning")
        self.sentence = PlainLabel(wordWrap=True)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.field = PasswordField()
        whose = tr("Password for {email}", email=account.settings.email)
        if server is not None:  # somebody else's, maybe: it must be clear which password goes there
            whose = tr("Password of {user} at {host}", user=server.user, host=server.host)
        self.field.setAccessibleName(whose)
        self.field.setPlaceholderText(whose)
        self.field.setMinimumWidth(260)
        self.log_in_button = text_button(tr("Log in"), "primary")
        self.later_button = icon_button("x", tr("Not now"), size=tokens.ICON_SMALL)
        self.log_in_button.clicked.connect(self.log_in)
        self.field.returnPressed.connect(self.log_in)
        self.later_button.clicked.connect(lambda: self.done.emit(account.id))
        self._row = FoldingRow()
        self._row.words.addWidget(IconLabel("key-round", tokens.ICON_SMALL, "warning"))
        self._row.words.addWidget(self.sentence, 1)
        self._row.beside.addWidget(self.field, 1)
        self._row.beside.addWidget(self.log_in_button)
        self._row.beside.addWidget(self.later_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_16, tokens.SPACE_4, tokens.SPACE_8, tokens.SPACE_4)
        column.addLayout(self._row)
        self._tell(problem)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The field goes below the words where there is little room."""
        self._row.fold(event.size().width())
        super().resizeEvent(event)

    def log_in(self) -> None:
        """Try the password."""
        password = self.field.text()
        if not password:
            self.field.setFocus()
            return
        self._wait(True)
        command = commands.SetPassword(fresh_request_id(), self._account.id, password, self._weakened, self._server)
        self._link.request(command, self._answer)

    def _answer(self, event: events.Finished | events.Failed) -> None:
        if not isValid(self):
            return
        self._wait(False)
        if isinstance(event, events.Failed):
            self._tell(event.problem)
            self.field.selectAll()
            self.field.setFocus()
        else:
            self.field.clear()
            self.done.emit(self._account.id)

    def _tell(self, problem: Problem) -> None:
        words = problem_text(problem)
        # Entering the password then accepts a weaker way to log in: that is said before, not in a tool tip.
        self._weakened = problem.kind is ProblemKind.LOGIN_WEAKENED
        self.sentence.setText(str(words) if self._weakened else words.sentence)
        tell_plainly(self.sentence, str(words))

    def _wait(self, on: bool) -> None:
        self.field.setEnabled(not on)
        self.log_in_button.setEnabled(not on)
        self.log_in_button.setText(tr("Logging in…") if on else tr("Log in"))
