"""HTML into a document, or into plain text: its meaning only (see ``editing/html_reading.py``).

Qt's own import was rejected: it takes fonts, sizes and colours along, and loses the level of quotes.
"""

from dataclasses import replace

from PySide6.QtGui import QTextCursor

from mailclient.gui.composer.editing.document_writing import insert_passages
from mailclient.gui.composer.editing.html_reading import passages_of_html
from mailclient.gui.composer.editing.passage import Line
from mailclient.gui.composer.editing.plain_writing import plain_of_passages


def insert_html(cursor: QTextCursor, html: str, *, level: int = 0, signature: bool = False) -> None:
    """Insert at the cursor, quoted ``level`` times more than it says itself. The first line joins the cursor's own.

    ``signature``: mark its lines as those of a signature.
    """
    passages, _ = passages_of_html(html, level=level)
    if signature:
        passages = [replace(one, signature=True) if isinstance(one, Line) else one for one in passages]
    insert_passages(cursor, passages)


def plain_of_html(html: str) -> str:
    """It as plain text, as if it had been opened in the editor and switched; quotes are marked with ">"."""
    passages, _ = passages_of_html(html)
    return plain_of_passages(passages)
