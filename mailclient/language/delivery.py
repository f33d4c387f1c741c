"""Reports of delivery in plain words: what became of it, why, and what to do."""

from collections.abc import Callable

from mailclient.language.catalogue import tr, tr_n
from mailclient.mail.delivery_report import Cause, Complaint, DeliveryReport, Outcome, RecipientReport

_Words = Callable[[], tuple[str, str]]
"""Why, as a sentence; what to do ("" for nothing)."""

_CAUSES: dict[Cause, _Words] = {
    Cause.USER_UNKNOWN: lambda: (
        tr("There is no such mailbox."),
        tr("Check the address for typing errors, or ask the person in another way."),
    ),
    Cause.DOMAIN_UNKNOWN: lambda: (
        tr("There is no mail server of that name."),
        tr("Check what stands behind the @ for typing errors."),
    ),
    Cause.MOVED: lambda: (
        tr("The mailbox has moved to another address."),
        tr("Look in the details for the new address, or ask the person."),
    ),
    Cause.MAILBOX_FULL: lambda: (
        tr("The mailbox is full."),
        tr("Try again in some days, or tell the person in another way."),
    ),
    Cause.MAILBOX_DISABLED: lambda: (
        tr("The mailbox is closed or not used any more."),
        tr("Ask the person for another address."),
    ),
    Cause.REFUSED_BY_RECIPIENT: lambda: (
        tr("The mailbox does not take this message."),
        tr("The person may only accept mail from certain senders; get in touch in another way."),
    ),
    Cause.TAKES_NO_MAIL: lambda: (
        tr("No mail at all is accepted behind that @."),
        tr("Check the address, or ask the person for another one."),
    ),
    Cause.TOO_LARGE: lambda: (
        tr("The message is too large for that mailbox."),
        tr("Send smaller attachments, or a link to the files."),
    ),
    Cause.SPAM: lambda: (
        tr("The server takes the message for spam."),
        tr("Write it again in other words, with fewer links, or ask your provider."),
    ),
    Cause.VIRUS: lambda: (
        tr("The server takes something in the message for malware."),
        tr("Check the attachments; send them another way if they are safe."),
    ),
    Cause.CONTENT: lambda: (
        tr("The server does not accept something in the message."),
        tr("Leave out unusual attachments and try again; the details say more."),
    ),
    Cause.POLICY: lambda: (
        tr("The rules of the server do not allow it."),
        tr("The details say more; the recipient or your provider can help."),
    ),
    Cause.SENDER_NOT_AUTHENTICATED: lambda: (
        tr("The server could not make sure that the message really came from you."),
        tr("Send with the server of your own provider; if you did, tell your provider."),
    ),
    Cause.SENDER_REFUSED: lambda: (
        tr("The server does not accept mail from your address."),
        tr("Try another of your addresses, or ask whom you wrote to."),
    ),
    Cause.SERVER_REFUSED: lambda: (
        tr("The server does not accept mail from your provider's server."),
        tr("Send the details to your provider; you can do nothing about it yourself."),
    ),
    Cause.TOO_MUCH: lambda: (
        tr("Too much mail was sent in too short a time."),
        tr("Wait some hours and send it again."),
    ),
    Cause.RELAYING_DENIED: lambda: (
        tr("The server is not responsible for that address."),
        tr("Check the address; if it is right, tell your provider."),
    ),
    Cause.LOGIN: lambda: (
        tr("The server wanted a login that it did not get."),
        tr("Check the settings for sending, or ask your provider."),
    ),
    Cause.EXPIRED: lambda: (
        tr("It was tried for as long as is usual, without success."),
        tr("Send it again later, or ask the person in another way."),
    ),
    Cause.UNREACHABLE: lambda: (
        tr("The server of the recipient could not be reached."),
        tr("Try again later; if it goes on, check what stands behind the @."),
    ),
    Cause.ENCRYPTION: lambda: (
        tr("The connection could not be encrypted as it has to be."),
        tr("Tell your provider, or ask the person for another address."),
    ),
    Cause.SERVER_FULL: lambda: (
        tr("The server of the recipient has no room left."),
        tr("Try again tomorrow."),
    ),
    Cause.SERVER_TROUBLE: lambda: (
        tr("Something is wrong with the server of the recipient."),
        tr("Try again later; if it goes on, tell the person in another way."),
    ),
    Cause.LOOP: lambda: (
        tr("The message was sent round in circles between servers."),
        tr("Tell the person: a forwarding is set up wrongly."),
    ),
    Cause.COMMAND: lambda: (
        tr("The servers did not understand each other."),
        tr("Check the address for odd characters and try again."),
    ),
    Cause.SUPPRESSED: lambda: (
        tr("The sending service does not write to this address any more, because it failed before."),
        tr("Ask the service to take the address off its list."),
    ),
    Cause.GREYLISTED: lambda: (tr("The server takes mail from strangers only at the second try."), ""),
    Cause.AUTO_REPLY: lambda: (tr("The mailbox answers by itself."), ""),
    Cause.UNKNOWN: lambda: (tr("The server does not say why in words we know."), tr("The details have what it said.")),
}


def outcome_sentence(report: RecipientReport) -> str:
    """What became of it for one recipient."""
    address = report.address
    match report.outcome:
        case Outcome.DELAYED:
            return tr("Your message to {address} is delayed. It is still being tried.", address=address)
        case Outcome.DELIVERED:
            return tr("Your message has been delivered to {address}.", address=address)
        case Outcome.RELAYED:
            return tr("Your message to {address} was handed on; no further report will come.", address=address)
        case Outcome.EXPANDED:
            return tr("Your message has been delivered to {address}, which sends it on to others.", address=address)
        case _:
            return tr("Your message could not be delivered to {address}.", address=address)


def why_and_what_to_do(report: RecipientReport) -> tuple[str, str]:
    """Two sentences, each maybe ""; of what is only delayed there is nothing to do."""
    if report.outcome not in (Outcome.FAILED, Outcome.DELAYED):
        return "", ""
    why, advice = _CAUSES[report.cause]()
    if report.outcome is Outcome.DELAYED:
        return "" if report.cause is Cause.UNKNOWN else why, tr("You need not do anything.")
    return why, advice


def report_sentence(report: DeliveryReport) -> str:
    """What became of it, of all recipients together."""
    failed = [one for one in report.recipients if one.outcome is Outcome.FAILED]
    shown = failed or list(report.recipients)
    if len(shown) == 1:
        return outcome_sentence(shown[0])
    if failed:
        return tr_n(
            "Your message could not be delivered to {count} address.",
            "Your message could not be delivered to {count} addresses.",
            len(failed),
        )
    return tr_n(
        "A report about your message to {count} address.",
        "A report about your message to {count} addresses.",
        len(shown),
    )


def permanence_sentence(report: RecipientReport) -> str:
    """Whether sending it again is of use; this copy will not arrive. "" where that is no question."""
    if report.outcome is not Outcome.FAILED:
        return ""
    if report.is_permanent:
        return tr("The server has given up; this copy will not arrive.")
    return tr("The server has given up for now; sent again later, it may arrive.")


def technical_line(report: RecipientReport) -> str:
    """What the server said, for the details."""
    head = " ".join(word for word in (report.server, report.reply_code, report.status) if word)
    said = " ".join(report.diagnostic.split())
    return " · ".join(word for word in (head, said) if word)


def complaint_sentence(complaint: Complaint) -> str:
    """What somebody complains of."""
    who = ", ".join(complaint.recipients[:3])
    if complaint.kind == "not-spam":
        return tr("A recipient says that your message is no spam.")
    if complaint.kind in ("auth-failure", "dmarc"):
        return tr("A server reports a message in your name that it could not trace back to you.")
    if complaint.kind in ("opt-out", "opt-out-list"):
        return (
            tr("{address} wants no more mail from you.", address=who)
            if who
            else tr("Somebody wants no more mail from you.")
        )
    if who:
        return tr("{address} has marked your message as spam.", address=who)
    return tr("A recipient has marked your message as spam.")
