"""What the delegate asks the list's model for."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
"""PaintedRow | None"""
SECTION_ROLE = Qt.ItemDataRole.UserRole + 2
"""The title above this row; empty for most."""
SNIPPET_ROLE = Qt.ItemDataRole.UserRole + 3
"""Snippet | None: why this message was found."""
MARKS_ROLE = Qt.ItemDataRole.UserRole + 4
"""(start, end) of what was looked for in the subject."""

Index = QModelIndex | QPersistentModelIndex
Marks = tuple[tuple[int, int], ...]
