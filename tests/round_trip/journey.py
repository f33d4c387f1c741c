"""A draft → the finished message → a real SMTP server → Dovecot → what is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import msgspec

from mailclient.bridge.draft import DraftContent
from mailclient.engine.composing.message import message_of
from mailclient.engine.composing.stamp import Stamp
from mailclient.mail.account import NO_SERVER, AccountSettings, Server
from mailclient.mail.message import Outgoing
from mailclient.mime.build import Protection
from mailclient.mime.reader import ParsedMessage, read
from mailclient.transport.connect import dial
from tests.engine.submitting import submit
from tests.round_trip.shapes import Shape
from tests.servers.dovecot import Dovecot, MailUser

STAMP = Stamp(datetime(2026, 11, 20, 9, 5, 3, tzinfo=UTC), "journey@mail.test")


class Submission(Protocol):
    """Postfix or Exim."""

    def smtp(self, user: MailUser) -> Server:
        """Where to hand in."""

    def wait_until_delivered(self, seconds: float = 15.0) -> None:
        """Until the queue is empty."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """``sent`` are the bytes handed in, ``message`` what was fetched, without what servers put before it."""

    sent: bytes
    fetched: bytes
    message: ParsedMessage

    @property
    def unchanged(self) -> bool:
        """Whether all that we wrote is there as we wrote it, below what servers put before it."""
        return self.fetched.endswith(self.sent)


def settings_of(user: MailUser) -> AccountSettings:
    """An account whose only identity is the user."""
    return AccountSettings(user.name, "Alice Example", NO_SERVER, NO_SERVER)


async def travel(
    draft: DraftContent, server: Submission, dovecot: Dovecot, sender: MailUser, protection: Protection | None = None
) -> Arrived:
    """Write ``draft`` to a new user, hand it in, and fetch it from the mailbox."""
    receiver = dovecot.add_user("bob")
    composed = message_of(_to(draft, receiver), settings_of(sender), STAMP, protection=protection)
    data = b"".join(composed.pieces)
    assert len(data) == composed.size

    outgoing = Outgoing(data, composed.mail_from, composed.recipients)
    await submit(dial, server.smtp(sender), sender.secret, outgoing, before_final_dot=nothing)
    server.wait_until_delivered(60)
    [fetched] = dovecot.messages(receiver)
    return Arrived(data, fetched, read(fetched))


async def nothing() -> None:
    """There is no log to write to."""


def _to(draft: DraftContent, receiver: MailUser) -> DraftContent:
    return msgspec.structs.replace(draft, to=f"Bob <{receiver.name}>")


def draft_with(shapes: Sequence[Shape], folder: Path) -> DraftContent:
    """With rich text, and the files attached from the disk."""
    return DraftContent(
        subject="파일 보냅니다",
        html="<p>See the files.<br>From here: 안녕하세요</p>",
        files=tuple(shape.draft_file(folder) for shape in shapes),
    )


def spoilt(arrived: Arrived, shapes: Sequence[Shape]) -> list[str]:
    """What came in another way than it was sent: titles with what is wrong."""
    parts = arrived.message.root.children[1:]
    wrong = [] if len(parts) == len(shapes) else [f"{len(parts)} files of {len(shapes)}"]
    for part, shape in zip(parts, shapes, strict=False):
        if part.filename != shape.filename:
            wrong.append(f"{shape.title}: is called {part.filename!r}")
        if arrived.message.content(part.path) != (shape.data if shape.arrives is None else shape.arrives):
            wrong.append(f"{shape.title}: other bytes")
    return wrong
