"""The dialog that adds an account or changes its settings."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.accounts.account_form import AccountForm
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.language.problems import problem_text
from mailclient.mail.account import Account
from mailclient.mail.problem import Problem, ProblemKind

_WIDTH = 480
_CHROME = 240
"""Pixels of the screen that are left for the buttons, a bar and the window's own frame."""
_SERVER_PROBLEMS = frozenset(
    (
        ProblemKind.HOST_NOT_FOUND,
        ProblemKind.CONNECTION_REFUSED,
        ProblemKind.TIMED_OUT,
        ProblemKind.CERTIFICATE_UNTRUSTED,
        ProblemKind.CERTIFICATE_WRONG_HOST,
        ProblemKind.CERTIFICATE_EXPIRED,
        ProblemKind.TLS_FAILED,
        ProblemKind.STARTTLS_MISSING,
        ProblemKind.NO_COMMON_LOGIN,
        ProblemKind.SERVER_NONSENSE,
    )
)
"""Those that a change of the server settings may help against."""


class AccountDialog(QDialog):
    """Name, address, password, then the servers; logs in before anything is stored. Sends ``AddAccount``."""

    account_added = Signal(object)
    """AccountId, once both logins worked."""

    def __init__(self, link: EngineLink, parent: QWidget | None = None, *, account: Account | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Change account") if account else tr("Add account"))
        self._link, self._account = link, account
        self._request = ""
        self.form = AccountForm()
        self.bar = Bar()
        self.bar.hide()
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.state = PlainLabel()
        self.state.setProperty("kind", "muted")
        self.cancel = text_button(tr("Cancel"))
        self.accept_button = text_button(tr("Save") if account else tr("Add account"), "primary")
        self.accept_button.setDefault(True)
        self._arrange()
        if account is not None:
            self.form.fill(account.settings)
            self.form.password.setPlaceholderText(tr("Enter it again to log in"))
            self.form.expand(True)
        self._wait(False)
        self.cancel.clicked.connect(self.reject)
        self.accept_button.clicked.connect(self.log_in)
        self.form.changed.connect(self._hush)
        self.form.expanded.connect(self._fit)
        self._fit()
        (self.form.password if account else self.form.name).setFocus()

    def log_in(self) -> None:
        """Log in with what is in the fields, or say what is missing."""
        missing = self.form.missing()
        if missing:
            self._tell(missing, tone="warning")
            return
        imap, smtp = self.form.passwords()
        self._request = fresh_request_id()
        self.bar.hide()
        self._wait(True)
        account_id = self._account.id if self._account else None
        command = commands.AddAccount(self._request, self.form.settings(), imap, smtp, account_id)
        self._link.request(command, self._answer)

    def _answer(self, event: events.Finished | events.Failed) -> None:
        if not isValid(self) or event.request_id != self._request:
            return
        self._wait(False)
        if isinstance(event, events.Failed):
            self._fail(event.problem)
        else:
            self.account_added.emit(event.account_id)
            self.accept()

    def _fail(self, problem: Problem) -> None:
        words = problem_text(problem)
        self._tell(f"{words.sentence}\n{words.next_step}".strip(), detail=words.detail)
        if problem.kind in _SERVER_PROBLEMS:
            self.form.expand(True)
        elif problem.kind is ProblemKind.WRONG_PASSWORD:
            self.form.password.setFocus()
            self.form.password.selectAll()

    def _tell(self, words: str, *, tone: str = "danger", detail: str = "") -> None:
        self.bar.tell(words, tone=tone, icon="triangle-alert")
        self.bar.setToolTip(detail)
        if detail:
            self.bar.add_action(tr("Details"), lambda: self._tell(f"{words}\n{detail}", tone=tone))
        self.bar.show()
        self._fit()

    def _hush(self) -> None:
        """What was said was about other words."""
        if not self.bar.isHidden():
            self.bar.hide()
            self._fit()

    def _wait(self, on: bool) -> None:
        self.form.setEnabled(not on)
        self.accept_button.setEnabled(not on)
        self.progress.setVisible(on)
        self.state.setText(tr("Logging in…") if on else "")
        self._fit()

    def _fit(self) -> None:
        """As high as its content, within the screen."""
        room = self.screen().availableGeometry().height() - _CHROME
        self._scroll.setFixedHeight(min(self._content.sizeHint().height(), max(room, 200)))
        self._column.activate()
        self.setFixedHeight(max(self._column.totalHeightForWidth(_WIDTH), self._column.totalMinimumSize().height()))
        self._stay_on_screen()

    def _stay_on_screen(self) -> None:
        """It grows downwards: the buttons must not go below the edge of the screen."""
        if not self.isVisible():
            return
        screen = self.screen().availableGeometry()
        frame = self.frameGeometry().height() - self.geometry().height()
        lowest = screen.bottom() - self.height() - frame
        if self.y() > lowest:
            self.move(self.x(), max(lowest, screen.top()))

    def _arrange(self) -> None:
        self.setFixedWidth(_WIDTH)
        self._content = QWidget()
        inner = QVBoxLayout(self._content)
        inner.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_8)
        inner.addWidget(self.form)
        inner.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._content)
        told = QVBoxLayout()
        told.setContentsMargins(tokens.SPACE_24, 0, tokens.SPACE_24, 0)
        told.addWidget(self.bar)
        told.addWidget(self.progress)
        row = QHBoxLayout()
        row.setContentsMargins(tokens.SPACE_24, tokens.SPACE_8, tokens.SPACE_24, tokens.SPACE_16)
        row.setSpacing(tokens.SPACE_8)
        row.addWidget(self.state, 1)
        row.addWidget(self.cancel)
        row.addWidget(self.accept_button)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_8)
        column.addWidget(self._scroll)
        column.addLayout(told)
        column.addLayout(row)
