"""SELECT, EXAMINE, CLOSE, UNSELECT (RFC 3501 sections 6.3.1, 6.3.2, 6.4.2; RFC 3691; RFC 7162)."""

from dataclasses import dataclass

from mailclient.demo.imap_server import sequence_set
from mailclient.demo.imap_server.answer import BadCommandError, RefusalError
from mailclient.demo.imap_server.arguments import Arguments
from mailclient.demo.imap_server.session import Session
from mailclient.demo.imap_server.view import View


@dataclass(frozen=True, slots=True)
class Resync:
    """What the client knows already (RFC 7162 section 3.2.5)."""

    uid_validity: int
    modseq: int
    known_uids: str = ""


def select(session: Session, arguments: Arguments, _by_uid: bool) -> str:
    """SELECT."""
    return _open(session, arguments, read_only=False)


def examine(session: Session, arguments: Arguments, _by_uid: bool) -> str:
    """EXAMINE."""
    return _open(session, arguments, read_only=True)


def close(session: Session, arguments: Arguments, _by_uid: bool) -> str:
    """CLOSE: expunge without telling, and leave."""
    arguments.end()
    view = session.selected
    if not view.read_only:
        mailbox = view.mailbox
        mailbox.expunge([uid for uid, mail in mailbox.mail.items() if "\\Deleted" in mail.flags])
    session.close_view()
    return "Closed"


def unselect(session: Session, arguments: Arguments, _by_uid: bool) -> str:
    """UNSELECT: leave, expunging nothing."""
    arguments.end()
    _ = session.selected
    session.close_view()
    return "Unselected"


def _open(session: Session, arguments: Arguments, *, read_only: bool) -> str:
    arguments.space()
    name = arguments.mailbox()
    resync = _read_parameters(session, arguments)
    arguments.end()
    if session.view is not None:
        session.close_view()
        session.send(b"* OK [CLOSED] Former mailbox closed.\r\n")
    mailbox = session.own_store.existing(name)
    if not mailbox.selectable:
        raise RefusalError("This mailbox holds no mail", "NONEXISTENT")
    view = View(mailbox, read_only=read_only)
    session.open_view(view)
    session.send(*view.flag_lists())
    session.send(b"* %d EXISTS\r\n" % len(view.uids), b"* %d RECENT\r\n" % len(view.recent))
    unseen = [number for number, uid in enumerate(view.uids, 1) if "\\Seen" not in mailbox.mail[uid].flags]
    if unseen:
        session.send(b"* OK [UNSEEN %d] First unseen.\r\n" % unseen[0])
    session.send(
        b"* OK [UIDVALIDITY %d] UIDs valid.\r\n" % mailbox.uid_validity,
        b"* OK [UIDNEXT %d] Predicted next UID.\r\n" % mailbox.uid_next,
        b"* OK [HIGHESTMODSEQ %d] Highest.\r\n" % mailbox.highest_modseq,
    )
    if resync is not None and resync.uid_validity == mailbox.uid_validity:
        _tell_since(session, view, resync)
    return "[READ-ONLY] Opened" if read_only else "[READ-WRITE] Opened"


def _read_parameters(session: Session, arguments: Arguments) -> Resync | None:
    """(CONDSTORE) or (QRESYNC (uidvalidity modseq [known uids [sequence match]]))."""
    if not arguments.skip(b" ("):
        return None
    resync = None
    while not arguments.skip(b")"):
        arguments.skip(b" ")
        word = arguments.word()
        if word == "CONDSTORE":
            session.condstore = True
        elif word == "QRESYNC":
            resync = _read_resync(session, arguments)
        else:
            raise BadCommandError("Unknown parameter")
    return resync


def _read_resync(session: Session, arguments: Arguments) -> Resync:
    if not session.qresync:
        raise BadCommandError("QRESYNC is not enabled")
    arguments.expect(b" (")
    uid_validity = arguments.number()
    arguments.space()
    modseq = arguments.number()
    known = ""
    if arguments.skip(b" ("):
        _read_sequence_match(arguments)
    elif arguments.skip(b" "):
        known = arguments.sequence_set()
        if arguments.skip(b" ("):
            _read_sequence_match(arguments)
    arguments.expect(b")")
    return Resync(uid_validity, modseq, known)


def _read_sequence_match(arguments: Arguments) -> None:
    """Known numbers and UIDs; all expunged UIDs are remembered here, so the hint is not needed."""
    arguments.sequence_set()
    arguments.space()
    arguments.sequence_set()
    arguments.expect(b")")


def _tell_since(session: Session, view: View, resync: Resync) -> None:
    """What went and what changed since the client was last here."""
    gone = sorted(lost.uid for lost in view.mailbox.expunged if lost.modseq > resync.modseq)
    known = sequence_set.parse(resync.known_uids) if resync.known_uids else None
    if known is not None:
        gone = sequence_set.select(gone, known)
    if gone:
        session.send(b"* VANISHED (EARLIER) %b\r\n" % sequence_set.write(gone).encode("ascii"))
    manner = session.manner(by_uid=True)
    changed = [uid for uid in view.uids if view.mailbox.mail[uid].modseq > resync.modseq]
    for uid in changed if known is None else sequence_set.select(changed, known):
        session.send(view.flag_line(view.number(uid), view.mailbox.mail[uid], manner))
