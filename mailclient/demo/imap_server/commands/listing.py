"""LIST, LSUB and STATUS (RFC 3501 sections 6.3.8 to 6.3.10, RFC 5258, RFC 5819, RFC 6154, RFC 8438)."""

from dataclasses import dataclass

from mailclient.demo.imap_server.answer import BadCommandError, RefusalError, astring
from mailclient.demo.imap_server.arguments import Arguments
from mailclient.demo.imap_server.mailbox_name import encode_name, matches
from mailclient.demo.imap_server.session import Session
from mailclient.demo.mail_store import MailStore
from mailclient.demo.mailbox import Mailbox

PATTERN_LIMIT = 50
_SELECTION = {"SUBSCRIBED", "REMOTE", "RECURSIVEMATCH", "SPECIAL-USE"}
_RETURN = {"SUBSCRIBED", "CHILDREN", "SPECIAL-USE", "STATUS"}
_STATUS = {"MESSAGES", "RECENT", "UIDNEXT", "UIDVALIDITY", "UNSEEN", "HIGHESTMODSEQ", "SIZE"}


@dataclass(frozen=True, slots=True)
class Listing:
    """What a LIST command asks for; ``extended`` when it uses any of RFC 5258."""

    patterns: tuple[str, ...]
    selection: frozenset[str] = frozenset()
    returned: frozenset[str] = frozenset()
    status: tuple[str, ...] = ()
    extended: bool = False


def list_mailboxes(session: Session, arguments: Arguments, _by_uid: bool) -> str:
    """LIST, plain and extended."""
    listing = _read_listing(arguments)
    if listing.patterns == ("",) and not listing.extended:
        session.send(b'* LIST (\\Noselect) "/" ""\r\n')
        return "Listed"
    store = session.own_store
    for mailbox in _sorted(store):
        if not any(matches(mailbox.name, pattern) for pattern in listing.patterns):
            continue
        line = _list_line(store, mailbox, listing)
        if line:
            session.send(line)
            if listing.status and mailbox.selectable:
                session.send(_status_line(session, mailbox, listing.status))
    return "Listed"


def list_subscribed(session: Session, arguments: Arguments, _by_uid: bool) -> str:
    """LSUB."""
    arguments.space()
    reference = arguments.mailbox()
    arguments.space()
    pattern = reference + arguments.list_mailbox()
    arguments.end()
    for mailbox in _sorted(session.own_store):
        if mailbox.subscribed and matches(mailbox.name, pattern):
            session.send(b'* LSUB () "/" %b\r\n' % _written(mailbox))
    return "Listed"


def status(session: Session, arguments: Arguments, _by_uid: bool) -> str:
    """STATUS."""
    arguments.space()
    mailbox = session.own_store.existing(arguments.mailbox())
    arguments.space()
    items = _status_items(arguments)
    arguments.end()
    if not mailbox.selectable:
        raise RefusalError("This mailbox holds no mail", "NONEXISTENT")
    session.send(_status_line(session, mailbox, items))
    return "Status told"


def _read_listing(arguments: Arguments) -> Listing:
    arguments.space()
    selection: frozenset[str] = frozenset()
    extended = arguments.skip(b"(")
    if extended:
        selection = frozenset(_words(arguments, _SELECTION))
        if "RECURSIVEMATCH" in selection and "SUBSCRIBED" not in selection:
            raise BadCommandError("RECURSIVEMATCH needs SUBSCRIBED")
        arguments.space()
    reference = arguments.mailbox()
    arguments.space()
    if arguments.skip(b"("):
        extended = True
        patterns = [reference + arguments.list_mailbox()]
        while arguments.skip(b" ") and len(patterns) < PATTERN_LIMIT:
            patterns.append(reference + arguments.list_mailbox())
        arguments.expect(b")")
    else:
        pattern = arguments.list_mailbox()
        patterns = [reference + pattern if pattern else ""]
    returned: list[str] = []
    items: tuple[str, ...] = ()
    if arguments.skip(b" RETURN ("):
        extended = True
        while not arguments.skip(b")"):
            if returned:
                arguments.space()
            returned += _one_word(arguments, _RETURN)
            if returned[-1] == "STATUS":
                arguments.space()
                items = _status_items(arguments)
    arguments.end()
    return Listing(tuple(patterns), selection, frozenset(returned), items, extended)


def _list_line(store: MailStore, mailbox: Mailbox, listing: Listing) -> bytes:
    """The line of a mailbox; b"" when the selection options leave it out."""
    child_subscribed = "RECURSIVEMATCH" in listing.selection and any(
        other.subscribed and other.name.startswith(mailbox.name + "/") for other in store.mailboxes.values()
    )
    if "SUBSCRIBED" in listing.selection and not mailbox.subscribed and not child_subscribed:
        return b""
    if "SPECIAL-USE" in listing.selection and not mailbox.special_use:
        return b""
    attributes = [] if mailbox.selectable else ["\\Noselect"]
    attributes.append("\\HasChildren" if store.has_children(mailbox.name) else "\\HasNoChildren")
    if mailbox.special_use:
        attributes.append(mailbox.special_use)
    if mailbox.subscribed and "SUBSCRIBED" in listing.selection | listing.returned:
        attributes.append("\\Subscribed")
    line = b'* LIST (%b) "/" %b' % (" ".join(attributes).encode("ascii"), _written(mailbox))
    return line + (b' ("CHILDINFO" ("SUBSCRIBED"))' if child_subscribed else b"") + b"\r\n"


def _status_items(arguments: Arguments) -> tuple[str, ...]:
    arguments.expect(b"(")
    items = _words(arguments, _STATUS)
    if not items:
        raise BadCommandError("No status items")
    return tuple(items)


def _status_line(session: Session, mailbox: Mailbox, items: tuple[str, ...]) -> bytes:
    if "HIGHESTMODSEQ" in items:
        session.condstore = True
    values = {
        "MESSAGES": len(mailbox.mail),
        "RECENT": sum(mail.recent for mail in mailbox.mail.values()),
        "UIDNEXT": mailbox.uid_next,
        "UIDVALIDITY": mailbox.uid_validity,
        "UNSEEN": mailbox.unseen(),
        "HIGHESTMODSEQ": mailbox.highest_modseq,
        "SIZE": sum(len(mail.data) for mail in mailbox.mail.values()),
    }
    told = " ".join(f"{item} {values[item]}" for item in items)
    return b"* STATUS %b (%b)\r\n" % (_written(mailbox), told.encode("ascii"))


def _words(arguments: Arguments, known: set[str]) -> list[str]:
    """Words up to the closing parenthesis, each of them known."""
    words: list[str] = []
    while not arguments.skip(b")"):
        if words:
            arguments.space()
        words += _one_word(arguments, known)
    return words


def _one_word(arguments: Arguments, known: set[str]) -> list[str]:
    word = arguments.word()
    if word not in known:
        raise BadCommandError("Unknown option")
    return [word]


def _written(mailbox: Mailbox) -> bytes:
    return astring(encode_name(mailbox.name))


def _sorted(store: MailStore) -> list[Mailbox]:
    return sorted(store.mailboxes.values(), key=lambda mailbox: (mailbox.name != "INBOX", mailbox.name))
