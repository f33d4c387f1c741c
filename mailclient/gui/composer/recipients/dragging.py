"""Recipients on their way: as what other programs understand (text), and as our own, with their groups."""

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QMimeData, QPoint, Qt
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QWidget

from mailclient.gui.composer.recipients.pasted import recipients_of
from mailclient.gui.composer.recipients.recipient import Recipient
from mailclient.gui.controls.drag_pill import drag_pill
from mailclient.language import tr_n

RECIPIENTS_MIME_TYPE = "application/x-mailclient-recipients"


def mime_data_of(recipients: Sequence[Recipient]) -> QMimeData:
    """The data of a drag, and of the clipboard."""
    data = QMimeData()
    text = ", ".join(each.text() for each in recipients)
    data.setText(text)
    data.setData(RECIPIENTS_MIME_TYPE, QByteArray("\n".join(each.text() for each in recipients).encode()))
    return data


def recipients_in(data: QMimeData) -> list[Recipient]:
    """Who is in what was dropped or pasted."""
    if data.hasFormat(RECIPIENTS_MIME_TYPE):
        text = bytes(data.data(RECIPIENTS_MIME_TYPE).data()).decode("utf-8", "replace")
        return recipients_of(text, picked=True)
    if data.hasText():
        return recipients_of(data.text())
    return recipients_of(" ".join(url.toString() for url in data.urls() if url.scheme() == "mailto"))


def welcome(data: QMimeData) -> bool:
    """Whether a field takes it: recipients, text, ``mailto:`` links; never files."""
    if data.hasFormat(RECIPIENTS_MIME_TYPE):
        return True
    urls = data.urls() if data.hasUrls() else []
    if urls:
        return all(url.scheme() == "mailto" for url in urls)
    return bool(data.hasText())


def drag(source: QWidget, recipients: Sequence[Recipient]) -> None:
    """Let the user drag these; who takes them calls ``take`` of the source."""
    if not recipients:
        return
    many = len(recipients)
    words = recipients[0].label if many == 1 else tr_n("{count} recipient", "{count} recipients", many)
    drag_ = QDrag(source)
    drag_.setMimeData(mime_data_of(recipients))
    drag_.setPixmap(drag_pill(words, source.devicePixelRatioF()))
    drag_.setHotSpot(QPoint(-8, -8))
    drag_.exec(Qt.DropAction.MoveAction | Qt.DropAction.CopyAction, Qt.DropAction.MoveAction)
