"""What was typed, as mail: a ``QTextDocument`` into clean semantic HTML and into plain text.

Qt's own ``toHtml`` was rejected: it writes fonts, sizes and margins into every paragraph, which then fight with the
reader's own type. Here only meaning goes out (see ``editing/passage.py``).
"""

from PySide6.QtGui import QTextDocument

from mailclient.gui.composer.editing.document_reading import passages_of
from mailclient.gui.composer.editing.html_writing import html_of_passages
from mailclient.gui.composer.editing.plain_writing import plain_of_passages


def html_of(document: QTextDocument) -> str:
    """The document as an HTML fragment."""
    return html_of_passages(passages_of(document))


def plain_of(document: QTextDocument, *, own_only: bool = False) -> str:
    """The document as plain text, quotes marked with ">"; ``own_only``: without what is quoted."""
    return plain_of_passages(passages_of(document), own_only=own_only)
