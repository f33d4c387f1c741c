"""Spelling in the page "Writing": whether, by which dictionaries, and the words the user has taught."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.spelling import spelling
from mailclient.gui.spelling.dictionaries import NoDictionaryError
from mailclient.gui.theme import tokens
from mailclient.language import tr

_LIST_HEIGHT = 96


class SpellingSection(QWidget):
    """Changes ``spelling()`` at once; composers that are open follow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.on = QCheckBox(tr("Mark words that may be misspelt"))
        self.on.setChecked(spelling().on)
        self.on.toggled.connect(spelling().set_on)
        self.languages = _list(tr("Languages"))
        self.languages.itemChanged.connect(lambda _item: self._use())
        self.add = _link(tr("Add a dictionary…"))
        self.add.clicked.connect(self._ask_dictionary)
        self.said = PlainLabel(wordWrap=True)
        self.said.setProperty("kind", "danger")
        self.said.hide()
        self.learnt_title = PlainLabel(tr("Words you have added"))
        self.learnt = _list(tr("Words you have added"))
        self.learnt.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.unlearn = _link(tr("Remove selected words"))
        self.unlearn.clicked.connect(self._unlearn)
        self._show_languages()
        self._show_learnt()
        self._arrange()

    def _show_languages(self) -> None:
        self.languages.blockSignals(True)
        self.languages.clear()
        for language in spelling().languages():
            item = QListWidgetItem(language.label)
            item.setData(Qt.ItemDataRole.UserRole, language.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if language.in_use else Qt.CheckState.Unchecked)
            self.languages.addItem(item)
        self.languages.blockSignals(False)

    def _use(self) -> None:
        items = (self.languages.item(row) for row in range(self.languages.count()))
        chosen = [item for item in items if item.checkState() == Qt.CheckState.Checked]
        spelling().use(str(item.data(Qt.ItemDataRole.UserRole)) for item in chosen)

    def _ask_dictionary(self) -> None:
        kinds = tr("Dictionaries ({patterns})", patterns="*.dic *.oxt *.xpi *.zip")
        name, _ = QFileDialog.getOpenFileName(self, tr("Add a dictionary"), "", kinds)
        if name:
            self.add_dictionary(Path(name))

    def add_dictionary(self, path: Path) -> None:
        """Take it up and use it, or say why not."""
        self.said.hide()
        try:
            spelling().add(path)
        except NoDictionaryError:
            self._say(tr("There is no dictionary in this file. Choose a .dic file with its .aff beside it."))
        except OSError as error:
            self._say(tr("The file could not be read: {reason}", reason=error.strerror or str(error)))
        self._show_languages()

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.show()

    def _show_learnt(self) -> None:
        self.learnt.clear()
        self.learnt.addItems(spelling().learnt)
        for widget in (self.learnt_title, self.learnt, self.unlearn):
            widget.setVisible(bool(spelling().learnt))

    def _unlearn(self) -> None:
        for item in self.learnt.selectedItems():
            spelling().unlearn(item.text())
        self._show_learnt()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_12)
        widgets = (self.on, self.languages, self.said, self.add, self.learnt_title, self.learnt, self.unlearn)
        for widget in widgets:
            if widget in (self.add, self.unlearn):
                foot = QHBoxLayout()
                foot.addWidget(widget)
                foot.addStretch()
                column.addLayout(foot)
            else:
                column.addWidget(widget)


def _list(name: str) -> QListWidget:
    made = QListWidget()
    made.setProperty("kind", "framed")
    made.setAccessibleName(name)
    made.setFixedHeight(_LIST_HEIGHT)
    return made


def _link(text: str) -> QPushButton:
    button = text_button(text, "link")
    button.setProperty("edge", "start")
    return button
