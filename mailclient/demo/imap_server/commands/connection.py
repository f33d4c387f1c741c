"""Commands of any state: CAPABILITY, NOOP, LOGOUT, ID, ENABLE (RFC 3501 section 6.1, RFC 2971, RFC 5161)."""

from mailclient.demo.imap_server.answer import BadCommandError
from mailclient.demo.imap_server.arguments import Arguments
from mailclient.demo.imap_server.session import CAPABILITIES, Later, Session


def capability(session: Session, arguments: Arguments, _by_uid: bool) -> str:
    """CAPABILITY."""
    arguments.end()
    session.send(f"* CAPABILITY {CAPABILITIES}\r\n".encode("ascii"))
    return "Capabilities listed"


def noop(_session: Session, arguments: Arguments, _by_uid: bool) -> str:
    """NOOP and CHECK: the changes are told after every command anyway."""
    arguments.end()
    return "Nothing else to do"


def logout(session: Session, arguments: Arguments, _by_uid: bool) -> str:
    """LOGOUT."""
    arguments.end()
    session.close_view()
    session.send(b"* BYE Goodbye\r\n")
    session.ended = True
    return "Logged out"


def identify(session: Session, arguments: Arguments, _by_uid: bool) -> str:
    """ID; what the client says of itself is read and forgotten."""
    arguments.space()
    if not arguments.skip(b"NIL"):
        arguments.expect(b"(")
        while not arguments.skip(b")"):
            if not arguments.skip(b"NIL"):
                arguments.string()
            arguments.skip(b" ")
    arguments.end()
    session.send(b'* ID ("name" "Demonstration")\r\n')
    return "Pleased to meet you"


def enable(session: Session, arguments: Arguments, _by_uid: bool) -> str:
    """ENABLE: CONDSTORE and QRESYNC (RFC 7162); what is not known is passed over."""
    enabled = []
    while not arguments.at_end():
        arguments.space()
        name = arguments.word()
        if name in ("CONDSTORE", "QRESYNC") and name not in enabled:
            enabled.append(name)
            session.condstore = True
            session.qresync = session.qresync or name == "QRESYNC"
    session.send(" ".join(["* ENABLED", *enabled]).encode("ascii") + b"\r\n")
    return "Enabled"


def idle(session: Session, arguments: Arguments, _by_uid: bool) -> Later:
    """IDLE (RFC 2177): changes are told as they happen, until DONE."""
    arguments.end()
    session.tell_changes()
    return Later(b"+ idling\r\n", _done, live=True)


def _done(line: bytes) -> str:
    if line.strip().upper() != b"DONE":
        raise BadCommandError("Expected DONE")
    return "Idle ended"
