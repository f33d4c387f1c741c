"""Commands that change the tree of mailboxes (RFC 3501 sections 6.3.3 to 6.3.7, RFC 6154), and NAMESPACE."""

from mailclient.demo.imap_server.answer import RefusalError
from mailclient.demo.imap_server.arguments import Arguments
from mailclient.demo.imap_server.session import Session
from mailclient.demo.mail_store import SPECIAL_MAILBOXES


def namespace(session: Session, arguments: Arguments, _by_uid: bool) -> str:
    """NAMESPACE (RFC 2342): one, the person's own."""
    arguments.end()
    session.send(b'* NAMESPACE (("" "/")) NIL NIL\r\n')
    return "Namespace listed"


def create(session: Session, arguments: Arguments, _by_uid: bool) -> str:
    """CREATE, with USE (RFC 6154 section 3)."""
    arguments.space()
    name = arguments.mailbox()
    use = ""
    if arguments.skip(b" (USE ("):
        use = arguments.flag().capitalize() if not arguments.skip(b")") else ""
        if use and use not in SPECIAL_MAILBOXES.values():
            raise RefusalError("This use is not known here", "USEATTR")
        arguments.expect(b"))" if use else b")")
    arguments.end()
    session.own_store.create(name, use)
    return "Mailbox created"


def delete(session: Session, arguments: Arguments, _by_uid: bool) -> str:
    """DELETE."""
    arguments.space()
    name = arguments.mailbox()
    arguments.end()
    session.own_store.delete(name)
    return "Mailbox deleted"


def rename(session: Session, arguments: Arguments, _by_uid: bool) -> str:
    """RENAME."""
    arguments.space()
    old = arguments.mailbox()
    arguments.space()
    new = arguments.mailbox()
    arguments.end()
    session.own_store.rename(old, new)
    return "Mailbox renamed"


def subscribe(session: Session, arguments: Arguments, _by_uid: bool) -> str:
    """SUBSCRIBE."""
    _subscribe(session, arguments, wanted=True)
    return "Subscribed"


def unsubscribe(session: Session, arguments: Arguments, _by_uid: bool) -> str:
    """UNSUBSCRIBE."""
    _subscribe(session, arguments, wanted=False)
    return "Unsubscribed"


def _subscribe(session: Session, arguments: Arguments, *, wanted: bool) -> None:
    arguments.space()
    name = arguments.mailbox()
    arguments.end()
    session.own_store.existing(name).subscribed = wanted
