"""The messages of a conversation below one another, oldest first."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mailclient.bridge import events
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.surface import on_ground
from mailclient.gui.conversation.deeds import PaneDeeds
from mailclient.gui.conversation.entry import Entry
from mailclient.gui.conversation.gap import Gap
from mailclient.gui.conversation.held_scroll import HeldScroll
from mailclient.gui.conversation.pane_shelf import PaneShelf
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.column import Column
from mailclient.gui.message_view.pane import MessagePane
from mailclient.gui.message_view.wall_time import local_now
from mailclient.gui.theme import tokens
from mailclient.language import tr, tr_n
from mailclient.language.subject import subject_words
from mailclient.mail.flag import Flag
from mailclient.mail.ids import MessageId
from mailclient.mail.subject import base_subject
from mailclient.store.reader import Reader
from mailclient.store.rows import MessageRow

OPENED_AT_ONCE = 20
"""Unread messages that are unfolded by themselves, the newest ones."""
LIVE_PANES = 6
"""Built at a time; each with HTML has a web view of its own."""
_RUN = 6
"""Folded messages in a row that are shown as lines; of more the middle is one line."""
_REREAD_MS = 80


class ConversationView(PaneDeeds):
    """Shows the conversation that a message belongs to, over all folders; read messages are folded but for the newest.

    Reads the store; refreshed by ``MessagesChanged`` and ``EverythingChanged``. Each unfolded message is a
    ``MessagePane``, which asks for what is missing. N and P go from message to message, Enter unfolds and folds.
    """

    body_shown = Signal(object)
    """MessageId: its text is before the eyes (so it may be marked as read); once for each message."""
    edit_requested = Signal(object)
    mailto_requested = Signal(str)
    search_requested = Signal(str)
    html_available = Signal(bool)
    """Of the current message."""
    answer_requested = Signal(object, object)
    """MessageId, ReplyKind: answer this one."""

    def __init__(
        self,
        reader: Reader,
        link: EngineLink,
        parent: QWidget | None = None,
        *,
        now: Callable[[], datetime] = local_now,
    ) -> None:
        super().__init__(link, parent)
        on_ground(self, "reader")
        self._reader, self._link, self._now = reader, link, now
        self._asked: MessageId | None = None
        self._rows: list[MessageRow] = []
        self._entries: dict[MessageId, Entry] = {}
        self._revealed: set[MessageId] = set()
        self._gaps: list[Gap] = []
        self._seen: set[MessageId] = set()
        self._current: MessageId | None = None
        self._shelf = PaneShelf(self._make_pane, self._shows_html, self)
        self._arrange()
        self._reread = QTimer(self, singleShot=True, interval=_REREAD_MS)
        self._reread.timeout.connect(self._refresh)
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._look_around)
        link.received.connect(self._receive)

    # --- what is shown --------------------------------------------------------------------------------------------

    @property
    def message_id(self) -> MessageId | None:
        """The message that was asked for."""
        return self._asked if self._rows else None

    def selected_text(self, message_id: MessageId) -> str:
        """What is selected of the text of this message."""
        entry = self._entries.get(message_id)
        return entry.pane.body.selected_text() if entry is not None and entry.pane is not None else ""

    @property
    def current_message(self) -> MessageId | None:
        """The message that actions of the window are about: the one last unfolded, gone to, or the newest."""
        return self._current

    @property
    def message_ids(self) -> list[MessageId]:
        """All messages of the conversation, oldest first."""
        return [row.id for row in self._rows]

    def show_message(self, message_id: MessageId | None) -> None:
        """Show the conversation of this message; one that is shown already only gets what is new."""
        rows = [] if message_id is None else self._reader.conversation(message_id)
        is_same = any(row.id in self._entries for row in rows)
        is_new = message_id is not None and message_id not in {row.id for row in self._rows}
        self._asked = message_id
        if not is_same:
            self._begin(rows)
        else:
            self._take(rows)
            if is_new and message_id is not None:
                self._open(message_id)

    def _begin(self, rows: list[MessageRow]) -> None:
        self._settle.stop()
        self._rows = []
        self._current = None
        self._area.let_go()
        self._revealed.clear()
        self._seen.clear()
        for id_ in list(self._entries):
            self._forget(id_)
        self._take(rows)
        if not rows:
            return
        unread = [row.id for row in rows if not row.flags.bits & Flag.SEEN][-OPENED_AT_ONCE:]
        opened = list(dict.fromkeys([*unread, rows[-1].id]))
        for id_ in opened:
            self._entry(id_).unfold()
        self._place()
        self._current = rows[-1].id
        self._go_to(self._entry(opened[0]), build=True)

    def _take(self, rows: list[MessageRow]) -> None:
        """These are the messages now."""
        self._rows = rows
        ids = {row.id for row in rows}
        for gone in self._entries.keys() - ids:
            self._forget(gone)
        for row in rows:
            if row.id in self._entries:
                self._entries[row.id].show_row(row)
        if self._current not in ids:
            self._current = rows[-1].id if rows else None
        self._subject.setText(_subject(rows))
        self._count.setText(tr_n("{count} message", "{count} messages", len(rows)))
        self._place()

    def _forget(self, message_id: MessageId) -> None:
        entry = self._entries.pop(message_id)
        self._area.let_go(entry)
        entry.fold()
        entry.hide()
        self._area.stack.removeWidget(entry)
        entry.deleteLater()

    def _refresh(self) -> None:
        if self._asked is None:
            return
        rows = self._reader.conversation(self._asked)
        if not rows:  # it is gone; the others may be there still
            rows = next(filter(None, (self._reader.conversation(row.id) for row in reversed(self._rows))), [])
        known = {row.id for row in self._rows}
        fresh = [row.id for row in rows if row.id not in known and not row.flags.bits & Flag.SEEN]
        self._take(rows)
        for id_ in fresh:
            self._entry(id_).unfold()
        self._place()

    # --- folding --------------------------------------------------------------------------------------------------

    def _open(self, message_id: MessageId) -> None:
        self._entry(message_id).unfold()
        self._place()
        self._go_to(self._entry(message_id), build=True)

    def _toggle(self, message_id: MessageId) -> None:
        entry = self._entry(message_id)
        self._current = message_id
        self._area.hold(entry)
        if entry.is_open:
            entry.fold()
        else:
            entry.unfold()
            entry.build()
            entry.focus()
        self._tell_html()
        self._settle.start()

    def _reveal(self, ids: list[MessageId]) -> None:
        self._revealed.update(ids)
        self._place()

    def _entry(self, message_id: MessageId) -> Entry:
        if message_id not in self._entries:
            row = next(row for row in self._rows if row.id == message_id)
            entry = Entry(row, self._now(), self._shelf)
            entry.pressed.connect(self._toggle)
            entry.answer_wanted.connect(self.answer_requested)
            self._entries[message_id] = entry
        return self._entries[message_id]

    def _shows_html(self, message_id: MessageId) -> bool:
        body = self._reader.body(message_id)
        return body is not None and body.html is not None

    def _make_pane(self) -> MessagePane:
        pane = MessagePane(self._reader, self._link, tall=True, now=self._now)
        pane.edit_requested.connect(self.edit_requested)
        pane.mailto_requested.connect(self.mailto_requested)
        pane.answer_requested.connect(self.answer_requested)
        pane.search_requested.connect(self.search_requested)
        pane.html_available.connect(lambda _on: self._tell_html())
        pane.body_shown.connect(lambda _id: self._settle.start())
        return pane

    def _tell_html(self) -> None:
        entry = self._entries.get(self._current) if self._current is not None else None
        self.html_available.emit(entry is not None and entry.pane is not None and entry.has_html)

    # --- arrangement ----------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self._subject = PlainLabel(wordWrap=True)
        self._subject.setProperty("kind", "subject")
        self._subject.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._count = PlainLabel()
        self._count.setProperty("kind", "meta")
        head = Column()
        head.set_space(tokens.SPACE_16, tokens.SPACE_12)
        head.content.setSpacing(tokens.SPACE_4)
        head.content.addWidget(self._subject)
        head.content.addWidget(self._count)
        self._area = HeldScroll()
        self._area.stack.addWidget(head)
        self._area.stack.addStretch(1)
        self._area.stirred.connect(lambda: self._settle.start())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        self.setAccessibleName(tr("Conversation"))

    def _place(self) -> None:
        """Put lines, messages and gaps into their order; what stands there already is not touched."""
        for gap in self._gaps:
            gap.hide()
            self._area.stack.removeWidget(gap)
            gap.deleteLater()
        self._gaps = []
        wanted: list[QWidget] = []
        for run in _runs(self._rows, self._is_plain):
            if len(run) > _RUN:
                hidden = run[1:-2]
                wanted += [self._entry(run[0]), self._gap(hidden), *map(self._entry, run[-2:])]
            else:
                wanted += map(self._entry, run)
        for entry in set(self._entries.values()).difference(wanted):
            entry.hide()
        for place, widget in enumerate(wanted, 1):
            if self._area.stack.indexOf(widget) != place:
                self._area.stack.insertWidget(place, widget)
            widget.show()
        self._settle.start()

    def _is_plain(self, message_id: MessageId) -> bool:
        """Whether it may be part of a gap."""
        entry = self._entries.get(message_id)
        return message_id not in self._revealed and (entry is None or not entry.is_open)

    def _gap(self, ids: list[MessageId]) -> Gap:
        gap = Gap(len(ids))
        gap.pressed.connect(lambda: self._reveal(ids))
        self._gaps.append(gap)
        return gap

    # --- scrolling ------------------------------------------------------------------------------------------------

    def _go_to(self, entry: Entry, *, build: bool = False) -> None:
        """Bring a message to the upper edge, and hold it there while what is around it gets its height."""
        if build:
            entry.build()
        self._area.lay_out()
        self._area.hold(entry, entry.y() if entry.id == self._rows[0].id else 0)
        self._area.lay_out()
        self._settle.start()

    def _look_around(self) -> None:
        """Build what comes before the eyes, take down what is far from them, tell what is seen."""
        self._area.keep()
        top, height = self._area.top, self._area.viewport().height()
        shown = [entry for entry in self._entries.values() if not entry.isHidden()]
        near = [one for one in shown if one.y() < top + 2 * height and one.geometry().bottom() > top - height]
        for entry in near:
            if entry.is_open and entry.pane is None:
                entry.build()
                self._settle.start()
                break
        built = [one for one in shown if one.pane is not None and one not in near]
        spare = len([one for one in shown if one.pane is not None]) - LIVE_PANES
        for entry in sorted(built, key=lambda one: -abs(one.y() - top))[: max(spare, 0)]:
            entry.release()
        for entry in shown:
            if entry.pane is not None and entry.y() < top + height and entry.geometry().bottom() > top:
                entry.pane.protection.see()
            if entry.text_shown and entry.id not in self._seen and _is_before_eyes(entry, top, height):
                self._seen.add(entry.id)
                self.body_shown.emit(entry.id)

    # --- keys and actions -----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """N and P, Enter."""
        key = event.key()
        if key in (Qt.Key.Key_N, Qt.Key.Key_P) and not event.modifiers():
            self.step(1 if key == Qt.Key.Key_N else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current is not None:
            self._toggle(self._current)
        else:
            super().keyPressEvent(event)

    def step(self, by: int) -> None:
        """Go to the next message (1) or the one before (-1)."""
        ids = self.message_ids
        if self._current in ids:
            place = min(max(ids.index(self._current) + by, 0), len(ids) - 1)
            self._current = ids[place]
            self._revealed.add(self._current)
            self._place()
            entry = self._entry(self._current)
            self._go_to(entry)
            entry.focus()
            self._tell_html()

    def front_pane(self) -> MessagePane | None:
        """Of the current message."""
        if self._current is None:
            return None
        entry = self._entry(self._current)
        if entry.pane is None:
            self._open(self._current)
        return entry.pane

    def panes(self) -> list[MessagePane]:
        """Of all messages that are unfolded and near the eyes."""
        return [entry.pane for entry in self._entries.values() if entry.pane is not None]

    def scroll_page(self, down: bool = True) -> bool:
        """Scroll by one page; False when it is at the end already."""
        return self._area.turn_page(down=down)

    def _receive(self, event: events.AnyEvent) -> None:
        if self._asked is not None and isinstance(
            event, events.MessagesChanged | events.EverythingChanged | events.Ready
        ):
            self._reread.start()


def _is_before_eyes(entry: Entry, top: int, height: int) -> bool:
    """Its upper half, or as much of it as fills half of the view."""
    begins, ends = entry.y(), entry.geometry().bottom()
    seen = min(ends, top + height) - max(begins, top)
    return seen >= min(ends - begins, height) // 2


def _runs(rows: list[MessageRow], is_plain: Callable[[MessageId], bool]) -> list[list[MessageId]]:
    """Neighbours that may be part of one gap together, every other message alone."""
    runs: list[list[MessageId]] = []
    was_plain = False
    for row in rows:
        plain = is_plain(row.id)
        if plain and was_plain:
            runs[-1].append(row.id)
        else:
            runs.append([row.id])
        was_plain = plain
    return runs


def _subject(rows: list[MessageRow]) -> str:
    return subject_words(base_subject(rows[0].subject) if rows else "", encrypted=bool(rows) and rows[0].encrypted)
