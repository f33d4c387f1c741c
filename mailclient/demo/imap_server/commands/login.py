"""LOGIN and AUTHENTICATE PLAIN (RFC 3501 section 6.2, RFC 4616, RFC 4959)."""

from mailclient.demo.imap_server.answer import BadCommandError, RefusalError
from mailclient.demo.imap_server.arguments import Arguments, decode_base64
from mailclient.demo.imap_server.session import CAPABILITIES, Later, Session

_DONE = f"[CAPABILITY {CAPABILITIES}] Logged in"


def login(session: Session, arguments: Arguments, _by_uid: bool) -> str:
    """LOGIN user password."""
    arguments.space()
    user = arguments.text()
    arguments.space()
    password = arguments.text()
    arguments.end()
    session.log_in(user, password)
    return _DONE


def authenticate(session: Session, arguments: Arguments, _by_uid: bool) -> str | Later:
    """AUTHENTICATE PLAIN, with or without the initial response."""
    arguments.space()
    if arguments.word() != "PLAIN":
        raise RefusalError("Only PLAIN is known here", "CANNOT")
    if arguments.at_end():
        return Later(b"+ \r\n", lambda line: _plain(session, _response(line)))
    arguments.space()
    return _plain(session, arguments.base64())


def _response(line: bytes) -> bytes:
    if line == b"*":
        raise BadCommandError("Authentication cancelled")
    return decode_base64(line)


def _plain(session: Session, response: bytes) -> str:
    pieces = response.split(b"\0")
    if len(pieces) != 3:
        raise BadCommandError("Not a PLAIN response")
    _, user, password = (piece.decode("utf-8", "replace") for piece in pieces)
    session.log_in(user, password)
    return _DONE
