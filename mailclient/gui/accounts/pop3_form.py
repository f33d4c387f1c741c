"""What a POP3 account leaves on its server, chosen in plain words."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mailclient.gui.controls.choice import Choice
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.pop3 import Pop3Rules

_SIZES = (None, 50_000, 500_000, 5_000_000)
_INDENT = 24


class Pop3Form(QWidget):
    """``rules`` is what the fields say."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.leave = QCheckBox(tr("Leave messages on the server"))
        self.days = _Limit(tr("for at most"), tr("days"), 14)
        self.count = _Limit(tr("only the newest"), tr("messages"), 500)
        self.remove = QCheckBox(tr("Delete them there when I delete them here for good"))
        self.large = Choice()
        self.large.setAccessibleName(tr("Messages at first without their text"))
        self.advice = PlainLabel(wordWrap=True)
        self.advice.setProperty("kind", "meta")
        self._arrange()
        self.fill(Pop3Rules())
        for box in (self.leave, self.days.box, self.count.box, self.remove):
            box.toggled.connect(self._follow)
        for limit in (self.days, self.count):
            limit.number.textEdited.connect(self.changed)
        self.large.activated.connect(self.changed)

    def fill(self, rules: Pop3Rules) -> None:
        """Show these."""
        self.leave.setChecked(rules.leave_on_server)
        self.days.fill(rules.days)
        self.count.fill(rules.count)
        self.remove.setChecked(rules.remove_deleted)
        sizes = {*_SIZES, rules.headers_only_above}
        self.large.clear()
        for size in sorted(sizes, key=lambda size: size or 0):
            self.large.addItem(_size_words(size), size)
        self.large.setCurrentIndex(self.large.findData(rules.headers_only_above))
        self._follow()

    def rules(self) -> Pop3Rules:
        """What is chosen."""
        return Pop3Rules(
            leave_on_server=self.leave.isChecked(),
            days=self.days.value(),
            count=self.count.value(),
            remove_deleted=self.remove.isChecked(),
            headers_only_above=self.large.currentData(),
        )

    def _follow(self) -> None:
        on = self.leave.isChecked()
        for widget in (self.days, self.count, self.remove):
            widget.setEnabled(on)
        self.advice.setText(
            tr("Other devices can download them too, and the server has a second copy.")
            if on
            else tr("What is downloaded exists on this computer only. Make backups.")
        )
        self.changed.emit()

    def _arrange(self) -> None:
        inner = QVBoxLayout()
        inner.setContentsMargins(_INDENT, 0, 0, 0)
        inner.setSpacing(tokens.SPACE_8)
        inner.addWidget(self.advice)
        for widget in (self.days, self.count, self.remove):
            inner.addWidget(widget)
        large = QHBoxLayout()
        large.setSpacing(tokens.SPACE_8)
        large.addWidget(PlainLabel(tr("Download")))
        large.addWidget(self.large, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_8)
        column.addWidget(self.leave)
        column.addLayout(inner)
        column.addSpacing(tokens.SPACE_4)
        column.addLayout(large)


class _Limit(QWidget):
    """A tick, words, a number, its unit."""

    def __init__(self, before: str, after: str, usual: int) -> None:
        super().__init__()
        self._usual = usual
        self.box = QCheckBox(before)
        self.number = QLineEdit(str(usual))
        self.number.setValidator(QIntValidator(1, 99_999, self))
        self.number.setFixedWidth(64)
        self.number.setAccessibleName(f"{before} … {after}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SPACE_8)
        row.addWidget(self.box)
        row.addWidget(self.number)
        row.addWidget(PlainLabel(after))
        row.addStretch()
        self.box.toggled.connect(self.number.setEnabled)
        self.number.setEnabled(False)

    def fill(self, value: int | None) -> None:
        """None: no limit."""
        self.box.setChecked(value is not None)
        self.number.setText(str(value or self._usual))

    def value(self) -> int | None:
        """The number, None without a tick."""
        if not self.box.isChecked():
            return None
        return int(self.number.text()) if self.number.hasAcceptableInput() else self._usual


def _size_words(size: int | None) -> str:
    if size is None:
        return tr("whole messages")
    shown = f"{size / 1_000_000:g} MB" if size >= 1_000_000 else f"{size / 1000:g} kB"
    return tr("only the beginning of messages above {size}", size=shown)
