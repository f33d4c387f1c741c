"""What comes back for a sent message: a person's answer, or a delivery report (RFC 3464, RFC 3834)."""

from datetime import datetime, timedelta, timezone

from mailclient.demo.sample_mail.letter import Letter
from mailclient.demo.sample_mail.people import Person
from mailclient.demo.sample_mail.quoting import quoted
from mailclient.mail.address import Address
from mailclient.mime.display import message_body
from mailclient.mime.reader import ParsedMessage

POSTMASTER = Address("Mail Delivery System", "mailer-daemon@harbour.example")


def wants_answer(message: ParsedMessage) -> bool:
    """Whether a person wrote it: answers to answers would never end (RFC 3834 section 2)."""
    return b"auto-submitted:" not in message.header_block.lower()


def answer(message: ParsedMessage, person: Person, to: Address, now: datetime, number: int) -> Letter:
    """The person's answer to ``to``; ``number`` makes it one of a kind and turns through what they say."""
    envelope = message.envelope
    written = message_body(message).text
    original = Letter(
        sent=envelope.date or now,
        from_=envelope.from_[0] if envelope.from_ else to,
        to=(person.mailbox,),
        subject=envelope.subject,
        message_id=envelope.message_id,
        text=written,
    )
    subject = envelope.subject if envelope.subject.lower().startswith("re:") else f"Re: {envelope.subject}"
    return Letter(
        sent=now.astimezone(timezone(timedelta(minutes=person.zone_minutes))),
        from_=person.mailbox,
        to=(to,),
        subject=subject,
        message_id=f"answer.{int(now.timestamp())}.{number}@{person.address.partition('@')[2]}",
        text=person.answers[number % len(person.answers)] + quoted(original),
        references=(*envelope.references, *filter(None, [envelope.message_id])),
        fields=("Auto-Submitted: auto-replied",),
    )


def bounce(message: ParsedMessage, recipient: str, to: Address, now: datetime, number: int) -> Letter:
    """The report that ``recipient`` could not be reached, with the header of what was sent."""
    boundary = f"=_report_{number}"
    pieces = [
        f'Content-Type: multipart/report; report-type=delivery-status;\r\n boundary="{boundary}"\r\n\r\n--{boundary}',
        (
            "Content-Type: text/plain; charset=us-ascii\r\n\r\n"
            f"Your message could not be delivered to\r\n\r\n    {recipient}\r\n\r\n"
            "The mailbox is full and has been for a week. Nothing more will be tried.\r\n"
            f"\r\n--{boundary}"
        ),
        (
            "Content-Type: message/delivery-status\r\n\r\n"
            "Reporting-MTA: dns; smtp.demo.example\r\n\r\n"
            f"Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.2.2\r\n"
            f"Diagnostic-Code: smtp; 552 5.2.2 Mailbox full\r\n\r\n--{boundary}"
        ),
        "Content-Type: text/rfc822-headers\r\n\r\n",
    ]
    raw = "\r\n".join(pieces).encode("ascii", "replace") + message.header_block + f"--{boundary}--\r\n".encode("ascii")
    return Letter(
        sent=now,
        from_=POSTMASTER,
        to=(to,),
        subject="Undelivered mail returned to sender",
        message_id=f"bounce.{int(now.timestamp())}.{number}@smtp.demo.example",
        references=tuple(filter(None, [message.envelope.message_id])),
        fields=("Auto-Submitted: auto-replied",),
        raw=raw,
    )
