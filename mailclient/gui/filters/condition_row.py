"""One condition of a filter: what is looked at, how it is compared, with what."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from mailclient.gui.controls.button import icon_button
from mailclient.gui.controls.choice import Choice
from mailclient.gui.filters.words import comparison_names, field_names
from mailclient.gui.tags.look import tag_keyword, tag_name
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.filter import NUMBERS, Comparison, Condition, Field

_NARROWEST = 72


class ConditionRow(QWidget):
    """``condition`` is what it says; ``removed`` asks for it to go."""

    removed = Signal()

    def __init__(self, condition: Condition, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field, self.comparison = Choice(), Choice()
        self.header, self.value = QLineEdit(condition.header), QLineEdit()
        self._shown_field: Field | None = None
        for field, name in field_names().items():
            self.field.addItem(name, field.value)
        self.field.setAccessibleName(tr("What is looked at"))
        self.comparison.setAccessibleName(tr("How it is compared"))
        self.header.setPlaceholderText("X-Priority")
        self.header.setAccessibleName(tr("Header field"))
        self.value.setAccessibleName(tr("With what"))
        self.remove = icon_button("x", tr("Remove this condition"), size=tokens.ICON_SMALL)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SPACE_8)
        for widget, share in ((self.field, 3), (self.header, 3), (self.comparison, 3), (self.value, 4)):
            row.addWidget(widget, share)
        row.addWidget(self.remove)
        row.setAlignment(self.remove, Qt.AlignmentFlag.AlignRight)
        for line in (self.header, self.value):
            line.setMinimumWidth(_NARROWEST)
        self.field.setCurrentIndex(self.field.findData(condition.field.value))
        self._follow_field()
        self.comparison.setCurrentIndex(max(self.comparison.findData(condition.comparison.value), 0))
        self.value.setText(tag_name(condition.value) if condition.field is Field.TAG else condition.value)
        for line in (self.header, self.value):
            line.setCursorPosition(0)
        self.field.currentIndexChanged.connect(self._follow_field)
        self.remove.clicked.connect(self.removed)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What Tab goes through, as it is seen."""
        return self.field, self.header, self.comparison, self.value, self.remove

    def condition(self) -> Condition:
        """What is chosen; a tag is named as people see it and kept as its keyword."""
        field = Field(self.field.currentData())
        value = self.value.text().strip()
        if field is Field.TAG:
            value = tag_keyword(value)
        elif field is Field.ATTACHMENT:
            value = "yes"
        header = self.header.text().strip() if field is Field.HEADER else ""
        return Condition(field, Comparison(self.comparison.currentData()), value, header)

    def complete(self) -> bool:
        """Whether nothing is missing; goes to what is."""
        condition = self.condition()
        missing = None
        if condition.field is Field.HEADER and not condition.header:
            missing = self.header
        elif not condition.value:
            missing = self.value
        for line in (self.header, self.value):
            line.setProperty("fault", line is missing)
            line.style().unpolish(line)
            line.style().polish(line)
        if missing is not None:
            missing.setFocus(Qt.FocusReason.OtherFocusReason)
        return missing is None

    def _follow_field(self) -> None:
        field = Field(self.field.currentData())
        if field is self._shown_field:
            return
        self._shown_field = field
        chosen = self.comparison.currentData()
        self.comparison.clear()
        for comparison, name in comparison_names(field).items():
            self.comparison.addItem(name, comparison.value)
        self.comparison.setCurrentIndex(max(self.comparison.findData(chosen), 0))
        self.header.setVisible(field is Field.HEADER)
        self.value.setVisible(field is not Field.ATTACHMENT)
        self.value.setValidator(QIntValidator(0, 2_000_000_000, self.value) if field in NUMBERS else None)  # type: ignore[arg-type]
