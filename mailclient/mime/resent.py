"""The fields that say who passed a message on (RFC 5322 section 3.6.6): before everything else, which stays as it is.

So signatures of the author (DKIM, S/MIME, OpenPGP) still hold, and the answer goes to the author.
"""

from collections.abc import Sequence
from datetime import datetime

from mailclient.mail.address import Address
from mailclient.mime.date import format_date
from mailclient.mime.fold import address_field, id_field


def resent_fields(
    *, from_: Address, to: Sequence[Address], cc: Sequence[Address], date: datetime, message_id: str
) -> bytes:
    """The block of one passing on, in the order that the RFC lists; blind recipients are named in the envelope alone.

    ``message_id`` without angle brackets. Each field ends with CRLF.
    """
    fields = (
        f"Resent-Date: {format_date(date)}".encode("ascii"),
        address_field("Resent-From", [from_]),
        address_field("Resent-To", to),
        address_field("Resent-Cc", cc),
        id_field("Resent-Message-ID", [message_id]),
    )
    return b"".join(field.removesuffix(b"\r\n") + b"\r\n" for field in fields if field)
