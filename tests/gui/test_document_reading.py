"""A document that is read again and again: what was read is the document, and little is looked at for a key."""

import random
from typing import Any, SupportsIndex

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit
from pytestqt.qtbot import QtBot

from mailclient.gui.composer.editing.document_reading import DocumentReading, passages_of
from mailclient.gui.composer.editing.document_writing import insert_passages
from mailclient.gui.composer.editing.passage import Cell, Line, Table
from mailclient.gui.composer.editing.run import Run


class Looked(list[Line | None]):
    """Counts the lines that are looked at."""

    looked_at = 0

    def __getitem__(self, place: SupportsIndex | slice) -> Any:
        self.looked_at += not isinstance(place, slice)
        return super().__getitem__(place)


def test_a_key_at_the_top_of_a_long_text_looks_at_its_line_only(qtbot: QtBot) -> None:
    view = QTextEdit()
    document = view.document()
    insert_passages(QTextCursor(document), [Line((Run("words"),), level=1)] * 1_000)
    reading = DocumentReading(document)
    assert reading.catch_up(10_000)
    reading._lines = lines = Looked(reading._lines)
    QTextCursor(document).insertText("x")
    assert reading.catch_up(10, write=True)
    assert lines.looked_at < 5
    assert reading.passages() == passages_of(document)


def test_what_was_read_is_the_document_after_any_edits(qtbot: QtBot) -> None:
    chosen = random.Random(6)
    for _ in range(6):
        view = QTextEdit()  # only a document that is laid out tells of its changes
        document = view.document()
        reading = DocumentReading(document)
        cursor = QTextCursor(document)
        for _ in range(60):
            cursor.setPosition(chosen.randrange(document.characterCount()))
            cursor.setPosition(chosen.randrange(document.characterCount()), chosen.choice(list(QTextCursor.MoveMode)))
            match chosen.randrange(8):
                case 0 | 1:
                    cursor.insertText(chosen.choice(["x", "two\nlines", "three\n\nlines\n"]))
                case 2:
                    cursor.removeSelectedText()
                case 3:
                    cursor.deletePreviousChar()
                case 4:
                    insert_passages(cursor, [Line((Run("a"),), level=chosen.randrange(3)) for _ in range(5)])
                case 5 if cursor.currentTable() is None:
                    cell = Cell((Line((Run("cell"),)),))
                    insert_passages(cursor, [Table(((cell, cell), (cell, cell)))])
                case 6:
                    document.undo()
                case _:
                    reading.catch_up(chosen.randrange(4))
            if chosen.random() < 0.3:
                assert reading.passages() == passages_of(document)
        assert reading.passages() == passages_of(document)
