"""The composer window."""

from PySide6.QtWidgets import QWidget


class Composer(QWidget):
    """A top-level window in which one message is written."""
