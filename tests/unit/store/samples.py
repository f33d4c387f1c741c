"""Messages and accounts made up for the tests of the store."""

from datetime import datetime, timedelta, timezone

from mailclient.mail.account import AccountSettings, LoginKind, Security, Server
from mailclient.mail.address import Address
from mailclient.mail.body import Attachment, Body
from mailclient.mail.flag import Flag, Flags
from mailclient.mail.ids import PartPath, Uid
from mailclient.mail.message import Envelope
from mailclient.mail.part import Part
from mailclient.store.rows import NewMessage

KIM = Address("김민지", "minji@example.org")
LEE = Address("Jun Lee", "jun@example.net")
SEOUL = timezone(timedelta(hours=9))


def settings(email: str) -> AccountSettings:
    return AccountSettings(
        email,
        "Kim Minji",
        Server("imap.example.org", 993, Security.TLS, email),
        Server("smtp.example.org", 587, Security.STARTTLS, email, LoginKind.TOKEN),
    )


def new_message(
    uid: int,
    subject: str = "Quarterly report",
    *,
    bits: Flag = Flag.NONE,
    keywords: tuple[str, ...] = (),
    received_at: int | None = None,
    size: int = 1000,
    message_id: str | None = None,
    sender: Address = KIM,
    to: tuple[Address, ...] = (LEE,),
    email_id: str = "",
) -> NewMessage:
    return NewMessage(
        uid=Uid(uid),
        flags=Flags(bits, keywords),
        received_at=1_700_000_000 + uid if received_at is None else received_at,
        size=size,
        envelope=Envelope(
            subject=subject,
            date=datetime(2026, 11, 21, 19, 30, tzinfo=SEOUL),
            from_=(sender,),
            to=to,
            message_id=f"{uid}@example.org" if message_id is None else message_id,
            references=("first@example.org",),
        ),
        email_id=email_id,
    )


STRUCTURE = Part(
    PartPath(""),
    "multipart/mixed",
    {"boundary": "b"},
    children=(
        Part(PartPath("1"), "text/plain", {"charset": "utf-8"}, size=20),
        Part(PartPath("2"), "image/png", encoding="base64", content_id="logo@example.org", size=400),
    ),
)
BODY = Body(
    "안녕하세요, 3분기 회의록을 보냅니다.\nBest regards",
    "<p>안녕하세요</p>",
    (Attachment(PartPath("2"), "logo.png", "image/png", 300, "logo@example.org", inline=True),),
    2,
    ("charset_guessed",),
)
