"""What is special about a message as JSON: ``special`` of ``show --json``; a key is there only where it says something.

list           name, id, post, archive, help, subscribe, owner, archived_at (URLs; "" where there is none)
unsubscribe    ways (one_click, mail, web: the easiest first), https, mailto, web, signed: whether a DKIM signature
               covers the one-click fields
report         standard (RFC 3464), server, returned {message_id, subject, from, to, date}, recipients: address,
               written_to, outcome (failed, delayed, delivered, relayed, expanded), cause, permanent, status,
               reply_code, diagnostic, and in plain words: text, advice
complaint      kind, recipients, reporter, returned
receipt        of a message of ours: disposition, recipient, message_id, automatic
receipt_wish   addresses, must_ask
invitations    path, method, uid, sequence, recurrence_id, summary, start, end (ISO 8601; a day where it is whole
               days), zone, repeats (in words, null), location, url, organizer, attendees (name, address, answer),
               status, damaged
cards          path, name, organization, title, emails, phones
automatic      true: written by a program in answer
"""

from datetime import timedelta, timezone
from typing import Any

from mailclient.language.delivery import outcome_sentence, why_and_what_to_do
from mailclient.language.meeting import recurrence_text
from mailclient.mail.contact_card import ContactCard
from mailclient.mail.delivery_report import Complaint, DeliveryReport, RecipientReport, ReturnedMessage
from mailclient.mail.invitation import Attendee, EventTime, Invitation
from mailclient.mail.mailing_list import MailingList, Unsubscribe
from mailclient.mail.receipt import Receipt, ReceiptWish
from mailclient.mail.special import Special


def special_json(special: Special) -> dict[str, Any]:
    """The object; empty for most messages."""
    found = {
        "list": special.mailing_list and _list(special.mailing_list),
        "unsubscribe": special.unsubscribe and _unsubscribe(special.unsubscribe),
        "report": special.report and _report(special.report),
        "complaint": special.complaint and _complaint(special.complaint),
        "receipt": special.receipt and _receipt(special.receipt),
        "receipt_wish": special.receipt_wish and _wish(special.receipt_wish),
        "invitations": [_invitation(one) for one in special.invitations],
        "cards": [_card(one) for one in special.cards],
        "automatic": special.is_automatic,
    }
    return {name: value for name, value in found.items() if value}


def _list(one: MailingList) -> dict[str, Any]:
    return {
        "name": one.name,
        "id": one.id,
        "post": one.post,
        "archive": one.archive,
        "archived_at": one.this_message,
        "help": one.help,
        "subscribe": one.subscribe,
        "owner": one.owner,
    }


def _unsubscribe(one: Unsubscribe) -> dict[str, Any]:
    return {
        "ways": [way.value for way in one.ways],
        "https": one.https,
        "mailto": one.mailto,
        "web": one.web,
        "signed": one.one_click_signed,
    }


def _returned(one: ReturnedMessage) -> dict[str, Any]:
    return {"message_id": one.message_id, "subject": one.subject, "from": one.from_, "to": one.to, "date": one.date}


def _report(report: DeliveryReport) -> dict[str, Any]:
    return {
        "standard": report.is_standard,
        "server": report.reporting_server,
        "returned": _returned(report.returned),
        "recipients": [_recipient(one) for one in report.recipients],
    }


def _recipient(one: RecipientReport) -> dict[str, Any]:
    why, advice = why_and_what_to_do(one)
    return {
        "address": one.address,
        "written_to": one.written_to,
        "outcome": one.outcome.value,
        "cause": one.cause.value,
        "permanent": one.is_permanent,
        "status": one.status,
        "reply_code": one.reply_code,
        "server": one.server,
        "diagnostic": one.diagnostic,
        "text": " ".join(word for word in (outcome_sentence(one), why) if word),
        "advice": advice,
    }


def _complaint(one: Complaint) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "recipients": list(one.recipients),
        "reporter": one.reporter,
        "returned": _returned(one.returned),
    }


def _receipt(one: Receipt) -> dict[str, Any]:
    return {
        "disposition": one.disposition.value,
        "recipient": one.recipient,
        "message_id": one.message_id,
        "automatic": one.is_automatic,
    }


def _wish(one: ReceiptWish) -> dict[str, Any]:
    return {"addresses": [address.address for address in one.addresses], "must_ask": one.must_ask}


def _invitation(one: Invitation) -> dict[str, Any]:
    return {
        "path": one.path,
        "number": one.number,
        "method": one.method.value,
        "uid": one.uid,
        "sequence": one.sequence,
        "recurrence_id": one.recurrence_id,
        "summary": one.summary,
        "start": _time(one.start),
        "end": _time(one.end),
        "zone": one.start.zone if one.start else "",
        "repeats": recurrence_text(one.recurrence) or None,
        "location": one.location,
        "url": one.url,
        "organizer": _person(one.organizer) if one.organizer else None,
        "attendees": [_person(attendee) for attendee in one.attendees],
        "status": one.status,
        "damaged": one.is_damaged,
    }


def _time(time: EventTime | None) -> str | None:
    if time is None or (time.at is None and time.day is None):
        return None
    if time.at is None:
        return time.day.isoformat() if time.day else None
    if time.is_floating:
        return time.at.replace(tzinfo=None).isoformat()
    return time.at.astimezone(timezone(timedelta(minutes=time.offset_minutes))).isoformat()


def _person(one: Attendee) -> dict[str, str]:
    return {"name": one.name, "address": one.address, "answer": one.answer.value}


def _card(one: ContactCard) -> dict[str, Any]:
    return {
        "path": one.path,
        "name": one.name,
        "organization": one.organization,
        "title": one.title,
        "emails": [entry.value for entry in one.emails],
        "phones": [entry.value for entry in one.phones],
    }
