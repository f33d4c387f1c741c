"""The line above the bottom bar: how it stands with the encryption, in plain words, with what to do."""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from mailclient.gui.composer.before_sending.concern import Mend, Remedy
from mailclient.gui.composer.before_sending.mending_words import mend_words
from mailclient.gui.composer.protection.standing import Said
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.theme import tokens
from mailclient.language import tr


class ProtectionLine(Bar):
    """Hidden while there is nothing to say; ``act`` gets what was pressed."""

    def __init__(self, act: Callable[[Mend], object], parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._act = act
        self.said: Said | None = None
        self.hide()

    def show_said(self, said: Said | None) -> None:
        """Say it, and to a screen reader, too."""
        if said == self.said:
            return
        self.said = said
        self.setVisible(said is not None)
        if said is None:
            return
        edge = 0 if said.calm else tokens.SPACE_12
        self._lines.setContentsMargins(edge, tokens.SPACE_4, tokens.SPACE_4, tokens.SPACE_4)
        self.tell(said.sentence, tone="calm" if said.calm else "warning", icon=said.icon)
        for mend in said.mends:
            self.add_action(_words(mend), partial(self._act, mend))
        if self.isVisible():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said.sentence))


def _words(mend: Mend) -> str:
    """Here nothing is sent yet."""
    return tr("Without encryption") if mend.remedy is Remedy.SEND_CLEAR else mend_words(mend)
