"""One filter: its name, when it is meant, what it does."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mailclient.gui.controls.button import link_row, text_button
from mailclient.gui.controls.choice import Choice
from mailclient.gui.controls.field import Field
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.surface import hairline
from mailclient.gui.filters.action_row import ActionRow
from mailclient.gui.filters.condition_row import ConditionRow
from mailclient.gui.filters.words import usual_name
from mailclient.gui.theme import bind_icon, tokens
from mailclient.language import tr
from mailclient.mail import filter as filters
from mailclient.mail.folder import Folder

_WHICH_LETTERS = 18
_SIZE = (660, 540)
_SMALLEST = (540, 320)


class FilterEditor(QDialog):
    """``answer`` gets the filter as it is in the rows; nothing happens before "Done"."""

    def __init__(
        self,
        made: filters.Filter | None,
        folders: Sequence[Folder],
        answer: Callable[[filters.Filter], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(tr("Change filter") if made else tr("New filter"))
        self.resize(*_SIZE)
        self.setMinimumSize(*_SMALLEST)
        self._made = made or filters.Filter("", ())
        self._folders, self._answer = folders, answer
        self.name = QLineEdit(self._made.name)
        self.name.setPlaceholderText(tr("named after its first condition"))
        self.which = Choice()
        self.which.addItem(tr("all of these hold"), False)
        self.which.addItem(tr("one of these holds"), True)
        self.which.setCurrentIndex(int(self._made.any))
        self.which.setAccessibleName(tr("When"))
        self.which.setMinimumContentsLength(_WHICH_LETTERS)
        self.conditions: list[ConditionRow] = []
        self.actions_: list[ActionRow] = []
        self._condition_box, self._action_box = QVBoxLayout(), QVBoxLayout()
        self.always = PlainLabel(tr("Without a condition it is meant for every message."), wordWrap=True)
        self.always.setProperty("kind", "muted")
        self.add_condition_button = text_button(tr("Add condition"), "link")
        self.add_action_button = text_button(tr("Add action"), "link")
        for button in (self.add_condition_button, self.add_action_button):
            bind_icon(button, "plus", tokens.ICON_SMALL, "accent_text")
        self.add_condition_button.clicked.connect(lambda: self.add_condition())
        self.add_action_button.clicked.connect(lambda: self.add_action())
        self._cancel, self._done = text_button(tr("Cancel")), text_button(tr("Done"), "primary")
        self.said = PlainLabel(wordWrap=True)
        self.said.setProperty("kind", "danger")
        self.said.hide()
        self._arrange()
        for condition in self._made.conditions if made else (_FIRST_CONDITION,):
            self.add_condition(condition)
        for action in self._made.actions if made else (_FIRST_ACTION,):
            self.add_action(action)
        self.name.setFocus()

    def add_condition(self, condition: filters.Condition | None = None) -> ConditionRow:
        """One more row."""
        row = ConditionRow(condition or _FIRST_CONDITION)
        self.conditions.append(row)
        self._condition_box.addWidget(row)
        row.removed.connect(lambda: self._remove_condition(row))
        self.always.hide()
        self._order_stops()
        return row

    def add_action(self, action: filters.Action | None = None) -> ActionRow:
        """One more row."""
        row = ActionRow(action or _FIRST_ACTION, self._folders)
        self.actions_.append(row)
        self._action_box.addWidget(row)
        row.removed.connect(lambda: self._remove_action(row))
        self._order_stops()
        return row

    def finish(self) -> None:
        """Give the filter back, or go to what is missing."""
        complete = [row.complete() for row in self.conditions] + [row.complete() for row in self.actions_]
        if not all(complete):
            self._say(tr("Fill in what is marked, or remove its row."))
            return
        if not self.actions_:
            self._say(tr("Add an action: what is to be done?"))
            return
        made = replace(
            self._made,
            name=self.name.text().strip(),
            conditions=tuple(row.condition() for row in self.conditions),
            actions=tuple(row.action() for row in self.actions_),
            any=bool(self.which.currentData()),
        )
        self._answer(made if made.name else replace(made, name=usual_name(made)))
        self.accept()

    def _order_stops(self) -> None:
        """Tab goes from the top to the bottom, also through rows that were added later."""
        stops: list[QWidget] = [self.name, self.which]
        for condition in self.conditions:
            stops.extend(condition.stops)
        stops.append(self.add_condition_button)
        for action in self.actions_:
            stops.extend(action.stops)
        stops += [self.add_action_button, self._cancel, self._done]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.show()

    def _remove_condition(self, row: ConditionRow) -> None:
        self.conditions.remove(row)
        row.hide()
        row.deleteLater()
        self.always.setVisible(not self.conditions)

    def _remove_action(self, row: ActionRow) -> None:
        self.actions_.remove(row)
        row.hide()
        row.deleteLater()

    def _arrange(self) -> None:
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_16)
        inside.setSpacing(tokens.SPACE_8)
        inside.addWidget(Field(tr("Name"), self.name))
        inside.addSpacing(tokens.SPACE_8)
        when = QHBoxLayout()
        when.setSpacing(tokens.SPACE_8)
        when.addWidget(_heading(tr("When")))
        when.addWidget(self.which)
        when.addStretch(1)
        inside.addLayout(when)
        inside.addLayout(self._condition_box)
        inside.addWidget(self.always)
        inside.addLayout(link_row(self.add_condition_button))
        inside.addSpacing(tokens.SPACE_8)
        inside.addWidget(_heading(tr("Do this")))
        inside.addLayout(self._action_box)
        inside.addLayout(link_row(self.add_action_button))
        inside.addWidget(self.said)
        inside.addStretch()
        for box in (self._condition_box, self._action_box):
            box.setSpacing(tokens.SPACE_8)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        column.addWidget(hairline())
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        self._done.setDefault(True)
        self._done.clicked.connect(self.finish)
        self._cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setContentsMargins(tokens.SPACE_24, tokens.SPACE_12, tokens.SPACE_24, tokens.SPACE_12)
        row.setSpacing(tokens.SPACE_8)
        row.addStretch()
        row.addWidget(self._cancel)
        row.addWidget(self._done)
        return row


_FIRST_CONDITION = filters.Condition(filters.Field.FROM, filters.Comparison.CONTAINS)
_FIRST_ACTION = filters.Action(filters.ActionKind.MOVE)


def _heading(words: str) -> PlainLabel:
    label = PlainLabel(words)
    label.setProperty("kind", "strong")
    return label
