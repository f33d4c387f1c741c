"""One message to many: choose a table, look at what each row makes, send."""

import uuid
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from mailclient.bridge import commands, events
from mailclient.bridge.draft import DraftContent
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.bridge.merge import MergeContent, merged
from mailclient.gui.controls.button import icon_button, text_button
from mailclient.gui.controls.choice import Choice
from mailclient.gui.controls.empty_state import EmptyState
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.merge.merge_rows import RowTrouble, trouble_in, unknown_fields
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.theme import tokens
from mailclient.language import tr, tr_n
from mailclient.mail.ids import AccountId, DraftId, OperationId
from mailclient.mail.merge import SIZE_LIMIT, MergeTable, UnreadableTableError, read_table
from mailclient.store.reader import Reader

_LOOK_MS = 500
_TROUBLE_SHOWN = 200
_PREVIEW_LIMIT = 100_000
_RATES = (10, 30, 60, 100, 200, 500, 1_000)
"""Messages in an hour."""


class MergeDialog(QDialog):
    """Sends ``StartMerge``, ``StopMerge``, and ``SendDraft`` for a test to oneself; tells how far it has come."""

    def __init__(
        self, reader: Reader, link: EngineLink, draft: DraftContent, account: AccountId, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Mail merge"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(680, 620)
        self._reader, self._link, self._account = reader, link, account
        self._written = self._draft = draft
        self._table: MergeTable | None = None
        self._trouble: list[RowTrouble] = []
        self._place = 0
        self._merge_id: OperationId | None = None
        self._goes_on = False
        """Messages wait in the outbox for their turn: they can still be stopped when all are there."""
        self._testing: OperationId | None = None
        self._looking = QTimer(self, interval=_LOOK_MS)
        self._looking.timeout.connect(self._follow)
        self._make()
        self._arrange()
        link.received.connect(self._receive)
        self._show()

    def _make(self) -> None:
        self.choose = text_button(tr("Choose a table…"))
        self.choose.clicked.connect(self._ask_file)
        self.about = PlainLabel("", wordWrap=True)
        self.about.setProperty("kind", "muted")
        hint = tr(
            "Each row of a table (CSV) makes one message. "
            "Write {field} where the value of a column belongs: in recipients, subject or text.",
            field="{" + tr("column") + "}",
        )
        self.empty = EmptyState("table", tr("Mail merge"), hint, ((tr("Choose a table…"), self._ask_file),))
        self.bar = Bar()
        self.bar.hide()
        self.back = icon_button("chevron-left", tr("Previous message"))
        self.on = icon_button("chevron-right", tr("Next message"))
        self.back.clicked.connect(lambda: self._go(-1))
        self.on.clicked.connect(lambda: self._go(1))
        self.counted = QLabel()
        self.head = PlainLabel("", wordWrap=True)
        self.preview = QTextBrowser()
        self.preview.setOpenLinks(False)
        self.preview.setAccessibleName(tr("Preview"))
        self.troubles = QListWidget()
        self.troubles.setProperty("kind", "framed")
        self.troubles.setMaximumHeight(110)
        self.troubles.setAccessibleName(tr("Rows that cannot be sent"))
        self.troubles.currentRowChanged.connect(self._go_to_trouble)
        self.slow = QCheckBox(tr("At most so many messages in an hour:"))
        self.rate = Choice()
        for count in _RATES:
            self.rate.addItem(str(count), count)
        self.rate.setCurrentIndex(self.rate.findData(100))
        self.rate.setAccessibleName(self.slow.text())
        self.rate.setEnabled(False)
        self.slow.toggled.connect(self.rate.setEnabled)
        self.test = text_button(tr("Send this one to myself"))
        self.test.clicked.connect(self._test)
        self.send = text_button(tr("Send"), "primary")
        self.send.clicked.connect(self.start)
        self.stop = text_button(tr("Stop"), "danger")
        self.stop.clicked.connect(self._stop)
        self.close_ = text_button(tr("Close"))
        self.close_.clicked.connect(self.accept)

    def _arrange(self) -> None:
        top = _row(self.choose, None)
        top.insertWidget(1, self.about, 1)
        turning = _row(self.back, self.counted, self.on, None)
        slowly = _row(self.slow, self.rate, None)
        buttons = _row(self.test, None, self.close_, self.stop, self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_12)
        column.addWidget(self.empty, 1)
        column.addLayout(top)
        column.addWidget(self.bar)
        column.addLayout(turning)
        column.addWidget(self.head)
        column.addWidget(self.preview, 1)
        column.addWidget(self.troubles)
        column.addLayout(slowly)
        column.addLayout(buttons)

    # --- the table -------------------------------------------------------------------------------------------------

    def _ask_file(self) -> None:
        tables, everything = tr("Tables"), tr("All files")
        kinds = f"{tables} (*.csv *.tsv *.txt);;{everything} (*)"
        name, _ = QFileDialog.getOpenFileName(self, tr("Choose a table"), "", kinds)
        if name:
            self.open_table(Path(name))

    def open_table(self, path: Path) -> None:
        """Read this file and show its first message."""
        try:
            with path.open("rb") as file:
                table = read_table(file.read(SIZE_LIMIT + 1))
        except UnreadableTableError:
            self._say(tr("There is no table in “{name}”: its first row names the columns.", name=path.name))
            return
        except OSError as error:
            self._say(tr("“{name}” cannot be read: {why}", name=path.name, why=str(error.strerror)))
            return
        self._table, self._place = table, 0
        self.bar.hide()
        self._with_recipients(table)
        self._trouble = trouble_in(self._draft, table)
        self._tell_table(path.name, table)
        self._show()

    def _with_recipients(self, table: MergeTable) -> None:
        """A draft without recipients takes the column that holds addresses; of another table its own."""
        self._draft = self._written
        if self._draft.to or self._draft.cc or self._draft.bcc:
            return
        column = table.column("email", "e-mail", "mail", "address", "이메일", "메일", "전자우편", "주소")
        if not column:
            places = range(len(table.columns))
            column = next((table.columns[place] for place in places if "@" in table.rows[0][place]), "")
        if column:
            self._draft = msgspec.structs.replace(self._draft, to=f"{{{column}}}")

    def _tell_table(self, name: str, table: MergeTable) -> None:
        count = len(table.rows)
        words = tr_n("{name}: {count} row", "{name}: {count} rows", count, name=f"{name} ({table.encoding})")
        columns = ", ".join(f"{{{column}}}" for column in table.columns)
        fields = tr("Fields: {columns}", columns=columns)
        self.about.setText(f"{words}\n{fields}")
        missing = unknown_fields(self._draft, table)
        if table.shortened:
            self._say(tr("The table is too long: only its beginning is taken."))
        elif missing:
            self._say(tr("No column is called “{name}”: it stays in the text as it is.", name=missing[0]))
        self.troubles.blockSignals(True)
        self.troubles.clear()
        for trouble in self._trouble[:_TROUBLE_SHOWN]:
            self.troubles.addItem(tr("Row {number}: {why}", number=str(trouble.number), why=trouble.words))
        self.troubles.blockSignals(False)

    # --- what is shown ---------------------------------------------------------------------------------------------

    def _go(self, by: int) -> None:
        self._place += by
        self._show()

    def _go_to_trouble(self, place: int) -> None:
        if 0 <= place < len(self._trouble):
            self._place = self._trouble[place].number - 1
            self._show()

    def _show(self) -> None:
        table = self._table
        there = table is not None
        going = self._merge_id is not None
        self.empty.setVisible(not there)
        for widget in (
            self.choose,
            self.about,
            self.back,
            self.on,
            self.counted,
            self.head,
            self.preview,
            self.slow,
            self.rate,
            self.test,
        ):
            widget.setVisible(there)
        self.troubles.setVisible(bool(self._trouble))
        self.stop.setVisible(going)
        self.send.setVisible(not going)
        self.choose.setEnabled(not going)
        good = len(table.rows) - len(self._trouble) if table is not None else 0
        self.send.setEnabled(good > 0)
        self.send.setText(tr_n("Send {count} message", "Send {count} messages", good) if good else tr("Send"))
        if table is None:
            return
        self._place = max(0, min(self._place, len(table.rows) - 1))
        self.back.setEnabled(self._place > 0)
        self.on.setEnabled(self._place < len(table.rows) - 1)
        self.counted.setText(tr("{number} of {count}", number=str(self._place + 1), count=str(len(table.rows))))
        draft = merged(self._draft, table.columns, table.rows[self._place])
        lines = [(tr("To"), draft.to), (tr("Cc"), draft.cc), (tr("Bcc"), draft.bcc), (tr("Subject"), draft.subject)]
        self.head.setText("\n".join(f"{name}: {value}" for name, value in lines if value))
        if draft.html:
            self.preview.setHtml(draft.html[:_PREVIEW_LIMIT])
        else:
            self.preview.setPlainText(draft.text[:_PREVIEW_LIMIT])

    def _say(self, words: str, *, tone: str = "warning") -> None:
        self.bar.tell(words, tone=tone, icon="info" if tone == "info" else "triangle-alert")
        self.bar.show()

    # --- sending ---------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Hand all rows that can be sent to the outbox."""
        if self._table is None or self._merge_id is not None:
            return
        bad = {trouble.number for trouble in self._trouble}
        rows = tuple(row for number, row in enumerate(self._table.rows, start=1) if number not in bad)
        spacing = 3_600 / int(self.rate.currentData()) if self.slow.isChecked() else 0.0
        content = MergeContent(self._plain(), self._table.columns, rows, spacing)
        self._merge_id = fresh_operation_id()
        self._goes_on = bool(spacing)
        self._link.operate(commands.StartMerge(self._merge_id, self._account, msgspec.msgpack.encode(content)))
        self._looking.start()
        self._show()

    def _plain(self) -> DraftContent:
        """The draft as one of many: it answers nothing and forwards nothing."""
        return msgspec.structs.replace(self._draft, answered=None, forwarded=None, send_at=None)

    def _stop(self) -> None:
        if self._merge_id is not None:
            self._goes_on = False
            self._looking.start()
            self._link.operate(commands.StopMerge(fresh_operation_id(), self._merge_id))

    def _test(self) -> None:
        if self._table is None:
            return
        draft = merged(self._plain(), self._table.columns, self._table.rows[self._place])
        subject = tr("Test: {subject}", subject=draft.subject)
        to_me = msgspec.structs.replace(draft, to=self._draft.from_, cc="", bcc="", subject=subject)
        self._testing = fresh_operation_id()
        self._link.operate(
            commands.SendDraft(self._testing, DraftId(str(uuid.uuid4())), self._account, msgspec.msgpack.encode(to_me))
        )

    def _follow(self) -> None:
        found = self._reader.merge(self._merge_id) if self._merge_id is not None else None
        if found is None:
            return
        if found.stopped:
            self._end(tr("Stopped. What had not gone out was taken back."))
        elif found.done >= found.total:
            sent = found.total - found.failed
            words = tr_n("{count} message is in the outbox.", "{count} messages are in the outbox.", sent)
            self._end(f"{words} {_failed_words(found.failed, secret=self._draft.encrypt)}".strip())
        else:
            words = tr("{done} of {total} are in the outbox…", done=str(found.done), total=str(found.total))
            self._say(words, tone="info")

    def _end(self, words: str) -> None:
        self._looking.stop()
        self.stop.setVisible(self._goes_on)
        self.close_.setFocus()
        self._say(words, tone="info")

    def _receive(self, event: events.AnyEvent) -> None:
        match event:
            case events.Acknowledged(operation_id=done) if done == self._testing:
                self._testing = None
                self._say(tr("A test is on its way to {address}.", address=self._draft.from_), tone="info")
            case events.Refused(operation_id=done, problem=problem) if done in (self._testing, self._merge_id):
                if done == self._merge_id:
                    self._merge_id = None
                    self._looking.stop()
                self.bar.tell_problem(problem)
                self.bar.show()
                self._show()
            case _:
                pass


def _failed_words(count: int, *, secret: bool) -> str:
    """How many rows did not go, and why that mostly is; "" for none."""
    if not count:
        return ""
    if secret:
        return tr_n(
            "{count} could not be encrypted and was not sent.",
            "{count} could not be encrypted and were not sent.",
            count,
        )
    return tr_n("{count} could not be sent.", "{count} could not be sent.", count)


def _row(*widgets: QWidget | None) -> QHBoxLayout:
    """Side by side; None is where it gives."""
    row = QHBoxLayout()
    row.setSpacing(tokens.SPACE_8)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget)
    return row
