"""Reports, invitations, cards and lists made worse, read and shown: ``python -m tests.fuzz.special [--minutes N]``.

Each must be done within two seconds of processor time and without an exception. What fails is said with its seed
(``--seed S --count 1`` does it again) and kept in the directory ``--keep``.
"""

import random
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from mailclient.cli.special_json import special_json
from mailclient.language import delivery, meeting
from mailclient.mail.address import Address
from mailclient.mail.invitation import Answer, Invitation
from mailclient.mime.display import message_body
from mailclient.mime.reader import read
from mailclient.mime.special.answer import answer_calendar
from mailclient.store.encoding import body_data, body_from
from tests.fuzz.mutation import mutated
from tests.fuzz.running import CORPUS, fault_of, found_or_exit, messages, parser, run

_ZONES = (ZoneInfo("Asia/Seoul"), ZoneInfo("America/New_York"))
_LARGEST = 200_000
_HEADS = (
    "From: MAILER-DAEMON@mx.example\nSubject: Undelivered mail\n",
    "From: Postmaster <postmaster@x.example>\nSubject: 전송 실패\nX-Failed-Recipients: a@b.example, c@d.example\n",
    "From: a@b.example\nDisposition-Notification-To: c@d.example, <e@f.example\nReturn-Path: <c@d.example>\n",
    (
        "From: l@b.example\nList-Id: Name <l.b.example>\nList-Post: <mailto:l@b.example?x>\nDelivered-To: m@x.example\n"
        "List-Unsubscribe: <mailto:l@b.example?subject=x>, <https://b.example/>\n"
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n"
    ),
)
_KINDS = (
    "message/delivery-status", "message/global-delivery-status", "message/disposition-notification",
    "message/feedback-report", "text/rfc822-headers", "message/rfc822", "text/calendar; method=REQUEST",
    "text/calendar; method=REPLY", "text/calendar; method=CANCEL", "text/vcard", "text/x-vcard", "text/plain",
)  # fmt: skip
_PIECES = (
    "Final-Recipient: rfc822; a@b.example\n", "Original-Recipient: utf-8;\\x{AC00}@b.example\n",
    "Action: failed\n", "Action: delayed (x)\n", "Status: 5.1.1 (x)\n", "Status: 4.0.0\n",
    "Diagnostic-Code: smtp; 550 5.7.1 <a@b>... no\n", "Diagnostic-Code: X-Unix; 77\n",
    "Will-Retry-Until: Sat, 31 Dec 9999 23:59:59 -1200\n", "Remote-MTA: dns; x\n", ">>> DATA\n",
    "<<< 550 User unknown\n", "... while talking to mx.example.:\n",
    "554 <a@b.example>... Service unavailable\n", "<a@b.example>: host x said: 550\n",
    "----- Transcript of session follows -----\n", "-----Original Message-----\n", "Message-ID: <a@b>\n",
    "Received: from x\n", "(in reply to end of DATA command)\n", "수신자: a@b.example\n", "\n\n",
    "Feedback-Type: abuse\n", "Original-Rcpt-To: <a@b>\n", "Disposition: manual-action/x; displayed\n",
    "BEGIN:VCALENDAR\n", "END:VCALENDAR\n", "BEGIN:VEVENT\n", "END:VEVENT\n", "METHOD:REQUEST\n", "UID:x\n",
    "SEQUENCE:-1\n", "SEQUENCE:99999999999999999999\n", "DTSTAMP:20261121T000000Z\n",
    "DTSTART;TZID=Korea Standard Time:20261121T100000\n", "DTSTART:00010101T000000\n",
    "DTSTART;VALUE=DATE:99991231\n", "DTEND:99991231T235959Z\n", "DURATION:-P99999999W\n", "DURATION:PT1H\n",
    "DTSTART;TZID=/x/y/UTC+99:20261121T250000\n", "DTEND;TZID=\"(GMT+09.00) Seoul\":20261121T110000\n",
    "RRULE:FREQ=YEARLY;BYDAY=-1SU,99MO;UNTIL=00000000;COUNT=-1;INTERVAL=0\n", "RRULE:FREQ=WEEKLY;BYDAY=MO\n",
    "RRULE:X\n", "RECURRENCE-ID;RANGE=THISANDFUTURE:20261121T100000Z\n", "SUMMARY:x\\,y\\n\\\n",
    "SUMMARY;ALTREP=\"x:y;z\":회의\n", " folded\n", "ORGANIZER;CN=\"a;b:c\":mailto:a@b.example\n", "ORGANIZER:\n",
    "ATTENDEE;PARTSTAT=ACCEPTED;CN=x:MAILTO:c@d.example\n",
    "BEGIN:VTIMEZONE\nTZID:z\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+9999\nTZOFFSETTO:-0000\nEND:STANDARD\n",
    "END:VTIMEZONE\n", "BEGIN:VALARM\n", "STATUS:CANCELLED\n", "COMMENT:x\n", "LOCATION:x\n", "BEGIN:VCARD\n",
    "END:VCARD\n", "VERSION:2.1\n", "VERSION:4.0\n", "FN;CHARSET=EUC-KR;ENCODING=QUOTED-PRINTABLE:=B1=\n",
    "N:a;b;c;;\n", "EMAIL;TYPE=work:a@b.example\n", "item1.TEL:+1\n", "PHOTO;ENCODING=b;TYPE=JPEG:AAAA\n",
    "PHOTO:data:image/png;base64,AA\n", "ORG:x;y\n", "AGENT:BEGIN:VCARD\n", "ADR:;;a;b;c;d;e\n", "\x00",
    "\ufeff", ":", ";", "=",
)  # fmt: skip


def letter(chance: random.Random) -> bytes:
    """A message of parts that each are made of pieces."""
    parts = []
    for _ in range(chance.randrange(1, 5)):
        pieces = [chance.choice(_PIECES) * chance.choice((1, 1, 1, 1, 2, 60)) for _ in range(chance.randrange(1, 40))]
        parts.append(f"--b\nContent-Type: {chance.choice(_KINDS)}\n\n{''.join(pieces)}\n")
    kind = chance.choice(("multipart/report; report-type=delivery-status", "multipart/mixed", "multipart/alternative"))
    return f"{chance.choice(_HEADS)}Content-Type: {kind}; boundary=b\n\n{''.join(parts)}--b--\n".encode()[:_LARGEST]


def data_of(found: Sequence[bytes], seed: int) -> bytes:
    """The same for the same seed: one made of pieces, or a bounce made worse, or both."""
    chance = random.Random(seed)
    made = letter(chance)
    if seed % 3 == 0:
        return made
    return mutated([made] if seed % 3 == 1 else found, seed)[:_LARGEST]


def everything(data: bytes) -> None:
    """All that is done with what is special about a message."""
    body = message_body(read(data))
    assert body_from(body_data(body)) == body
    special = body.special
    special_json(special)
    if special.report is not None:
        delivery.report_sentence(special.report)
        for one in special.report.recipients:
            delivery.outcome_sentence(one)
            delivery.why_and_what_to_do(one)
            delivery.technical_line(one)
    for invitation in special.invitations:
        _show(invitation, special.invitations[0])


def _show(invitation: Invitation, other: Invitation) -> None:
    for zone in _ZONES:
        meeting.when_text(invitation, zone)
        meeting.organizer_clock_text(invitation, zone)
        meeting.changes(other, invitation, zone)
    meeting.heading(invitation, is_newer=True)
    meeting.recurrence_text(invitation.recurrence)
    answer_calendar(
        invitation, Address("나", "me@x.example"), Answer.TENTATIVE, "x\n;,", datetime(2026, 1, 1, tzinfo=UTC)
    )


def main() -> int:
    """The exit code."""
    options = parser(__doc__).parse_args()
    found = found_or_exit(messages(CORPUS / "sisimai-bounces"))
    return int(run(options, lambda seed: data_of(found, seed), lambda data: fault_of(lambda: everything(data))) > 0)


if __name__ == "__main__":
    sys.exit(main())
