"""Making this the program that mail links open: by the desktop's own tool (xdg-settings), where there is one."""

from collections.abc import Callable

from PySide6.QtCore import QProcess, QStandardPaths
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr

Answer = Callable[[int, str], None]
"""Exit code, and what was written."""
DESKTOP_FILE = "mailclient.desktop"
_SETTINGS, _SCHEME = "xdg-settings", ("default-url-scheme-handler", "mailto")


class DefaultMail(QWidget):
    """Says whether this program opens mailto: addresses, and has a button that makes it so. Nothing here waits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.said = PlainLabel("", wordWrap=True)
        self.said.setProperty("kind", "muted")
        self.make = text_button(tr("Make default"))
        self.make.clicked.connect(self._set)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SPACE_12)
        row.addWidget(self.said, 1)
        row.addWidget(self.make)
        self._tool = QStandardPaths.findExecutable(_SETTINGS)
        entry = QStandardPaths.locate(QStandardPaths.StandardLocation.ApplicationsLocation, DESKTOP_FILE)
        if not self._tool or not entry:
            self.make.hide()
            self.said.setText(
                tr("This desktop has no tool to choose the mail program: choose it in the system's settings.")
                if entry
                else tr("Install the program with its desktop entry first: then mail addresses can be opened by it.")
            )
            return
        self._ask("get", self._tell)

    def _ask(self, verb: str, done: Answer, *rest: str) -> None:
        process = QProcess(self)
        process.finished.connect(lambda code, _status: self._finished(process, code, done))
        process.start(self._tool, [verb, *_SCHEME, *rest])

    def _finished(self, process: QProcess, code: int, done: Answer) -> None:
        words = bytes(process.readAllStandardOutput().data()).decode("utf-8", "replace").strip()
        process.deleteLater()
        done(code, words)

    def _tell(self, _code: int, words: str) -> None:
        is_default = words == DESKTOP_FILE
        self.make.setEnabled(not is_default)
        self.said.setText(
            tr("Mail addresses on web pages open here.")
            if is_default
            else tr("Another program opens mail addresses on web pages.")
        )

    def _set(self) -> None:
        self._ask("set", self._set_done, DESKTOP_FILE)

    def _set_done(self, code: int, _words: str) -> None:
        if code:
            self.said.setText(tr("The desktop did not take it: choose the mail program in the system's settings."))
        else:
            self._ask("get", self._tell)
