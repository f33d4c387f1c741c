"""Earlier versions of a draft: when each was saved and what came with it, read, and brought back."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from shiboken6 import isValid

from mailclient.bridge.draft import DraftContent
from mailclient.gui.composer.protection.unsealing import Unsealing
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.empty_state import EmptyState
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.drafts.difference_view import DifferenceView
from mailclient.gui.drafts.words import change_words, whole_text
from mailclient.gui.message_view.moment import full_moment_text, moment_text
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.differences import differences
from mailclient.mail.ids import DraftId
from mailclient.mail.problem import Problem
from mailclient.store.reader import Reader

_SIZE = (820, 560)
_LIST_WIDTH = 260


class VersionsWindow(QDialog):
    """The newest first. What is only in the version shown is marked, what is only in the present text is struck out."""

    def __init__(
        self,
        reader: Reader,
        unsealing: Unsealing,
        draft_id: DraftId,
        present: DraftContent,
        bring_back: Callable[[DraftContent], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Earlier versions"))
        self.resize(*_SIZE)
        self._present, self._bring_back = present, bring_back
        self._versions: list[tuple[float, DraftContent]] = []
        self.list = QListWidget()
        self.list.setProperty("kind", "framed")
        self.list.setAccessibleName(tr("Earlier versions"))
        self.list.setFixedWidth(_LIST_WIDTH)
        self.list.setWordWrap(True)
        self.title = PlainLabel()
        self.title.setProperty("kind", "strong")
        self.preview = DifferenceView(tr("The version chosen"))
        self.back = text_button(tr("Bring back"), "primary")
        close = text_button(tr("Close"))
        close.clicked.connect(self.reject)
        self.back.clicked.connect(self._take)
        self._arrange(close)
        self.list.currentRowChanged.connect(self._show)
        self._bring(reader, unsealing, draft_id)

    def _arrange(self, close: QWidget) -> None:
        hint = PlainLabel(tr("Marked: only in this version. Struck through: only in what you have now."), wordWrap=True)
        hint.setProperty("kind", "meta")
        right = QVBoxLayout()
        right.setSpacing(tokens.SPACE_8)
        right.addWidget(self.title)
        right.addWidget(self.preview, 1)
        right.addWidget(hint)
        both = QHBoxLayout()
        both.setSpacing(tokens.SPACE_16)
        both.addWidget(self.list)
        both.addLayout(right, 1)
        self.empty = EmptyState("clock", tr("No earlier versions yet"), tr("They are kept while you write."))
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_8)
        row.addStretch()
        row.addWidget(close)
        row.addWidget(self.back)
        self._shown = QWidget()
        self._shown.setLayout(both)
        both.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_16, tokens.SPACE_16, tokens.SPACE_16, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_12)
        column.addWidget(self._shown, 1)
        column.addWidget(self.empty, 1)
        column.addLayout(row)

    def _bring(self, reader: Reader, unsealing: Unsealing, draft_id: DraftId) -> None:
        """Those that are sealed come from the engine; the list is there when all of them are."""
        rows = reader.draft_revisions(draft_id)
        found: dict[int, DraftContent] = {}
        awaited = {row.id for row in rows if row.sealed}

        def came(revision: int, content: DraftContent | None) -> None:
            awaited.discard(revision)
            if content is not None:
                found[revision] = content
            if not awaited and isValid(self):
                self._versions = [(row.saved_at, found[row.id]) for row in rows if row.id in found]
                self._fill()

        for row in rows:
            data = None if row.sealed else reader.draft_revision(row.id)
            if data is not None:
                found[row.id] = msgspec.msgpack.decode(data, type=DraftContent)
        if not awaited:
            came(0, None)
        for number in list(awaited):
            missed = partial(_left_out, partial(came, number, None))
            unsealing.open(draft_id, partial(came, number), missed, revision=number)

    def _fill(self) -> None:
        now = datetime.now().astimezone()
        for place, (saved_at, content) in enumerate(self._versions):
            older = self._versions[place + 1][1] if place + 1 < len(self._versions) else None
            when = moment_text(datetime.fromtimestamp(saved_at).astimezone(), now)
            self.list.addItem(QListWidgetItem(f"{when}\n{change_words(older, content)}"))
        has_some = bool(self._versions)
        self._shown.setVisible(has_some)
        self.back.setVisible(has_some)
        self.empty.setVisible(not has_some)
        if has_some:
            self.list.setCurrentRow(min(1, len(self._versions) - 1))

    def _show(self, row: int) -> None:
        saved_at, content = self._versions[row]
        self.title.setText(full_moment_text(datetime.fromtimestamp(saved_at).astimezone()))
        self.preview.show_pieces(differences(whole_text(self._present), whole_text(content)))

    def _take(self) -> None:
        content = self._versions[self.list.currentRow()][1]
        self.accept()
        self._bring_back(content)


def _left_out(go_on: Callable[[], object], _problem: Problem) -> None:
    """One that cannot be opened is not shown; the others are."""
    go_on()
