"""People on their way from the list to a group, a book or a composer."""

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QMimeData

from mailclient.mail.address import Address
from mailclient.mail.contact import ContactId, ContactRow
from mailclient.mime.addresses import format_address

PEOPLE_MIME_TYPE = "application/x-mailclient-people"


def people_data(rows: Sequence[ContactRow]) -> QMimeData:
    """Their ids, and for a composer's field and other programs their addresses as text."""
    data = QMimeData()
    data.setData(PEOPLE_MIME_TYPE, QByteArray(" ".join(str(row.id) for row in rows).encode()))
    data.setText(", ".join(format_address(Address(row.name, row.address)) for row in rows if row.address))
    return data


def people_in(data: QMimeData) -> list[ContactId]:
    """Who is dragged, when it is ours."""
    if not data.hasFormat(PEOPLE_MIME_TYPE):
        return []
    return [ContactId(int(number)) for number in bytes(data.data(PEOPLE_MIME_TYPE).data()).split()]
