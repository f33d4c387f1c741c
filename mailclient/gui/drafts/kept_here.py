"""Encrypted drafts above the list of the Drafts folder: no server has them, and what they say is not known before."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from mailclient.bridge import events
from mailclient.gui.composer.composers import ComposerPane, Composers
from mailclient.gui.controls.button import put_icon_before, text_button
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.main_window.window import MainWindow
from mailclient.gui.message_view.moment import moment_text
from mailclient.language import tr
from mailclient.mail.folder import FolderRole
from mailclient.store.rows import DraftRow


class KeptHere(QObject):
    """A line for each; a click opens it. Refreshed by ``FoldersChanged`` and when a composer opens or closes."""

    def __init__(self, window: MainWindow, link: EngineLink, composers: Composers) -> None:
        super().__init__(window)
        self._window, self._composers = window, composers
        self.box = QWidget()
        self._lines = QVBoxLayout(self.box)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        self._shown: list[DraftRow] = []
        self._buttons: list[QPushButton] = []
        self.box.hide()
        window.list_column.put_above(self.box)
        window.folder_shown.connect(lambda _folder_id: self.look())
        composers.opened.connect(self._watch)
        link.received.connect(self._receive)

    @property
    def buttons(self) -> list[QPushButton]:
        """One for each draft, the newest first."""
        return list(self._buttons)

    def look(self) -> None:
        """What there is to show now."""
        folder = self._window.folder
        rows: list[DraftRow] = []
        if self._window.role is FolderRole.DRAFTS and self._window.reader.is_current:
            rows = [row for row in self._window.reader.drafts() if row.sealed]
            if folder is not None:
                rows = [row for row in rows if row.account_id == folder.account_id]
        if rows != self._shown:
            self._shown = rows
            self._fill()

    def _fill(self) -> None:
        for button in self._buttons:
            self._lines.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons.clear()
        now = datetime.now().astimezone()
        for row in self._shown:
            when = moment_text(datetime.fromtimestamp(row.saved_at).astimezone(), now)
            button = text_button(tr("Encrypted draft · {time}", time=when), "outbox")
            button.setToolTip(tr("It is kept on this computer only. A click opens it."))
            button.setAccessibleDescription(button.toolTip())
            put_icon_before(button, "lock", "muted")
            button.clicked.connect(partial(self._open, row))
            self._lines.addWidget(button)
            self._buttons.append(button)
        self.box.setVisible(bool(self._shown))

    def _open(self, row: DraftRow) -> None:
        self._composers.restoring.restore(row.id, row.account_id)

    def _watch(self, composer: ComposerPane) -> None:
        composer.closed.connect(lambda _composer: QTimer.singleShot(0, self, self.look))

    def _receive(self, event: events.AnyEvent) -> None:
        if isinstance(event, events.FoldersChanged | events.EverythingChanged | events.Ready):
            self.look()
