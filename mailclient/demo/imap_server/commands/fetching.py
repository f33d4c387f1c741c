"""FETCH and UID FETCH (RFC 3501 section 6.4.5, RFC 7162 sections 3.1.4 and 3.2.6)."""

from dataclasses import dataclass

from mailclient.demo.imap_server import sequence_set
from mailclient.demo.imap_server.answer import BadCommandError, RefusalError
from mailclient.demo.imap_server.arguments import Arguments
from mailclient.demo.imap_server.fetch import FetchItem, read_items, write_item
from mailclient.demo.imap_server.session import Session
from mailclient.demo.imap_server.view import View


@dataclass(frozen=True, slots=True)
class ChangedSince:
    """Only what changed after ``modseq``; with ``vanished``, what went, too."""

    modseq: int
    vanished: bool


def fetch(session: Session, arguments: Arguments, by_uid: bool) -> str:
    """FETCH set items [modifiers]."""
    arguments.space()
    numbers = arguments.sequence_set()
    arguments.space()
    items = read_items(arguments)
    since = _read_modifiers(arguments, by_uid=by_uid)
    arguments.end()
    view = session.selected
    uids = view.resolve(numbers, by_uid=by_uid)
    if since is not None or any(item.name == "MODSEQ" for item in items):
        session.condstore = True
    if by_uid:
        items = _with(items, "UID")
    if since is not None:
        items = _with(items, "MODSEQ")
        uids = [uid for uid in uids if (mail := view.mail(uid)) is None or mail.modseq > since.modseq]
        if since.vanished:
            _tell_vanished(session, view, numbers, since.modseq)
    missing = [uid for uid in uids if not _fetch_one(session, view, uid, items)]
    if missing and not by_uid:
        raise RefusalError("Some of the messages are no more", "EXPUNGEISSUED")
    return "Fetched"


def _fetch_one(session: Session, view: View, uid: int, items: list[FetchItem]) -> bool:
    """Send one message's items; False when it is no more."""
    mail = view.mail(uid)
    if mail is None:
        return False
    if any(item.marks_seen for item in items) and not view.read_only and "\\Seen" not in mail.flags:
        view.mailbox.set_flags(mail, mail.flags | {"\\Seen"})
        items = _with(items, "FLAGS")
    if any(item.name == "FLAGS" for item in items):
        view.told(mail)
        if session.condstore:
            items = _with(items, "MODSEQ")
    written = b" ".join(write_item(item, mail, view.flags(mail)) for item in items)
    session.send(b"* %d FETCH (%b)\r\n" % (view.number(uid), written))
    return True


def _read_modifiers(arguments: Arguments, *, by_uid: bool) -> ChangedSince | None:
    if not arguments.skip(b" ("):
        return None
    modseq: int | None = None
    vanished = False
    while not arguments.skip(b")"):
        arguments.skip(b" ")
        word = arguments.word()
        if word == "CHANGEDSINCE":
            arguments.space()
            modseq = arguments.number()
        elif word == "VANISHED" and by_uid:
            vanished = True
        else:
            raise BadCommandError("Unknown modifier")
    if modseq is None:
        raise BadCommandError("VANISHED needs CHANGEDSINCE")
    return ChangedSince(modseq, vanished)


def _tell_vanished(session: Session, view: View, numbers: str, modseq: int) -> None:
    gone = sorted(lost.uid for lost in view.mailbox.expunged if lost.modseq > modseq and lost.uid not in view.uids)
    wanted = sequence_set.parse(numbers).spans(max(view.mailbox.uid_next - 1, 1))
    gone = [uid for uid in gone if any(low <= uid <= high for low, high in wanted)]
    if gone:
        session.send(b"* VANISHED (EARLIER) %b\r\n" % sequence_set.write(gone).encode("ascii"))


def _with(items: list[FetchItem], name: str) -> list[FetchItem]:
    return items if any(item.name == name for item in items) else [FetchItem(name), *items]
