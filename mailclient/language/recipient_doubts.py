"""Doubts about recipients, in words."""

from mailclient.language.catalogue import tr
from mailclient.mail.recipient_doubts import Doubt, DoubtKind


def sentence(doubt: Doubt) -> str:
    """One sentence that names the address."""
    address, subject = doubt.address, doubt.subject
    match doubt.kind:
        case DoubtKind.TYPO_OF_DOMAIN | DoubtKind.TYPO_OF_KNOWN:
            return tr("{address} may be misspelt: did you mean {better}?", address=address, better=subject)
        case DoubtKind.LOOKS_LIKE if subject:
            return tr("{address} only looks like an address at {domain}: it has foreign letters in it.",
                      address=address, domain=subject)  # fmt: skip
        case DoubtKind.LOOKS_LIKE:
            return tr("{address} mixes letters of different scripts, so that it may be taken for another one.",
                      address=address)  # fmt: skip
        case DoubtKind.HIDDEN_LETTERS:
            return tr("There are letters in {address} that cannot be seen.", address=address)
        case DoubtKind.OUTSIDE_DOMAIN:
            return tr("Everybody else in this conversation is at {domain}; {address} is not.",
                      address=address, domain=subject)  # fmt: skip
        case DoubtKind.NEW_IN_THREAD:
            return tr("{address} was not in this conversation so far.", address=address)
        case DoubtKind.REPLY_LEADS_AWAY:
            return tr("{sender} wrote, but the answer goes to {address}, which is somewhere else.",
                      address=address, sender=subject)  # fmt: skip
        case DoubtKind.NOT_READ:
            return tr("Nobody reads mail sent to {address}.", address=address)
        case DoubtKind.OWN:
            return tr("{address} is your own address.", address=address)
        case DoubtKind.BOUNCED:
            return tr("The last message to {address} came back.", address=address)
        case DoubtKind.OLDER_ADDRESS:
            return tr("In your address book this person has another address: {better}.", better=subject)


def mending(doubt: Doubt) -> str:
    """The words of the action that replaces the address by the better one; "" when there is none."""
    return tr("Use {address}", address=doubt.better) if doubt.better else ""
