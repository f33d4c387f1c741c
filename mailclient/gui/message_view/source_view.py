"""The raw message in a window of its own."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.attachments.attachment_files import downloads, free_path, save
from mailclient.gui.controls.surface import on_ground
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.theme import tokens
from mailclient.gui.theme.fonts import fixed_font
from mailclient.language import tr
from mailclient.language.problems import problem_text
from mailclient.mail.ids import MessageId
from mailclient.mail.problem import MailError
from mailclient.store.reader import Reader

_SHOWN_BYTES = 2_000_000
"""Of a larger message only this much is shown; "Save" has all of it."""


class SourceView(QWidget):
    """Shows the bytes as text; fetches the whole message (``FetchWhole``) and shows the header meanwhile."""

    def __init__(
        self, reader: Reader, link: EngineLink, message_id: MessageId, parent: QWidget, *, clear: bytes = b""
    ) -> None:
        """``clear``: the message as it was before it was encrypted, where that is known."""
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Message source"))
        on_ground(self, "reader")
        self.resize(860, 640)
        self._reader, self._message_id = reader, message_id
        self._data = self._original = b""
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setProperty("kind", "bare")
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.document().setDefaultFont(fixed_font(tokens.TEXT_UI))
        self.bar = Bar(tr("Fetching the whole message…"), icon="download")
        self._save = QPushButton(tr("Save as…"))
        self._save.clicked.connect(self._ask_save)
        copy = QPushButton(tr("Copy all"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        row = QHBoxLayout()
        row.addWidget(self.bar, 1)
        row.addStretch(0)
        if clear:
            row.addWidget(self._switch(clear))
        row.addWidget(copy)
        row.addWidget(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[tokens.SPACE_16] * 4)
        column.addWidget(self.text, 1)
        column.addLayout(row)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Cancel), self, self.close)
        self._load(link)

    def _switch(self, clear: bytes) -> QPushButton:
        """Between the message as it came and as it is inside."""
        inside = QPushButton(tr("Show decrypted"))
        inside.setCheckable(True)

        def turn(on: bool) -> None:
            if on:
                self._original = self._data
            inside.setText(tr("Show as it came") if on else tr("Show decrypted"))
            self._show(clear if on else self._original, complete=True)

        inside.toggled.connect(turn)
        return inside

    def _load(self, link: EngineLink) -> None:
        whole = self._reader.whole(self._message_id)
        if whole is not None:
            self._show(whole, complete=True)
            return
        self._show(self._reader.header_block(self._message_id) or b"", complete=False)
        link.request(commands.FetchWhole(fresh_request_id(), (self._message_id,)), self._answer)

    def _answer(self, event: events.Finished | events.Failed) -> None:
        if not isValid(self):  # closed in the meantime
            return
        whole = self._reader.whole(self._message_id)
        if whole is not None:
            self._show(whole, complete=True)
        elif isinstance(event, events.Failed):
            self.bar.tell(str(problem_text(event.problem)), tone="danger", icon="triangle-alert")

    def _show(self, data: bytes, *, complete: bool) -> None:
        self._data = data
        shown = data[:_SHOWN_BYTES]
        self.text.setPlainText(shown.decode("utf-8", "backslashreplace").replace("\r\n", "\n"))
        self._save.setEnabled(complete)
        self.bar.setVisible(not complete or len(data) > _SHOWN_BYTES)
        if complete and len(data) > _SHOWN_BYTES:
            self.bar.tell(tr("Only the beginning is shown; saving it saves all."))

    def _ask_save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, tr("Save message"), str(free_path(downloads(), "message.eml")))
        if not name:
            return
        try:
            save(self._data, Path(name))
        except MailError as error:
            self.bar.tell(str(problem_text(error.problem)), tone="danger", icon="triangle-alert")
            self.bar.show()
