"""What is asked before something is put into the text: where a link leads, which picture, what a picture shows."""

from pathlib import Path

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFileDialog, QInputDialog

from mailclient.gui.composer.editing import formats, lines, links
from mailclient.gui.composer.editing.document_reading import read_line
from mailclient.gui.composer.editing.link_dialog import LinkDialog
from mailclient.gui.composer.editing.pictures import file_from
from mailclient.gui.composer.editing.run import Picture
from mailclient.gui.composer.editing.written_text import WrittenText
from mailclient.language import tr


def ask_link(editor: WrittenText) -> None:
    """Where the selection, or the link at the cursor, is to lead."""
    cursor = editor.textCursor()
    url = links.link_at(cursor)
    if url:
        links.select_link(cursor)
    dialog = LinkDialog(cursor.selectedText(), url, editor)
    if dialog.exec() and dialog.url():
        links.set_link(cursor, dialog.url(), dialog.text())
        editor.setTextCursor(cursor)
    editor.setFocus()


def remove_link(editor: WrittenText) -> None:
    """The words of the link at the cursor stay."""
    cursor = editor.textCursor()
    links.remove_link(cursor)
    cursor.clearSelection()
    editor.setTextCursor(cursor)
    editor.setFocus()


def ask_picture(editor: WrittenText) -> None:
    """Which files are to be shown in the text; what is no picture is attached."""
    kinds = tr("Pictures")
    names, _ = QFileDialog.getOpenFileNames(
        editor, tr("Insert pictures"), "", f"{kinds} (*.png *.jpg *.jpeg *.gif *.webp)"
    )
    rest = [file for file in (file_from(Path(name)) for name in names) if not editor.insert_image(file)]
    if rest:
        editor.files_given.emit(rest)
    editor.setFocus()


def picture_at(cursor: QTextCursor) -> tuple[QTextCursor, Picture] | None:
    """The picture before or behind the cursor, or selected, with a cursor that selects it."""
    document = cursor.document()
    for start in (cursor.selectionStart(), cursor.selectionStart() - 1):
        if 0 <= start < document.characterCount() - 1:
            found = QTextCursor(document)
            found.setPosition(start)
            found.setPosition(start + 1, QTextCursor.MoveMode.KeepAnchor)
            style = found.charFormat()
            if style.isImageFormat():
                return found, formats.picture_of(style.toImageFormat())
    return None


def change_picture(cursor: QTextCursor, picture: Picture) -> None:
    """Show the selected picture like this."""
    style = cursor.charFormat()
    url = style.anchorHref() if style.isAnchor() else ""
    with lines.one_step(cursor):
        cursor.setCharFormat(formats.image_format(picture, url, read_line(cursor.block())))


def ask_alternative(editor: WrittenText, cursor: QTextCursor, picture: Picture) -> None:
    """What a picture shows, for those who cannot see it."""
    words, given = QInputDialog.getText(
        editor, tr("Describe the picture"), tr("For those who cannot see it"), text=picture.alt
    )
    if given:
        change_picture(cursor, Picture(picture.content_id, " ".join(words.split()), picture.width))
