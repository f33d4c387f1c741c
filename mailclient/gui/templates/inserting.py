"""Templates in a composer: from its menu, and by typing a short name and Tab."""

import re
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QMenu

from mailclient.gui.composer.pane import ComposerPane
from mailclient.gui.engine_link import EngineLink
from mailclient.language import tr
from mailclient.mail.template import Template
from mailclient.mail.text_fields import field_key, filled, first_name
from mailclient.store.reader import Reader

_CURSOR = re.compile(r"\{\s*(?:cursor|커서)\s*\}", re.IGNORECASE)
_WORD = re.compile(r"(\S{1,40})$")
_QUOTE = re.compile(r"<blockquote[ >].*</blockquote>", re.DOTALL)


def field_names() -> tuple[tuple[str, str], ...]:
    """(name as it is written in a template, what it stands for), in the language spoken now."""
    return (
        (tr("first name"), tr("the first name of the first recipient")),
        (tr("full name"), tr("the name of the first recipient")),
        (tr("address"), tr("the address of the first recipient")),
        (tr("subject"), tr("the subject of the message")),
        (tr("date"), tr("today's date")),
        (tr("my name"), tr("the name you write as")),
        (tr("quote"), tr("the text that is answered")),
        (tr("cursor"), tr("where you go on writing")),
    )


def values_of(pane: ComposerPane) -> dict[str, str]:
    """What the fields of a template stand for in this message, by English names and by those spoken now."""
    first = next(iter(pane.fields.to.addresses()), None)
    name = first.name if first is not None else ""
    identity = pane.fields.from_.identity
    values = (
        ("first name", first_name(name)),
        ("full name", name),
        ("address", first.address if first is not None else ""),
        ("subject", pane.fields.subject.text()),
        ("date", QLocale().toString(QDate.currentDate(), QLocale.FormatType.LongFormat)),
        ("my name", identity.name if identity is not None else ""),
    )
    spoken = [field_key(name) for name, _meaning in field_names()]
    known = {name: value for name, value in values}  # noqa: C416  pairs of a tuple, as a mapping
    return known | dict(zip(spoken, (value for _name, value in values), strict=False))


def insert_template(pane: ComposerPane, template: Template) -> None:
    """Insert it at the cursor; its subject where the message has none. The cursor ends where the template says."""
    values = values_of(pane)
    if template.subject and not pane.fields.subject.text().strip():
        pane.fields.subject.setText(filled(template.subject, values, html=False))
    html = filled(template.html, values, html=True)
    quote = _QUOTE.search(pane.opening.draft.html)
    for name in {"quote", tr("quote")}:
        html = html.replace("{" + name + "}", quote[0] if quote else "")
    before, mark, after = html, "", ""
    if found := _CURSOR.search(html):
        before, mark, after = html[: found.start()], found[0], html[found.end() :]
    editor = pane.editor
    editor.insert_html(before + (_PLACE if mark else "") + after)
    if mark:
        place = editor.document().find(_PLACE)
        if not place.isNull():
            place.removeSelectedText()
            editor.setTextCursor(place)
    editor.setFocus()


_PLACE = "\ue5ca\ue5cb"
"""Stands for a moment where the cursor goes; characters of no script."""


class TemplateMenu(QMenu):
    """The templates, and what can be done about them. Filled each time it opens."""

    def __init__(self, pane: ComposerPane, reader: Reader, link: EngineLink) -> None:
        super().__init__(tr("Templates"), pane)
        self._pane, self._reader, self._link = pane, reader, link
        self.aboutToShow.connect(self._fill)
        self._keys = ShortNames(pane, reader)

    def _fill(self) -> None:
        self.clear()
        for template in self._reader.templates():
            words = template.name.replace("&", "&&")
            entry = self.addAction(f"{words}\t{template.short}" if template.short else words)
            entry.triggered.connect(partial(self._insert, template))
        if self.isEmpty():
            self.addAction(tr("No templates yet")).setEnabled(False)
        self.addSeparator()
        self.addAction(tr("Save as template…")).triggered.connect(self._save)
        self.addAction(tr("Edit templates…")).triggered.connect(self._edit)

    def _insert(self, template: Template, _checked: bool = False) -> None:
        insert_template(self._pane, template)

    def _save(self) -> None:
        from mailclient.gui.templates.template_dialog import TemplateDialog, fresh_template

        content = self._pane.content()
        template = fresh_template(content.subject, content.html or content.text)
        dialog = TemplateDialog(template, self._reader.templates(), self._pane)
        dialog.chosen.connect(self._add)
        dialog.open()

    def _add(self, template: Template) -> None:
        from mailclient.gui.templates.templates_dialog import keep

        keep(self._link, [*self._reader.templates(), template])

    def _edit(self) -> None:
        from mailclient.gui.templates.templates_dialog import TemplatesDialog

        TemplatesDialog(self._reader, self._link, self._pane.window()).open()


class ShortNames(QObject):
    """Tab behind a short name puts its template in its place; elsewhere Tab does what it always does."""

    def __init__(self, pane: ComposerPane, reader: Reader) -> None:
        super().__init__(pane)
        self._pane, self._reader = pane, reader
        pane.editor.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at Tab alone."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Tab
            and not event.modifiers()
        ):
            return self._expand()
        return super().eventFilter(watched, event)

    def _expand(self) -> bool:
        cursor = self._pane.editor.textCursor()
        word = _WORD.search(cursor.block().text()[: cursor.positionInBlock()])
        template = None if word is None or cursor.hasSelection() else called(self._reader.templates(), word[1])
        if word is None or template is None:
            return False
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(word[1]))
        cursor.removeSelectedText()
        self._pane.editor.setTextCursor(cursor)
        insert_template(self._pane, template)
        return True


def called(templates: Sequence[Template], short: str) -> Template | None:
    """The one with this short name."""
    return next((one for one in templates if one.short and one.short.casefold() == short.casefold()), None)
