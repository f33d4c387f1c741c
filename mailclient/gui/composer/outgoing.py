"""A draft made into the finished message; reading files and encoding them happens on a thread of the pool."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from mailclient.bridge.draft import DraftContent, DraftFile
from mailclient.mail.account import Account
from mailclient.mail.address import Address
from mailclient.mail.answering import sender_called
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.addresses import is_address, parse_addresses
from mailclient.mime.attached import File
from mailclient.mime.build import message_entity


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the clock and chance add to a message."""

    date: datetime
    message_id: str


def stamp_for(account: Account) -> Stamp:
    """Now, and a fresh Message-ID in the domain of the account, so that it tells nothing about this machine."""
    domain = account.settings.email.rpartition("@")[2] or "localhost"
    return Stamp(datetime.now(UTC).astimezone().replace(microsecond=0), f"{uuid.uuid4()}@{domain}")


def outgoing_of(draft: DraftContent, account: Account, stamp: Stamp, *, with_bcc: bool = False) -> Outgoing:
    """The message to hand in, from the identity of the account that ``draft.from_`` names.

    ``with_bcc`` only for a draft kept on the server. ``MailError``: FILE_UNREADABLE.
    """
    from_ = next(iter(parse_addresses(draft.from_)), Address("", ""))
    sender = sender_called(account.settings, from_)
    to, cc, bcc = (_recipients(field) for field in (draft.to, draft.cc, draft.bcc))
    data = bytes(
        message_entity(
            from_=sender.as_address,
            reply_to=_recipients(sender.reply_to),
            organization=sender.organization,
            to=to,
            cc=cc,
            bcc=bcc if with_bcc else (),
            subject=draft.subject,
            date=stamp.date,
            message_id=stamp.message_id,
            in_reply_to=(draft.in_reply_to,) if draft.in_reply_to else (),
            references=draft.references,
            text=draft.text,
            html=draft.html,
            files=[_read(file) for file in draft.files],
        )
    )
    everyone = dict.fromkeys(address.address for address in (*to, *cc, *bcc, *_recipients(sender.bcc)))
    return Outgoing(data, sender.address, tuple(everyone))


def _recipients(field: str) -> list[Address]:
    return [address for address in parse_addresses(field) if is_address(address.address)]


def _read(file: DraftFile) -> File:
    if not file.path:
        return File(file.filename, file.media_type, file.data)
    try:
        return File(file.filename, file.media_type, Path(file.path).read_bytes())
    except OSError as error:
        raise MailError(Problem(ProblemKind.FILE_UNREADABLE, file.path, str(error))) from error


class Building(QObject):
    """Runs one ``outgoing_of`` on the thread pool and tells the result on the window's thread."""

    built = Signal(object)
    """Outgoing"""
    failed = Signal(object)
    """Problem"""

    def start(self, build: Callable[[], Outgoing]) -> None:
        """Begin; exactly one of the signals follows."""
        QThreadPool.globalInstance().start(_Job(self, build))


class _Job(QRunnable):
    def __init__(self, building: Building, build: Callable[[], Outgoing]) -> None:
        super().__init__()
        self._building, self._build = building, build

    def run(self) -> None:
        """Build; an error that nobody expected is told as well, so that the composer never waits for ever."""
        try:
            outgoing = self._build()
        except MailError as error:
            self._building.failed.emit(error.problem)
        except Exception as error:  # noqa: BLE001  on this thread nobody else would hear of it
            self._building.failed.emit(Problem(ProblemKind.INTERNAL, detail=repr(error)))
        else:
            self._building.built.emit(outgoing)
