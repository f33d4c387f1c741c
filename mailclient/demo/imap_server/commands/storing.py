"""STORE, EXPUNGE and their UID forms (RFC 3501 sections 6.4.3 and 6.4.6, RFC 4315, RFC 7162 section 3.1.3)."""

from mailclient.demo.imap_server import sequence_set
from mailclient.demo.imap_server.answer import BadCommandError
from mailclient.demo.imap_server.arguments import Arguments
from mailclient.demo.imap_server.session import Session

_MANNERS = ("FLAGS", "+FLAGS", "-FLAGS")
KEYWORD_LIMIT = 500


def store(session: Session, arguments: Arguments, by_uid: bool) -> str:
    """STORE set [(UNCHANGEDSINCE n)] [+-]FLAGS[.SILENT] flags."""
    arguments.space()
    numbers = arguments.sequence_set()
    arguments.space()
    unchanged_since = None
    if arguments.skip(b"(UNCHANGEDSINCE "):
        unchanged_since = arguments.number()
        arguments.expect(b") ")
        session.condstore = True
    word = arguments.word()
    silent = word.endswith(".SILENT")
    manner = word.removesuffix(".SILENT")
    if manner not in _MANNERS:
        raise BadCommandError("Expected FLAGS")
    arguments.space()
    flags = arguments.flags()
    arguments.end()
    view = session.writable
    mailbox = view.mailbox
    if len(mailbox.keywords) + len(flags) > KEYWORD_LIMIT:
        raise BadCommandError("Too many keywords")
    uids = view.resolve(numbers, by_uid=by_uid)
    given = mailbox.canonical(flags)
    modified = []
    changed = []
    for uid in uids:
        mail = view.mail(uid)
        if mail is None:
            continue
        if unchanged_since is not None and mail.modseq > unchanged_since:
            modified.append(uid)
            continue
        before_us = view.is_told(mail)
        mailbox.set_flags(mail, _changed(mail.flags, given, manner))
        changed.append(uid)
        if silent and before_us and not session.condstore:
            view.told(mail)
    if not silent or session.condstore:
        session.tell_flags(changed, by_uid=by_uid)
    if modified:
        shown = modified if by_uid else [view.number(uid) for uid in modified]
        return f"[MODIFIED {sequence_set.write(shown)}] Some messages had changed"
    return "Flags stored"


def expunge(session: Session, arguments: Arguments, by_uid: bool) -> str:
    """EXPUNGE, or UID EXPUNGE set."""
    view = session.writable
    uids = view.uids
    if by_uid:
        arguments.space()
        uids = view.resolve(arguments.sequence_set(), by_uid=True)
    arguments.end()
    deleted = [uid for uid in uids if (mail := view.mail(uid)) is not None and "\\Deleted" in mail.flags]
    view.mailbox.expunge(deleted)
    if session.condstore and deleted:
        return f"[HIGHESTMODSEQ {view.mailbox.highest_modseq}] Expunged"
    return "Expunged"


def _changed(flags: frozenset[str], given: frozenset[str], manner: str) -> frozenset[str]:
    if manner == "+FLAGS":
        return flags | given
    if manner == "-FLAGS":
        return flags - given
    return given
