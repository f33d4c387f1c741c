"""Two versions of a draft side by side, one written here and one on another device: one of them, or both together."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from mailclient.bridge.draft import DraftContent
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.drafts.difference_view import DifferenceView
from mailclient.gui.drafts.merging import put_together
from mailclient.gui.drafts.words import whole_text
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.differences import Piece, Side, differences

_SIZE = (900, 600)


@dataclass(frozen=True, slots=True)
class Versions:
    """``base``: what both come from, as it was put into the Drafts folder."""

    base: DraftContent
    mine: DraftContent
    theirs: DraftContent


class ConflictWindow(QDialog):
    """``settle`` gets what is to stand in the composer, or None for what stands there; ``apart``: two drafts."""

    def __init__(
        self,
        versions: Versions,
        settle: Callable[[DraftContent | None], object],
        apart: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Changed on another device"))
        self.resize(*_SIZE)
        self._versions, self._settle, self._apart = versions, settle, apart
        mine, theirs = whole_text(versions.mine), whole_text(versions.theirs)
        pieces = list(differences(mine, theirs))
        self.mine = DifferenceView(tr("Written here"))
        self.mine.show_pieces(_of(pieces, Side.FIRST))
        self.theirs = DifferenceView(tr("Written on the other device"))
        self.theirs.show_pieces(_of(pieces, Side.SECOND))
        self.keep_mine = text_button(tr("Keep mine"))
        self.take_theirs = text_button(tr("Take the other"))
        self.together = text_button(tr("Put both together"), "primary")
        self.two = text_button(tr("Keep as two drafts"), "link")
        for button, act in (
            (self.keep_mine, lambda: self._settle(None)),
            (self.take_theirs, lambda: self._settle(versions.theirs)),
            (self.together, self._together),
            (self.two, self._apart),
        ):
            button.clicked.connect(lambda _checked=False, act=act: self._end(act))
        self._arrange()

    def _together(self) -> None:
        versions = self._versions
        content, _clashes = put_together(versions.base, versions.mine, versions.theirs)
        self._settle(content)

    def _end(self, act: Callable[[], object]) -> None:
        self.accept()
        act()

    def _arrange(self) -> None:
        sentence = tr("This draft was changed here and on another device. What differs is marked; nothing is lost.")
        words = PlainLabel(sentence, wordWrap=True)
        sides = QHBoxLayout()
        sides.setSpacing(tokens.SPACE_16)
        for name, view in ((tr("Written here"), self.mine), (tr("Written on the other device"), self.theirs)):
            title = PlainLabel(name)
            title.setProperty("kind", "strong")
            side = QVBoxLayout()
            side.setSpacing(tokens.SPACE_8)
            side.addWidget(title)
            side.addWidget(view, 1)
            sides.addLayout(side, 1)
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_8)
        for button in (self.two, None, self.keep_mine, self.take_theirs, self.together):
            row.addStretch() if button is None else row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_16, tokens.SPACE_16, tokens.SPACE_16, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_12)
        column.addWidget(words)
        column.addLayout(sides, 1)
        column.addLayout(row)
        self.together.setFocus(Qt.FocusReason.TabFocusReason)


def _of(pieces: list[Piece], side: Side) -> list[Piece]:
    """One of the texts, with what only it has marked."""
    return [
        Piece(piece.text, Side.BOTH if piece.side is Side.BOTH else Side.SECOND)
        for piece in pieces
        if piece.side in (Side.BOTH, side)
    ]
