"""Messages on their way from the list to a folder, as Qt MIME data that only this program understands."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QMimeData

from mailclient.mail.ids import AccountId, FolderId, MessageId
from mailclient.store.rows import MessageRow

MESSAGES_MIME_TYPE = "application/x-mailclient-messages"


@dataclass(frozen=True, slots=True)
class DraggedMessages:
    """All of one account; ``folder_id`` is where the first of them is."""

    account_id: AccountId
    folder_id: FolderId
    message_ids: list[MessageId]


def mime_data(dragged: DraggedMessages) -> QMimeData:
    """The data of a drag."""
    numbers = [dragged.account_id, dragged.folder_id, *dragged.message_ids]
    data = QMimeData()
    data.setData(MESSAGES_MIME_TYPE, QByteArray(" ".join(map(str, numbers)).encode()))
    return data


def mime_data_of(rows: Sequence[MessageRow]) -> QMimeData:
    """The data of a drag of these messages: those that are in the account of the first."""
    if not rows or rows[0].folder_id is None:
        return QMimeData()
    account = rows[0].account_id
    return mime_data(DraggedMessages(account, rows[0].folder_id, [row.id for row in rows if row.account_id == account]))


def dragged_messages(data: QMimeData) -> DraggedMessages | None:
    """What is dragged, when it is ours."""
    if not data.hasFormat(MESSAGES_MIME_TYPE):
        return None
    account, folder, *ids = (int(number) for number in bytes(data.data(MESSAGES_MIME_TYPE).data()).split())
    return DraggedMessages(AccountId(account), FolderId(folder), [MessageId(each) for each in ids])
