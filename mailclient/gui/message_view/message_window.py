"""One message in a window of its own, beside the one that speaks of it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mailclient.gui.controls.surface import on_ground
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.pane import MessagePane
from mailclient.mail.ids import MessageId
from mailclient.store.reader import Reader


class MessageWindow(QWidget):
    """Shows ``pane``; closed by Escape."""

    def __init__(self, reader: Reader, link: EngineLink, message_id: MessageId, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        on_ground(self, "reader")
        self.resize(820, 680)
        self.pane = MessagePane(reader, link, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pane)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Cancel), self, self.close)
        self.pane.show_message(message_id)
        self.setWindowTitle(self.pane.header.subject.text())
