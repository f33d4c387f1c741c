"""The answer to an invitation: METHOD:REPLY (RFC 5546 section 3.2.3) in a message (RFC 6047 section 2.4).

Times go out in UTC, so that no description of a time zone has to go along.
"""

import re
from datetime import UTC, datetime

from mailclient.mail.address import Address
from mailclient.mail.invitation import Answer, EventTime, Invitation
from mailclient.mime.entity import Entity, base64_pieces, entity_of, multipart, text_entity

_FOLD_BYTES = 73
_UNSAFE_PARAMETER = re.compile(r'["\x00-\x1f\x7f]')
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


def answer_calendar(invitation: Invitation, attendee: Address, answer: Answer, comment: str, now: datetime) -> bytes:
    """The calendar of an answer, CRLF lines of at most 75 bytes."""
    lines = ["BEGIN:VCALENDAR", "PRODID:-//mailclient//iTIP//EN", "VERSION:2.0", "METHOD:REPLY", "BEGIN:VEVENT"]
    lines += [f"UID:{_text(invitation.uid)}", f"SEQUENCE:{invitation.sequence}"]
    lines.append(f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    if invitation.recurrence_id:
        kind = ";VALUE=DATE" if "T" not in invitation.recurrence_id else ""
        lines.append(f"RECURRENCE-ID{kind}:{invitation.recurrence_id}")
    lines += _time("DTSTART", invitation.start) + _time("DTEND", invitation.end)
    if invitation.summary:
        lines.append(f"SUMMARY:{_text(invitation.summary)}")
    if invitation.organizer is not None:
        lines.append(_person("ORGANIZER", invitation.organizer.name, invitation.organizer.address))
    lines.append(_person(f"ATTENDEE;PARTSTAT={answer.value.upper()}", attendee.name, attendee.address))
    if comment.strip():
        lines.append(f"COMMENT:{_text(comment.strip())}")
    lines += ["END:VEVENT", "END:VCALENDAR"]
    return b"".join(_folded(line) for line in lines)


def answer_content(text: str, calendar: bytes) -> Entity:
    """The body of the message: words for people, and the calendar for their program."""
    header = b"Content-Type: text/calendar; method=REPLY; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"
    return multipart(
        "alternative", [text_entity("plain", text), entity_of(header, b"".join(base64_pieces((calendar,))))]
    )


def _time(name: str, time: EventTime | None) -> list[str]:
    if time is None:
        return []
    if time.at is None:
        return [] if time.day is None else [f"{name};VALUE=DATE:{time.day:%Y%m%d}"]
    return [f"{name}:{time.at:%Y%m%dT%H%M%S}" + ("" if time.is_floating else "Z")]


def _person(name: str, called: str, address: str) -> str:
    cn = f';CN="{_UNSAFE_PARAMETER.sub("", called)}"' if called else ""
    return f"{name}{cn}:mailto:{_CONTROLS.sub('', address)}"


def _text(text: str) -> str:
    """RFC 5545 section 3.3.11."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r\n", "\n")
    return _CONTROLS.sub("", escaped.replace("\r", "\n")).replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """RFC 5545 section 3.1: no character is cut in two."""
    pieces: list[bytes] = [b""]
    for character in line:
        data = character.encode("utf-8", "replace")
        if len(pieces[-1]) + len(data) > _FOLD_BYTES:
            pieces.append(b"")
        pieces[-1] += data
    return b"\r\n ".join(pieces) + b"\r\n"
