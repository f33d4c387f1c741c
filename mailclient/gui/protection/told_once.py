"""Where decrypted words leave the program by the user's wish: what that means is told once, then never again."""

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtWidgets import QWidget

from mailclient.gui.controls.question import ask
from mailclient.gui.window_state import WindowState
from mailclient.language import tr

_KEY = "told_about_secrets"


class Telling(StrEnum):
    """What was told."""

    PAPER = "paper"
    PROGRAM = "program"
    DISK = "disk"


_WORDS = {
    Telling.PAPER: lambda: (
        tr("Print a message that came encrypted?"),
        tr("Paper and PDF files are not encrypted: whoever has them can read the message."),
        tr("Go on"),
    ),
    Telling.PROGRAM: lambda: (
        tr("Hand a file to another program that came encrypted?"),
        tr("That program gets it decrypted. Our copy is kept in memory only and removed afterwards; what the program"
           " keeps is up to it."),
        tr("Go on"),
    ),
    Telling.DISK: lambda: (
        tr("Hand a file to another program that came encrypted?"),
        tr("This computer has no private folder in memory, so a decrypted copy is written to the disk and removed"
           " afterwards."),
        tr("Go on"),
    ),
}  # fmt: skip


def was_told(telling: Telling, state: WindowState) -> bool:
    """Whether the user has gone on after it was told."""
    return str(telling) in state.words(_KEY)


def tell_once(telling: Telling, state: WindowState, window: QWidget, act: Callable[[], object]) -> None:
    """``act`` at once when it was told before, else when the user goes on."""
    if was_told(telling, state):
        act()
        return

    def go_on() -> None:
        state.set_words(_KEY, {*state.words(_KEY), str(telling)})
        act()

    ask(window, *_WORDS[telling](), go_on)
