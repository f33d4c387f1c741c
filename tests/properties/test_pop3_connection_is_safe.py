"""Whatever a POP3 server says and however it is cut: the same events, or the one error that is foreseen."""

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from mailclient.mail.account import Secret
from mailclient.wire.pop3.commands import Auth, Capa, Command, Dele, List, Quit, Retr, Top, Uidl
from mailclient.wire.pop3.connection import Connection
from mailclient.wire.pop3.errors import RemoteProtocolError
from mailclient.wire.pop3.events import Content, Event
from mailclient.wire.sasl.login import Login

_WORDS = (
    b"+OK|-ERR|+OK |-ERR [AUTH] no|+ |\r\n|\n|\r|.|..|\r\n.\r\n|1 a|PIPELINING|SASL PLAIN|+ VXNlcm5hbWU6|[|\xff\x00"
)
_SAID = st.lists(st.one_of(st.sampled_from(_WORDS.split(b"|")), st.binary(max_size=8)), max_size=60).map(b"".join)


def _events(said: bytes, cuts: list[int]) -> list[Event | str]:
    """What it is taken for, with contents joined."""
    connection = Connection()
    asked: list[Command] = [Capa(), Auth(Login("alice", Secret("x"))), Uidl(), List(), Retr(1), Top(2), Dele(1), Quit()]
    for command in asked:
        connection.send(command)
    found: list[Event | str] = []
    for piece in _pieces(said, cuts):
        try:
            events = connection.receive(piece)
        except RemoteProtocolError:
            found.append("error")
            break
        for event in events:
            last = found.pop() if found else None
            if isinstance(event, Content) and isinstance(last, Content) and last.command == event.command:
                found.append(Content(event.command, last.data + event.data))
            else:
                found += [event] if last is None else [last, event]
    return found


def _pieces(said: bytes, cuts: list[int]) -> list[bytes]:
    pieces = []
    for cut in cuts:
        pieces.append(said[:cut])
        said = said[cut:]
    return [piece for piece in (*pieces, said) if piece]


@given(said=_SAID, cuts=st.lists(st.integers(1, 5), max_size=80))
def test_any_bytes_in_any_pieces(said: bytes, cuts: list[int]) -> None:
    whole = _events(b"+OK\r\n" + said, [])
    cut = _events(b"+OK\r\n" + said, cuts)
    # What came before an error in the same bytes is not given any more.
    assert cut[-1:] == ["error"] if whole[-1:] == ["error"] else list(map(_told, cut)) == list(map(_told, whole))


def _told(event: Event | str) -> object:
    """What it says; commands by their kind, for each login has a mechanism of its own."""
    if isinstance(event, str):
        return event
    return type(event), [_kind(getattr(event, field.name)) for field in dataclasses.fields(event)]


def _kind(value: object) -> object:
    if isinstance(value, tuple):
        return [_kind(each) for each in value]
    return type(value) if isinstance(value, Command) else value
