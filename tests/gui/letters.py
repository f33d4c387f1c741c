"""Letters put into the sample store one by one, as the engine would have stored them."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime

from mailclient.mail.address import Address
from mailclient.mail.body import MAKING, Body
from mailclient.mail.flag import Flag, Flags
from mailclient.mail.ids import MessageId, PartPath, Uid
from mailclient.mail.message import Envelope
from mailclient.store import bodies, messages
from mailclient.store.rows import NewMessage
from mailclient.store.transaction import Transaction
from tests.gui.sample_store import Sample, change

WHEN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
_uids = itertools.count(5_000)


def envelope(subject: str = "A letter", **fields: object) -> Envelope:
    """From Minji to Alice and Jun, copy to Ada."""
    given: dict[str, object] = {
        "subject": subject,
        "date": WHEN,
        "from_": (Address("Kim Minji", "minji@example.org"),),
        "to": (Address("Alice Kim", "alice@work.example"), Address("Jun Lee", "jun@example.org")),
        "cc": (Address("Ada", "ada@example.org"),),
        "message_id": "letter@example.org",
    }
    return Envelope(**(given | fields))  # type: ignore[arg-type]


def put(
    sample: Sample,
    body: Body | None,
    head: Envelope | None = None,
    *,
    parts: dict[str, bytes] | None = None,
    flags: Flag = Flag.SEEN,
    folder: str = "INBOX",
) -> MessageId:
    """Store a letter; without a body it is only a header."""

    def work(tx: Transaction) -> MessageId:
        written = head or envelope()
        new = NewMessage(Uid(next(_uids)), Flags(flags), int(WHEN.timestamp()), 2_000, written)
        (message_id,) = messages.insert(tx, sample.folders[folder], [new])
        if body is not None:
            bodies.store_body(tx, message_id, replace(body, making=MAKING), b"Subject: A letter\r\n\r\n", "")
        for path, data in (parts or {}).items():
            bodies.store_part(tx, message_id, PartPath(path), data)
        return message_id

    found = change(sample.path, work)
    assert isinstance(found, int)
    return MessageId(found)


def new(uid: Uid, flags: Flags, head: Envelope, after: int = 0) -> NewMessage:
    """A letter that is not stored yet, so many minutes after the usual one."""
    return NewMessage(uid, flags, int(WHEN.timestamp()) + after * 60, 2_000, head)


def arrive(sample: Sample, message_id: MessageId, body: Body) -> None:
    """The engine has fetched the body."""
    change(sample.path, lambda tx: bodies.store_body(tx, message_id, replace(body, making=MAKING), b"", ""))


def arrive_part(sample: Sample, message_id: MessageId, path: str, data: bytes) -> None:
    """The engine has fetched a part."""
    change(sample.path, lambda tx: bodies.store_part(tx, message_id, PartPath(path), data))


def arrive_whole(sample: Sample, message_id: MessageId, data: bytes) -> None:
    """The engine has fetched the message byte for byte."""
    change(sample.path, lambda tx: bodies.store_wholes(tx, {message_id: data}))
