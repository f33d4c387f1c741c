"""The window in which a template is written."""

import uuid
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from mailclient.gui.composer.editor import BodyEditor
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.templates.inserting import called, field_names
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.template import Template

_NAME_LENGTH, _SHORT_LENGTH = 100, 40


def fresh_template(subject: str = "", html: str = "") -> Template:
    """One that is not kept yet."""
    return Template(str(uuid.uuid4()), subject.strip()[:_NAME_LENGTH], "", subject, html)


class TemplateDialog(QDialog):
    """Shows one template; ``others`` have short names that are taken."""

    chosen = Signal(object)
    """Template: as it is to be kept."""

    def __init__(self, template: Template, others: Sequence[Template], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Template"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(600, 520)
        self._template = template
        self._others = [one for one in others if one.id != template.id]
        self.name = _line(tr("Name"), template.name, _NAME_LENGTH)
        self.short = _line(tr("Short name"), template.short, _SHORT_LENGTH)
        self.short.setPlaceholderText(tr("Type it and press Tab to insert the template"))
        self.subject = _line(tr("Subject"), template.subject, 1_000)
        self.subject.setPlaceholderText(tr("Only for messages that have none yet"))
        self.editor = BodyEditor()
        self.editor.setProperty("kind", "framed")
        self.editor.fill_html(template.html)
        self.said = PlainLabel("", wordWrap=True)
        self.said.setProperty("kind", "danger")
        self.keep = text_button(tr("Keep"), "primary")
        self.keep.setDefault(True)
        self._arrange()
        for field in (self.name, self.short):
            field.textChanged.connect(self._look)
        self.keep.clicked.connect(self._choose)
        self._look()
        self.name.setFocus()

    def _arrange(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(tokens.SPACE_12)
        form.setVerticalSpacing(tokens.SPACE_8)
        for words, field in ((tr("Name"), self.name), (tr("Short name"), self.short), (tr("Subject"), self.subject)):
            label = PlainLabel(words)
            label.setProperty("kind", "muted")
            form.addRow(label, field)
        fields = text_button(tr("Insert field"))
        menu = QMenu(fields)
        for name, meaning in field_names():
            menu.addAction(f"{{{name}}}\t{meaning}").triggered.connect(partial(self._insert, name))
        fields.setMenu(menu)
        cancel = text_button(tr("Cancel"))
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_8)
        row.addWidget(fields)
        row.addStretch()
        row.addWidget(cancel)
        row.addWidget(self.keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_12)
        column.addLayout(form)
        column.addWidget(self.editor, 1)
        column.addWidget(self.said)
        column.addLayout(row)

    def _insert(self, name: str, _checked: bool = False) -> None:
        self.editor.insert_plain(f"{{{name}}}")
        self.editor.setFocus()

    def _look(self) -> None:
        short = self.short.text().strip()
        taken = called(self._others, short) if short else None
        why = ""
        if taken is not None:
            why = tr("“{name}” has this short name already.", name=taken.name)
        elif len(short.split()) > 1:
            why = tr("A short name is one word.")
        self.said.setText(why)
        self.said.setVisible(bool(why))
        self.keep.setEnabled(bool(self.name.text().strip()) and not why)

    def _choose(self) -> None:
        name, short = self.name.text().strip(), self.short.text().strip()
        self.chosen.emit(Template(self._template.id, name, short, self.subject.text().strip(), self.editor.html()))
        self.accept()


def _line(name: str, text: str, length: int) -> QLineEdit:
    made = QLineEdit(text)
    made.setAccessibleName(name)
    made.setMaxLength(length)
    return made
