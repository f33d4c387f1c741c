"""Signed and encrypted mail: where keys of others are looked for. One's own keys have a window of their own."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from mailclient.bridge import commands
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.controls.button import put_icon_before, text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.store.reader import Reader

_FIELD_WIDTH = 280


class SecurityPage(QWidget):
    """Sends ``SetKeySettings`` at each choice; ``keys_requested`` opens the window of keys."""

    keys_requested = Signal()

    def __init__(self, reader: Reader, link: EngineLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._settings = settings = reader.key_settings()
        self.keys = text_button(tr("Keys and certificates…"))
        put_icon_before(self.keys, "key-round", "text")
        self.keys.clicked.connect(self.keys_requested)
        self.look_up = QCheckBox(tr("Look for keys of recipients at their mail providers while I write"))
        self.look_up.setChecked(settings.look_up)
        self.look_up.toggled.connect(lambda on: self._keep(look_up=on))
        self.ask_server = QCheckBox(tr("Ask this keyserver, too"))
        self.ask_server.setChecked(bool(settings.keyserver))
        self.server = QLineEdit(settings.keyserver or settings.suggested_keyserver)
        self.server.setAccessibleName(tr("Keyserver"))
        self.server.setFixedWidth(_FIELD_WIDTH)
        self.server.setEnabled(bool(settings.keyserver))
        self.ask_server.toggled.connect(self._choose_server)
        self.server.editingFinished.connect(self._choose_server)
        self._arrange()

    def _choose_server(self) -> None:
        self.server.setEnabled(self.ask_server.isChecked())
        self._keep(keyserver=self.server.text().strip() if self.ask_server.isChecked() else "")

    def _keep(self, *, look_up: bool | None = None, keyserver: str | None = None) -> None:
        now = self._settings
        changed = replace(
            now,
            look_up=now.look_up if look_up is None else look_up,
            keyserver=now.keyserver if keyserver is None else keyserver,
        )
        if changed != now:
            self._settings = changed
            self._link.request(commands.SetKeySettings(fresh_request_id(), changed))

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_16, tokens.SPACE_24, tokens.SPACE_16, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_8)
        column.addWidget(_words(tr("Your keys, which of your addresses uses which, and the keys of others.")))
        column.addWidget(self.keys, 0, Qt.AlignmentFlag.AlignLeft)
        heading = PlainLabel(tr("Keys of people you write to"))
        heading.setProperty("kind", "strong")
        heading.setContentsMargins(0, tokens.SPACE_16, 0, 0)
        column.addWidget(heading)
        column.addWidget(self.look_up)
        column.addWidget(self.ask_server)
        column.addWidget(self.server)
        column.addWidget(_words(tr("Whoever is asked learns to whom you write. A key found there counts for nothing "
                                   "until you accept it.")))  # fmt: skip
        column.addStretch(1)


def _words(text: str) -> PlainLabel:
    label = PlainLabel(text, wordWrap=True)
    label.setProperty("kind", "muted")
    return label
