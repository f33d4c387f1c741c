"""Templates in a composer: from its menu, and by typing a short name and Tab."""

import re
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QMenu
from shiboken6 import isValid

from mailclient.bridge import events
from mailclient.bridge.commands import SetTemplates
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.composer.pane import ComposerPane
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.templates.inserting import called, insert_template
from mailclient.language import tr
from mailclient.mail.template import Template
from mailclient.store.reader import Reader

_WORD = re.compile(r"(\S{1,40})$")


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
        secret = self._pane.protecting.choice.is_secret
        save = self.addAction(
            tr("Save as template (not of an encrypted message)") if secret else tr("Save as template…")
        )
        save.setEnabled(not secret)  # templates are kept in clear
        save.triggered.connect(self._save)
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
        templates = (*self._reader.templates(), template)
        self._link.request(SetTemplates(fresh_request_id(), templates), self._kept)

    def _kept(self, event: events.Finished | events.Failed) -> None:
        if isinstance(event, events.Failed) and isValid(self):
            self._pane.tell_problem(event.problem)

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
