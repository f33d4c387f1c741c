"""One message of a conversation: folded to a line, or unfolded with its actions."""

from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mailclient.gui.composer.reply_kind import ReplyKind
from mailclient.gui.controls.button import icon_button
from mailclient.gui.conversation.folded_line import FoldedLine
from mailclient.gui.conversation.pane_shelf import PaneShelf
from mailclient.gui.message_view.column import Column
from mailclient.gui.message_view.pane import MessagePane
from mailclient.gui.theme import theme, tokens
from mailclient.language import tr
from mailclient.mail.flag import Flag
from mailclient.mail.ids import MessageId
from mailclient.store.rows import MessageRow

_UNKNOWN_HEIGHT = 320
"""Of an unfolded message that was not built yet."""


class Entry(QWidget):
    """Folded until ``unfold``. An unfolded one is built by ``build`` and taken down by ``release``, as needed.

    So a conversation of hundreds of messages has few live panes, and its height does not jump.
    """

    pressed = Signal(object)
    """MessageId: its line, or the header of the unfolded one, was clicked."""
    answer_wanted = Signal(object, object)
    """MessageId, ReplyKind."""

    def __init__(self, row: MessageRow, now: datetime, shelf: PaneShelf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self.pane: MessagePane | None = None
        self.is_open = False
        self.text_shown = False
        """Its text is there: it counts as seen as soon as it is before the eyes."""
        self.has_html = False
        self._shelf = shelf
        self._line = FoldedLine(now)
        self._line.show_row(row)
        self._line.pressed.connect(lambda: self.pressed.emit(row.id))
        self._room: QWidget | None = None
        self._actions: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 1, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._line)

    @property
    def id(self) -> MessageId:
        """The message."""
        return self.row.id

    def show_row(self, row: MessageRow) -> None:
        """It looks different: flags, first words."""
        self.row = row
        self._line.show_row(row)

    def unfold(self) -> None:
        """Make room for all of it; ``build`` fills the room."""
        if not self.is_open:
            self.is_open = True
            self._line.hide()
            self._keep_room(_UNKNOWN_HEIGHT)

    def fold(self) -> None:
        """Back to the line; what showed the message is gone."""
        if self.is_open:
            self._drop_pane()
            self.is_open = self.text_shown = False
            self._keep_room(0)
            self._line.show()

    def build(self) -> None:
        """Show the message, if it is unfolded and not shown yet."""
        if not self.is_open or self.pane is not None:
            return
        pane = self.pane = self._shelf.take(self.id)
        pane.header.installEventFilter(self)
        pane.header.setCursor(Qt.CursorShape.PointingHandCursor)
        pane.body_shown.connect(self._note_text)
        pane.html_available.connect(self._note_html)
        self._column.insertWidget(1, pane)
        pane.show()
        pane.show_message(self.id)
        self._keep_room(0)
        if not self.row.flags.bits & Flag.DRAFT:
            if self._actions is None:
                self._actions = self._action_row()
                self._column.addWidget(self._actions)
            self._actions.show()

    def release(self) -> None:
        """Take down what shows the message and keep its room; what is far from the eyes costs nothing then."""
        if self.pane is not None:
            height = self.height()
            self._drop_pane()
            self._keep_room(height)

    def focus(self) -> None:
        """Take the keyboard."""
        if self.pane is not None:
            self.pane.body.current().setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self.is_open:
            self._line.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click on the header, beside its buttons, folds."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
            self.pressed.emit(self.id)
            return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A hairline above."""
        QPainter(self).fillRect(0, 0, self.width(), 1, QColor(theme().palette.hairline))

    def _keep_room(self, height: int) -> None:
        if self._room is None:
            self._room = QWidget()
            self._column.addWidget(self._room)
        self._room.setFixedHeight(height)
        self._room.setVisible(height > 0)

    def _note_text(self, _message_id: MessageId) -> None:
        self.text_shown = True

    def _note_html(self, there: bool) -> None:
        self.has_html = there

    def _drop_pane(self) -> None:
        pane = self.pane
        if pane is not None:
            self.pane = None
            pane.header.removeEventFilter(self)
            pane.body_shown.disconnect(self._note_text)
            pane.html_available.disconnect(self._note_html)
            self._column.removeWidget(pane)
            self._shelf.give_back(pane)
        if self._actions is not None:
            self._actions.hide()

    def _action_row(self) -> QWidget:
        column = Column()
        column.set_space(tokens.SPACE_4, tokens.SPACE_16)
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_4)
        for name, words, kind in (
            ("reply", tr("Reply"), ReplyKind.REPLY),
            ("reply-all", tr("Reply to all"), ReplyKind.REPLY_ALL),
            ("forward", tr("Forward"), ReplyKind.FORWARD),
        ):
            button = icon_button(name, words)
            button.clicked.connect(lambda _on=False, kind=kind: self.answer_wanted.emit(self.id, kind))
            row.addWidget(button)
        row.addStretch(1)
        column.content.addLayout(row)
        return column
