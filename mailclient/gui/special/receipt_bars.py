"""Bars about read receipts: the sender wishes for one; one has come for a message of ours."""

from mailclient.bridge.commands import SendReceipt
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.special.delivery_card import sent_message
from mailclient.gui.special.surroundings import Shown, Surroundings, own_addresses
from mailclient.gui.window_state import WindowState
from mailclient.language import tr
from mailclient.mail.receipt import Disposition, Receipt, ReceiptPolicy, ReceiptWish

RECEIPT_KEYWORD = "$mdnsent"
_SETTING = "receipts"


def receipt_policy(state: WindowState) -> ReceiptPolicy:
    """What the user does about wishes for a receipt, in this profile."""
    known = {policy.value: policy for policy in ReceiptPolicy}
    return known.get(state.text(_SETTING), ReceiptPolicy.ASK)


def set_receipt_policy(state: WindowState, policy: ReceiptPolicy) -> None:
    """Keep it."""
    state.set_text(_SETTING, policy.value)


def open_wish(shown: Shown, around: Surroundings) -> ReceiptWish | None:
    """The wish that is still to be answered; None for mail to many, our own, or what is settled."""
    special = shown.body.special
    wish = special.receipt_wish
    if wish is None or special.is_bulk or special.mailing_list is not None:
        return None
    keywords = {word.lower() for word in shown.message.row.flags.keywords}
    if RECEIPT_KEYWORD in keywords or shown.sender.address.casefold() in own_addresses(around.reader):
        return None
    return wish if around.reader.receipt_action(shown.id) is None else None


def may_go_by_itself(wish: ReceiptWish, shown: Shown, around: Surroundings, policy: ReceiptPolicy) -> bool:
    """Whether it is sent without asking: to people the user has written to, where RFC 8098 lets it."""
    return (
        policy is ReceiptPolicy.KNOWN
        and not wish.must_ask
        and not around.reader.verdict(shown.id).alarming
        and around.reader.has_written_to(wish.addresses[0].address)
    )


def send_receipt(shown: Shown, around: Surroundings, *, by_itself: bool, refuse: bool = False) -> None:
    """Tell the sender that the message was shown (or decide not to)."""
    subject = shown.message.envelope.subject
    around.ask(
        SendReceipt(
            fresh_operation_id(),
            shown.id,
            subject=tr("Read: {subject}", subject=subject),
            text=tr("Your message “{subject}” was displayed. That it was understood is not said.", subject=subject),
            is_automatic=by_itself,
            refuse=refuse,
        )
    )


class ReceiptWishBar(Bar):
    """Asks whether to send the receipt that the sender wishes for."""

    def __init__(self, shown: Shown, wish: ReceiptWish, around: Surroundings) -> None:
        super().__init__()
        address = wish.addresses[0].address
        if address.casefold() == shown.sender.address.casefold() and len(wish.addresses) == 1:
            self.tell(tr("{name} would like to know when you read this.", name=shown.sender.label), icon="mail-open")
        else:
            addresses = ", ".join(one.address for one in wish.addresses)
            self.tell(
                tr("A note that you read this is to go to {address}, not to the sender.", address=addresses),
                tone="warning",
                icon="mail-open",
            )
        self.add_action(tr("Tell them"), lambda: send_receipt(shown, around, by_itself=False))
        self.add_action(tr("Do not"), lambda: send_receipt(shown, around, by_itself=False, refuse=True))


class ReceiptBar(Bar):
    """Tells what a receipt says, and opens the message it is about."""

    def __init__(self, shown: Shown, receipt: Receipt, around: Surroundings) -> None:
        super().__init__(_receipt_sentence(receipt, shown.sender.label), icon="mail-open")
        sent = sent_message(receipt.message_id, shown, around)
        if sent is not None:
            self.add_action(tr("Show the message"), lambda: around.open_message(sent))


def _receipt_sentence(receipt: Receipt, name: str) -> str:
    who = receipt.recipient or name
    match receipt.disposition:
        case Disposition.DISPLAYED:
            return tr("{name} has opened your message.", name=who)
        case Disposition.DELETED:
            return tr("{name} has deleted your message without opening it.", name=who)
        case _:
            return tr("A program at {name} has dealt with your message; nobody may have read it.", name=who)
