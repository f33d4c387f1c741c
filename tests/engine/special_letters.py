"""Messages that are more than text, as they come from servers."""

_INVITATION = """From: Bob Example <{organizer}>
To: {invited}
Subject: Invitation: Plan
Message-ID: <plan{sequence}@mail.test>
Date: Fri, 20 Nov 2026 09:00:00 +0900
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain; charset=utf-8

Please come.

--b
Content-Type: text/calendar; method=REQUEST; charset=utf-8

BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
UID:plan@mail.test
SEQUENCE:{sequence}
DTSTAMP:20261120T00000{sequence}Z
DTSTART;TZID=Korea Standard Time:20261124T100000
DTEND;TZID=Korea Standard Time:20261124T110000
SUMMARY:Plan\\, new; 회의
ORGANIZER;CN=Bob Example:mailto:{organizer}
ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{invited}
END:VEVENT
END:VCALENDAR
--b--
"""
_NEWSLETTER = """From: News <news@shop.org>
To: {reader}
Subject: Offers
Message-ID: <offers@shop.org>
Date: Fri, 20 Nov 2026 09:00:00 +0900
List-Id: Offers <offers.shop.org>
List-Unsubscribe: <mailto:{leave}?subject=leave%20me&body=please&cc=evil@mail.test>, <https://news.shop.org/leave?who=7>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
DKIM-Signature: v=1; a=rsa-sha256; d=shop.org; s=x; h=From:List-Unsubscribe:List-Unsubscribe-Post; bh=x; b=y

Buy.
"""
_WISH = """Return-Path: <{sender}>
From: Bob Example <{sender}>
To: {reader}
Subject: Contract
Message-ID: <contract@mail.test>
Date: Fri, 20 Nov 2026 09:00:00 +0900
Disposition-Notification-To: Bob Example <{sender}>
{more}
The contract.
"""
_REPORT = """Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mail.test>
To: {reader}
Subject: Undelivered
Message-ID: <report@mail.test>
Date: Fri, 20 Nov 2026 09:00:00 +0900
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

Sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.test

Final-Recipient: rfc822; jun@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-Type: message/rfc822

Message-ID: <lunch@mail.test>
From: Alice Example <{reader}>
To: jun@example.org
Subject: =?utf-8?q?L=C3=BCnch?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=c

--c
Content-Type: text/plain

Shall we?
--c
Content-Type: application/octet-stream
Content-Transfer-Encoding: base64

{large}
--c--
--b--
"""


def report(reader: str) -> bytes:
    """Jun does not exist; what was written to him comes back with a large file."""
    return _lines(_REPORT.format(reader=reader, large="\n".join(["QUFB" * 18] * 4_000)))


def invitation(organizer: str, invited: str, sequence: int = 0) -> bytes:
    """A meeting on 24 November 2026 at 10 in Seoul."""
    return _lines(_INVITATION.format(organizer=organizer, invited=invited, sequence=sequence))


def newsletter(reader: str, leave: str = "leave@mail.test") -> bytes:
    """One click and mail are offered."""
    return _lines(_NEWSLETTER.format(reader=reader, leave=leave))


def wish(sender: str, reader: str, more: str = "") -> bytes:
    """A receipt is wished for; ``more``: further header lines."""
    return _lines(_WISH.format(sender=sender, reader=reader, more=more and f"{more}\n"))


def _lines(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()
