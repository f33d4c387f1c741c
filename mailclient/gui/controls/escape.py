"""Esc, kept by a widget that has the focus, where the window has a shortcut for it too."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent


def keeps_escape(event: QEvent) -> bool:
    """For ``QWidget.event``: whether this asks who wants Esc; then it is answered, and Esc comes as a key press."""
    if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
        return False
    if event.key() != Qt.Key.Key_Escape:
        return False
    event.accept()
    return True
