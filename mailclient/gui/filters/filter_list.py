"""The filters of an account, in the order they look at a message. Every change takes effect at once."""

from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.choice import Choice
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.ordered_list import OrderedList
from mailclient.gui.controls.question import ask
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.filters.filter_editor import FilterEditor
from mailclient.gui.folder_list.tree import folder_label
from mailclient.gui.theme import tokens
from mailclient.language import tr, tr_n
from mailclient.language.problems import problem_text
from mailclient.mail.filter import Filter
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import AccountId
from mailclient.store.reader import Reader


class FilterList(QWidget):
    """Sends ``SetFilters`` with each change, and ``RunFilters``."""

    def __init__(self, reader: Reader, link: EngineLink, account_id: AccountId, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link, self._account_id = link, account_id
        self._folders = reader.folders(account_id)
        self.filters = list(reader.filters(account_id))
        self.list = OrderedList(tr("Filters"), "funnel", tr("No filters yet"))
        hint = PlainLabel(tr("What is done by itself with new mail. Changes take effect at once."), wordWrap=True)
        hint.setProperty("kind", "muted")
        self.where = Choice()
        self.where.setAccessibleName(tr("Folder"))
        for folder in self._folders:
            if folder.selectable and folder.role not in (FolderRole.DRAFTS, FolderRole.SENT):
                self.where.addItem(folder_label(folder), folder.id)
        self.run_button = text_button(tr("Run now"))
        self.said = PlainLabel(wordWrap=True)
        self.said.setProperty("kind", "meta")
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_8)
        row.addWidget(PlainLabel(tr("On the mail in")))
        row.addWidget(self.where, 1)
        row.addWidget(self.run_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_8)
        column.addWidget(hint)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        column.addWidget(self.said)
        self._connect()
        self._show(0)

    def open(self, place: int | None) -> FilterEditor:
        """The editor for the filter at this place; None: for a new one."""

        def keep(made: Filter) -> None:
            if place is None:
                self.filters.append(made)
            else:
                self.filters[place] = made
            self._set(len(self.filters) - 1 if place is None else place)

        editor = FilterEditor(self.filters[place] if place is not None else None, self._folders, keep, self)
        editor.open()
        return editor

    def run(self) -> None:
        """Apply them to what is in the folder now."""
        folder_id = self.where.currentData()
        if folder_id is not None:
            self.run_button.setEnabled(False)
            self._link.request(commands.RunFilters(fresh_request_id(), folder_id), self._ran)

    def _ran(self, event: events.Finished | events.Failed) -> None:
        if not isValid(self):
            return
        self._show(self.list.place)
        if isinstance(event, events.Failed):
            self.said.setText(str(problem_text(event.problem)))
        else:
            done = len(event.filtered)
            self.said.setText(
                tr_n("{count} thing was done.", "{count} things were done.", done)
                if done
                else tr("No message there is meant by a filter.")
            )

    def _tick(self, place: int, on: bool) -> None:
        self.filters[place] = replace(self.filters[place], enabled=on)
        self._set(place)

    def _move(self, place: int, target: int) -> None:
        self.filters.insert(target, self.filters.pop(place))
        self._set(target)

    def _remove(self, place: int) -> None:
        def go() -> None:
            del self.filters[place]
            self._set(place)

        name = self.filters[place].name
        ask(self, tr("Delete the filter “{name}”?", name=name), tr("Mail that it has moved stays where it is."),
            tr("Delete"), go, danger=True)  # fmt: skip

    def _set(self, chosen: int) -> None:
        self._show(chosen)
        self.said.setText("")
        command = commands.SetFilters(fresh_request_id(), self._account_id, tuple(self.filters))
        self._link.request(command, self._answer)

    def _answer(self, event: events.Finished | events.Failed) -> None:
        if isValid(self) and isinstance(event, events.Failed):
            self.said.setText(str(problem_text(event.problem)))

    def _show(self, chosen: int) -> None:
        self.list.show_lines([(each.name, each.enabled) for each in self.filters], max(chosen, 0))
        self.run_button.setEnabled(any(each.enabled for each in self.filters) and self.where.count() > 0)

    def _connect(self) -> None:
        self.list.add_requested.connect(lambda: self.open(None))
        self.list.edit_requested.connect(self.open)
        self.list.remove_requested.connect(self._remove)
        self.list.move_requested.connect(self._move)
        self.list.ticked.connect(self._tick)
        self.run_button.clicked.connect(self.run)
