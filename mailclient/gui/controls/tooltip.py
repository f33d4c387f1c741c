"""Tooltips with words of others: names of files and folders, addresses, subjects, what servers say.

Qt takes a tooltip for HTML when it looks like it, and would load pictures named in it: on some systems from another
computer, which learns from it who the user is. What such words look like is what is shown.
"""

from PySide6.QtGui import Qt
from PySide6.QtWidgets import QWidget


def tell_plainly(widget: QWidget, words: str) -> None:
    """Set the tooltip of ``widget``."""
    widget.setToolTip(plainly(words))


def plainly(words: str) -> str:
    """The words as a tooltip shows them as they are."""
    return Qt.convertFromPlainText(words) if Qt.mightBeRichText(words) else words
