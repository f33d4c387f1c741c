"""All templates, in the user's order."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from mailclient.bridge import events
from mailclient.bridge.commands import SetTemplates
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.ordered_list import OrderedList
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.templates.template_dialog import TemplateDialog, fresh_template
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.template import Template
from mailclient.store.reader import Reader


class TemplatesDialog(QDialog):
    """Sends ``SetTemplates`` at each change; what it shows is what was written down."""

    def __init__(self, reader: Reader, link: EngineLink, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Templates"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(480, 480)
        self._reader, self._link = reader, link
        self._templates = reader.templates()
        self.list = OrderedList(
            tr("Templates"),
            "file-text",
            tr("No templates yet"),
            tr("Texts you write often: insert them from the composer's menu, or by a short name and Tab."),
        )
        self.bar = Bar()
        self.bar.hide()
        title = PlainLabel(tr("Templates"))
        title.setProperty("kind", "subject")
        close = text_button(tr("Close"), "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_12)
        column.addWidget(title)
        column.addWidget(self.list, 1)
        column.addWidget(self.bar)
        column.addLayout(row)
        self.list.add_requested.connect(lambda: self._write(fresh_template(), len(self._templates)))
        self.list.edit_requested.connect(lambda place: self._write(self._templates[place], place))
        self.list.remove_requested.connect(self._remove)
        self.list.move_requested.connect(self._move)
        self._show(0)

    def _show(self, chosen: int) -> None:
        lines: list[tuple[str, bool | None]] = [
            (f"{one.name}    {one.short}" if one.short else one.name, None) for one in self._templates
        ]
        self.list.show_lines(lines, chosen)

    def _write(self, template: Template, place: int) -> None:
        def keep_it(chosen: Template) -> None:
            self._change([*self._templates[:place], chosen, *self._templates[place + 1 :]], place)

        dialog = TemplateDialog(template, self._templates, self)
        dialog.chosen.connect(keep_it)
        dialog.open()

    def _remove(self, place: int) -> None:
        self._change([*self._templates[:place], *self._templates[place + 1 :]], place)

    def _move(self, place: int, to: int) -> None:
        moved = list(self._templates)
        moved.insert(to, moved.pop(place))
        self._change(moved, to)

    def _change(self, templates: list[Template], chosen: int) -> None:
        self._templates = templates
        self._show(chosen)
        self._link.request(SetTemplates(fresh_request_id(), tuple(templates)), self._kept)

    def _kept(self, event: events.Finished | events.Failed) -> None:
        if isValid(self) and isinstance(event, events.Failed):
            self._templates = self._reader.templates()
            self._show(0)
            self.bar.tell_problem(event.problem)
            self.bar.show()
