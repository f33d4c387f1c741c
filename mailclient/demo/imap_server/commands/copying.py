"""COPY, MOVE, their UID forms, and APPEND (RFC 3501 sections 6.3.11 and 6.4.7; RFC 3502, RFC 4315, RFC 6851)."""

import re
from collections.abc import Callable
from datetime import datetime

from mailclient.demo.imap_server import sequence_set
from mailclient.demo.imap_server.answer import BadCommandError, RefusalError
from mailclient.demo.imap_server.arguments import Arguments
from mailclient.demo.imap_server.session import Session
from mailclient.demo.mailbox import Mailbox

_DATE_TIME = re.compile(r" ?(\d{1,2}-[A-Za-z]{3}-\d{4} \d\d:\d\d:\d\d [+-]\d{4})")
_BARE_LINE_END = re.compile(rb"\r\n|\r|\n")
Command = Callable[[Session, Arguments, bool], str]


def copy(session: Session, arguments: Arguments, by_uid: bool) -> str:
    """COPY set mailbox."""
    target, uids = _read(session, arguments, by_uid=by_uid)
    return f"{_copy(session, target, uids)}Copied"


def move(session: Session, arguments: Arguments, by_uid: bool) -> str:
    """MOVE set mailbox: the COPYUID comes before the messages go (RFC 6851 section 4.3)."""
    target, uids = _read(session, arguments, by_uid=by_uid)
    view = session.writable
    code = _copy(session, target, uids)
    if code:
        session.send(f"* OK {code}Moved.\r\n".encode("ascii"))
    view.mailbox.expunge(uids)
    return "Moved"


def append(now: Callable[[], datetime]) -> Command:
    """APPEND mailbox [flags] [date-time] literal …; ``now`` is the clock for messages without a date-time."""

    def command(session: Session, arguments: Arguments, _by_uid: bool) -> str:
        arguments.space()
        target = _target(session, arguments)
        messages = [_read_message(arguments, now)]
        while not arguments.at_end():
            messages.append(_read_message(arguments, now))
        uids = [target.add(data, flags, received).uid for flags, received, data in messages]
        return f"[APPENDUID {target.uid_validity} {sequence_set.write(uids)}] Appended"

    return command


def _read_message(arguments: Arguments, now: Callable[[], datetime]) -> tuple[list[str], datetime, bytes]:
    arguments.space()
    flags: list[str] = []
    if arguments.peek() == b"(":
        flags = arguments.flags()
        arguments.space()
    received = now()
    if arguments.peek() == b'"':
        received = _date_time(arguments.string())
        arguments.space()
    data = arguments.string()
    return flags, received, _BARE_LINE_END.sub(b"\r\n", data)


def _date_time(text: bytes) -> datetime:
    match = _DATE_TIME.fullmatch(text.decode("ascii", "replace"))
    try:
        return datetime.strptime(match[1], "%d-%b-%Y %H:%M:%S %z") if match else _no_date()
    except ValueError as error:
        raise BadCommandError("Invalid date-time") from error


def _no_date() -> datetime:
    raise BadCommandError("Invalid date-time")


def _read(session: Session, arguments: Arguments, *, by_uid: bool) -> tuple[Mailbox, list[int]]:
    arguments.space()
    uids = session.selected.resolve(arguments.sequence_set(), by_uid=by_uid)
    arguments.space()
    target = _target(session, arguments)
    arguments.end()
    return target, uids


def _target(session: Session, arguments: Arguments) -> Mailbox:
    mailbox = session.own_store.find(arguments.mailbox())
    if mailbox is None or not mailbox.selectable:
        raise RefusalError("No such mailbox", "TRYCREATE")
    return mailbox


def _copy(session: Session, target: Mailbox, uids: list[int]) -> str:
    """Copy what is still there; the COPYUID code with a space after it, or ""."""
    view = session.selected
    copied = [mail for uid in uids if (mail := view.mail(uid)) is not None]
    pairs = [(mail.uid, target.add(mail.data, mail.flags, mail.received).uid) for mail in copied]
    if not pairs:
        return ""
    old, new = (sequence_set.write(side) for side in zip(*pairs, strict=True))
    return f"[COPYUID {target.uid_validity} {old} {new}] "
