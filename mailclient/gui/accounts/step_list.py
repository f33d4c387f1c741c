"""What is being done and what was, line by line: looking for servers, logging in."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.message_view.icon_label import ElidedLabel, IconLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.discovery import StepState

_LOOKS = {
    StepState.RUNNING: ("loader-circle", "accent_text"),
    StepState.FOUND: ("circle-check", "good"),
    StepState.NOTHING: ("circle-minus", "muted"),
    StepState.FAILED: ("circle-alert", "warning"),
}
"""Icon and colour of each state."""


class StepList(QWidget):
    """Lines come in the order they are first told of, and change where they stand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: dict[str, StepRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(tokens.SPACE_8)

    def clear(self) -> None:
        """No lines."""
        for row in self.rows.values():
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows.clear()

    def tell(self, key: str, words: str, state: StepState, remark: str = "") -> None:
        """The line ``key`` says this now. ``remark``: what came of it, if that is not what the icon says anyway."""
        if key not in self.rows:
            self.rows[key] = StepRow()
            self._column.addWidget(self.rows[key])
        self.rows[key].show_state(words, state, remark)

    def settle(self, state: StepState) -> None:
        """What is still running has ended like this."""
        for row in self.rows.values():
            if row.state is StepState.RUNNING:
                row.show_state(row.words.text(), state)


class StepRow(QWidget):
    """An icon, what is done, what came of it."""

    def __init__(self) -> None:
        super().__init__()
        self.state = StepState.RUNNING
        self._icon = IconLabel("loader-circle", tokens.ICON_SMALL, "accent_text")
        self.words = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self.remark = PlainLabel()
        self.remark.setProperty("kind", "meta")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SPACE_8)
        row.addWidget(self._icon)
        row.addWidget(self.words, 1)
        row.addWidget(self.remark)

    def show_state(self, words: str, state: StepState, remark: str = "") -> None:
        """Say this, with the icon of ``state``."""
        self.state = state
        self._icon.set_icon(*_LOOKS[state])
        self.words.setText(words)
        self.remark.setText(remark or _remark(state))
        self.setAccessibleName(f"{words}: {self.remark.text()}")


def _remark(state: StepState) -> str:
    return {
        StepState.RUNNING: "",
        StepState.FOUND: "",
        StepState.NOTHING: tr("nothing there"),
        StepState.FAILED: tr("no answer"),
    }[state]
