"""What makes a message more than text: of a list, a report, an invitation, a card, a wish for a receipt."""

from dataclasses import dataclass

from mailclient.mail.contact_card import ContactCard
from mailclient.mail.delivery_report import Complaint, DeliveryReport
from mailclient.mail.invitation import Invitation
from mailclient.mail.mailing_list import MailingList, Unsubscribe
from mailclient.mail.receipt import Receipt, ReceiptWish


@dataclass(frozen=True, slots=True)
class Special:
    """All that is special about one message; nothing for most."""

    mailing_list: MailingList | None = None
    unsubscribe: Unsubscribe | None = None
    report: DeliveryReport | None = None
    complaint: Complaint | None = None
    receipt: Receipt | None = None
    receipt_wish: ReceiptWish | None = None
    invitations: tuple[Invitation, ...] = ()
    cards: tuple[ContactCard, ...] = ()
    is_automatic: bool = False
    """Written by a program in answer to a message: somebody is away, a ticket was opened (RFC 3834)."""
    is_bulk: bool = False
    """Of a list or sent to many (Precedence): never answered by itself."""


NOTHING_SPECIAL = Special()
