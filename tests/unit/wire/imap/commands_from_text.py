"""A command line of a transcript → the command that says it."""

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.mail.account import Secret
from mailclient.wire.imap.commands.append import Append
from mailclient.wire.imap.commands.authenticate import Authenticate
from mailclient.wire.imap.commands.capability import Capability
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.commands.create import Create
from mailclient.wire.imap.commands.delete import Delete
from mailclient.wire.imap.commands.enable import Enable
from mailclient.wire.imap.commands.examine import Examine
from mailclient.wire.imap.commands.get_quota_root import GetQuotaRoot
from mailclient.wire.imap.commands.id import Id
from mailclient.wire.imap.commands.idle import Idle
from mailclient.wire.imap.commands.list import ListMailboxes
from mailclient.wire.imap.commands.login import Login
from mailclient.wire.imap.commands.logout import Logout
from mailclient.wire.imap.commands.my_rights import MyRights
from mailclient.wire.imap.commands.namespace import AskNamespace
from mailclient.wire.imap.commands.noop import Noop
from mailclient.wire.imap.commands.select import Resync, Select
from mailclient.wire.imap.commands.starttls import StartTls
from mailclient.wire.imap.commands.status import AskStatus
from mailclient.wire.imap.commands.subscribe import Subscribe
from mailclient.wire.imap.commands.uid_copy import UidCopy
from mailclient.wire.imap.commands.uid_expunge import UidExpunge
from mailclient.wire.imap.commands.uid_fetch import UidFetch
from mailclient.wire.imap.commands.uid_move import UidMove
from mailclient.wire.imap.commands.uid_search import UidSearch
from mailclient.wire.imap.commands.uid_store import Change, UidStore
from mailclient.wire.imap.commands.unselect import Unselect
from mailclient.wire.imap.commands.unsubscribe import Unsubscribe
from mailclient.wire.imap.number_set import NumberSet
from mailclient.wire.imap.state import AFTER_LOGIN, State
from mailclient.wire.sasl.cram_md5 import CramMd5
from mailclient.wire.sasl.login import Login as LoginMechanism
from mailclient.wire.sasl.plain import Plain


@dataclass(frozen=True, slots=True)
class Verbatim(Command):
    """A command of an extension, said as the transcript has it: what it says is for the tests of that command."""

    line: bytes

    name: ClassVar[str] = "X"
    states: ClassVar[frozenset[State]] = AFTER_LOGIN

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """What follows the name."""
        del offered
        yield b" " + self.line if self.line else b""


class _Verbatims(dict[bytes, type[Verbatim]]):
    def __missing__(self, word: bytes) -> type[Verbatim]:
        self[word] = type(f"Verbatim{word.decode()}", (Verbatim,), {"name": word.decode(), "__slots__": ()})
        return self[word]


_VERBATIM = _Verbatims()

_COMMAND = re.compile(rb"A[0-9]+ (UID [A-Z]+|[A-Z]+)(?: (.*))?", re.DOTALL)
_WORD = rb'("(?:[^"\\]|\\.)*"|\S+)'
_SIMPLE: dict[bytes, Callable[[], Command]] = {
    b"CAPABILITY": Capability,
    b"IDLE": Idle,
    b"LOGOUT": Logout,
    b"NAMESPACE": AskNamespace,
    b"NOOP": Noop,
    b"STARTTLS": StartTls,
    b"UNSELECT": Unselect,
}


def command_from_text(line: bytes, later: list[bytes]) -> Command | None:
    """None when the line is no command but the continuation of one. ``later``: the client's lines after it."""
    match = _COMMAND.fullmatch(line)
    if match is None:
        return None
    name, rest = match[1], match[2] or b""
    if name in _SIMPLE:
        return _SIMPLE[name]()
    if name == b"APPEND":
        return _append(rest, later)
    if name == b"AUTHENTICATE":
        return _authenticate(rest, later)
    plain = not rest.startswith(b"RETURN") or rest.startswith(b"RETURN (ALL) ")
    if name in _BUILDERS and plain and not re.search(rb"\$ |PARTIAL|^\(", rest):
        return _BUILDERS[name](rest)
    return _VERBATIM[name](rest)


def _append(rest: bytes, later: list[bytes]) -> Append:
    match = re.fullmatch(_WORD + rb"(?: \(([^)]*)\))? \{([0-9]+)\+?\}", rest)
    assert match, rest
    size = int(match[3])
    data = b"".join(line + b"\r\n" for line in later)[:size]
    return Append(_name(match[1]), size, (data,), tuple((match[2] or b"").decode().split()))


def _authenticate(rest: bytes, later: list[bytes]) -> Authenticate:
    mechanism, _, initial = rest.partition(b" ")
    if mechanism == b"LOGIN":
        user, password = (base64.b64decode(line).decode() for line in later[:2])
        return Authenticate(LoginMechanism(user, Secret(password)))
    if mechanism == b"CRAM-MD5":
        return Authenticate(CramMd5(base64.b64decode(later[0]).split()[0].decode(), Secret("tanstaaftanstaaf")))
    _, user, password = base64.b64decode(initial or later[0]).decode().split("\0")
    return Authenticate(Plain(user, Secret(password)))


def _name(word: bytes) -> bytes:
    """The server's own bytes, taken out of quotes."""
    return re.sub(rb"\\(.)", rb"\1", word[1:-1]) if word.startswith(b'"') else word


def _set(word: bytes) -> NumberSet:
    return NumberSet.parse(word.decode())


def _words(text: bytes) -> tuple[str, ...]:
    """Words parted by blanks, brackets and their insides kept together."""
    return tuple(re.findall(r"(?:[^\s\[]|\[[^\]]*\])+", text.decode()))


def _id(rest: bytes) -> Id:
    words = [_name(word).decode() for word in re.findall(rb'"(?:[^"\\]|\\.)*"', rest)]
    return Id(dict(zip(words[::2], words[1::2], strict=True)))


def _login(rest: bytes) -> Login:
    user, password = rest.split(b" ", 1)
    return Login(_name(user).decode(), Secret(_name(password).decode()))


def _list(rest: bytes) -> ListMailboxes:
    match = re.fullmatch(rb'(\S+) "([^"]*)"(?: RETURN \((.*)\))?', rest)
    assert match, rest
    returned = match[3] or b""
    status = re.search(rb"STATUS \(([^)]*)\)", returned)
    items = tuple(status[1].decode().split()) if status else ()
    return ListMailboxes(_name(match[1]).decode(), match[2].decode(), items, b"SUBSCRIBED" in returned)


def _select(rest: bytes) -> Select:
    match = re.fullmatch(_WORD + rb"(?: \((?:CONDSTORE|QRESYNC \(([0-9]+) ([0-9]+)(?: (\S+))?\))\))?", rest)
    assert match, rest
    if match[2] is None:
        return Select(_name(match[1]))
    known = _set(match[4]) if match[4] else NumberSet()
    return Select(_name(match[1]), Resync(int(match[2]), int(match[3]), known))


def _fetch(rest: bytes) -> UidFetch:
    match = re.fullmatch(rb"(\S+) \(UID ?(.*?)\)(?: \(CHANGEDSINCE ([0-9]+)( VANISHED)?\))?", rest)
    assert match, rest
    return UidFetch(_set(match[1]), _words(match[2]), int(match[3]) if match[3] else None, bool(match[4]))


def _store(rest: bytes) -> UidStore:
    match = re.fullmatch(rb"(\S+)(?: \(UNCHANGEDSINCE ([0-9]+)\))? ([+-]FLAGS.SILENT) \(([^)]*)\)", rest)
    assert match, rest
    unchanged = int(match[2]) if match[2] else None
    return UidStore(_set(match[1]), Change(match[3].decode()), tuple(match[4].decode().split()), unchanged)


def _search(rest: bytes) -> UidSearch:
    keys = re.findall(rb'"(?:[^"\\]|\\.)*"|\S+', rest.removeprefix(b"RETURN (ALL) ").removeprefix(b"CHARSET UTF-8 "))
    return UidSearch(tuple(_name(key) if key.startswith(b'"') else key.decode() for key in keys))


def _status(rest: bytes) -> AskStatus:
    match = re.fullmatch(_WORD + rb" \(([^)]*)\)", rest)
    assert match, rest
    return AskStatus(_name(match[1]), tuple(match[2].decode().split()))


def _with_target(kind: type[UidCopy | UidMove]) -> Callable[[bytes], Command]:
    def build(rest: bytes) -> Command:
        uids, name = rest.split(b" ", 1)
        return kind(_set(uids), _name(name))

    return build


_BUILDERS: dict[bytes, Callable[[bytes], Command]] = {
    b"CREATE": lambda rest: Create(_name(rest)),
    b"DELETE": lambda rest: Delete(_name(rest)),
    b"ENABLE": lambda rest: Enable(tuple(rest.decode().split())),
    b"EXAMINE": lambda rest: Examine(_select(rest).mailbox),
    b"GETQUOTAROOT": lambda rest: GetQuotaRoot(_name(rest)),
    b"ID": _id,
    b"LIST": _list,
    b"LOGIN": _login,
    b"MYRIGHTS": lambda rest: MyRights(_name(rest)),
    b"SELECT": _select,
    b"STATUS": _status,
    b"SUBSCRIBE": lambda rest: Subscribe(_name(rest)),
    b"UNSUBSCRIBE": lambda rest: Unsubscribe(_name(rest)),
    b"UID COPY": _with_target(UidCopy),
    b"UID EXPUNGE": lambda rest: UidExpunge(_set(rest)),
    b"UID FETCH": _fetch,
    b"UID MOVE": _with_target(UidMove),
    b"UID SEARCH": _search,
    b"UID STORE": _store,
}
