"""A test of an account: what its servers can do and what of it is used, in sentences, asked when it is opened."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from mailclient.bridge.commands import CheckSettings, ReportServer
from mailclient.bridge.events import Failed, Finished
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.empty_state import EmptyState
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.language.problems import problem_text
from mailclient.language.server_report import ReportSection, report_text


class ServerReportDialog(QDialog):
    """Sends ``command``: of an account, or of settings not stored yet. The report can be copied for who helps."""

    def __init__(
        self, link: EngineLink, email: str, command: ReportServer | CheckSettings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Test of {email}", email=email))
        self.resize(620, 560)
        self._plain = ""
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(EmptyState("server", tr("Asking the servers…")))
        self.copy = text_button(tr("Copy"))
        self.copy.setEnabled(False)
        self.copy.clicked.connect(lambda: QApplication.clipboard().setText(self._plain))
        close = text_button(tr("Close"), "primary")
        close.clicked.connect(self.accept)
        bottom = QHBoxLayout()
        bottom.setSpacing(tokens.SPACE_8)
        bottom.addWidget(self.copy)
        bottom.addStretch(1)
        bottom.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_16, tokens.SPACE_16, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_12)
        column.addWidget(self._scroll, 1)
        column.addLayout(bottom)
        # The answer may come when the dialog is closed: the words go nowhere then.
        self._open = True
        self.finished.connect(self._leave)
        link.request(command, self._answer)

    @property
    def text(self) -> str:
        """What "Copy" copies."""
        return self._plain

    def _leave(self) -> None:
        self._open = False

    def _answer(self, answer: Finished | Failed) -> None:
        if not self._open:
            return
        if isinstance(answer, Failed):
            words = problem_text(answer.problem)
            self._scroll.setWidget(EmptyState("triangle-alert", words.sentence, words.next_step))
        elif answer.report is not None:
            self._show(report_text(answer.report))

    def _show(self, sections: list[ReportSection]) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, tokens.SPACE_8, 0)
        column.setSpacing(tokens.SPACE_4)
        for section in sections:
            title = PlainLabel(section.title)
            title.setProperty("kind", "title")
            column.addWidget(title)
            for line in section.lines:
                column.addWidget(_line(line))
            column.addSpacing(tokens.SPACE_16)
        column.addStretch(1)
        self._plain = "\n\n".join("\n".join((section.title, *section.lines)) for section in sections)
        self._scroll.setWidget(page)
        self.copy.setEnabled(True)


def _line(words: str) -> QLabel:
    """A sentence; the name of a capability before a colon is set apart."""
    name, colon, sentence = words.partition(": ")
    named = bool(colon) and " " not in name
    label = PlainLabel(
        f"<span style='font-weight:600'>{escape(name)}</span>&nbsp; {escape(sentence)}" if named else escape(words),
        wordWrap=True,
    )
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
