"""One connection of the IMAP server: the client's bytes in, the server's bytes out (RFC 3501 section 3).

``receive`` bytes, tell it of ``changed`` mailboxes, send what ``data_to_send`` gives, close when ``ended``.
Commands are done one after the other, so pipelined ones need no care.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum

from mailclient.demo.imap_server.answer import BadCommandError, RefusalError
from mailclient.demo.imap_server.arguments import Arguments
from mailclient.demo.imap_server.command_reader import LITERAL_LIMIT, CommandReader, CommandTooLongError, Continue
from mailclient.demo.imap_server.commands import (
    connection,
    copying,
    fetching,
    folders,
    listing,
    login,
    searching,
    selection,
    storing,
)
from mailclient.demo.imap_server.session import CAPABILITIES, Later, Session
from mailclient.demo.mail_store import MailStore, MailStoreError

BAD_LIMIT = 50
"""Commands that are not understood before the server hangs up."""

LITERAL_LIMIT_BEFORE_LOGIN = 8192
_TAG = re.compile(rb"[^(){ %*\"\\\]+\x00-\x1f\x7f-\xff]{1,128}")

Command = Callable[[Session, Arguments, bool], str | Later]


class State(Enum):
    """When a command may be given (RFC 3501 section 3)."""

    ANY = "any"
    NOT_LOGGED_IN = "not logged in"
    LOGGED_IN = "logged in"
    SELECTED = "selected"


_COMMANDS: dict[str, tuple[State, Command]] = {
    "CAPABILITY": (State.ANY, connection.capability),
    "NOOP": (State.ANY, connection.noop),
    "LOGOUT": (State.ANY, connection.logout),
    "ID": (State.ANY, connection.identify),
    "LOGIN": (State.NOT_LOGGED_IN, login.login),
    "AUTHENTICATE": (State.NOT_LOGGED_IN, login.authenticate),
    "ENABLE": (State.LOGGED_IN, connection.enable),
    "IDLE": (State.LOGGED_IN, connection.idle),
    "NAMESPACE": (State.LOGGED_IN, folders.namespace),
    "CREATE": (State.LOGGED_IN, folders.create),
    "DELETE": (State.LOGGED_IN, folders.delete),
    "RENAME": (State.LOGGED_IN, folders.rename),
    "SUBSCRIBE": (State.LOGGED_IN, folders.subscribe),
    "UNSUBSCRIBE": (State.LOGGED_IN, folders.unsubscribe),
    "LIST": (State.LOGGED_IN, listing.list_mailboxes),
    "LSUB": (State.LOGGED_IN, listing.list_subscribed),
    "STATUS": (State.LOGGED_IN, listing.status),
    "SELECT": (State.LOGGED_IN, selection.select),
    "EXAMINE": (State.LOGGED_IN, selection.examine),
    "CHECK": (State.SELECTED, connection.noop),
    "CLOSE": (State.SELECTED, selection.close),
    "UNSELECT": (State.SELECTED, selection.unselect),
    "FETCH": (State.SELECTED, fetching.fetch),
    "STORE": (State.SELECTED, storing.store),
    "EXPUNGE": (State.SELECTED, storing.expunge),
    "COPY": (State.SELECTED, copying.copy),
    "MOVE": (State.SELECTED, copying.move),
    "SEARCH": (State.SELECTED, searching.search),
}
_WITH_UID = {"FETCH", "STORE", "EXPUNGE", "COPY", "MOVE", "SEARCH"}
_NUMBERS_HOLD = {"FETCH", "STORE", "SEARCH"}
"""During these, message numbers must not change (RFC 3501 section 5.5); their UID forms do not use numbers."""


class ImapDialogue:
    """``stores`` are the people's mailboxes by address, ``now`` the clock; ``on_change`` says: call ``changed``."""

    def __init__(
        self, stores: Mapping[str, MailStore], now: Callable[[], datetime], on_change: Callable[[], None]
    ) -> None:
        self._session = Session(stores, on_change)
        self._reader = CommandReader()
        self._reader.literal_limit = LITERAL_LIMIT_BEFORE_LOGIN
        self._commands = {**_COMMANDS, "APPEND": (State.LOGGED_IN, copying.append(now))}
        self._later: Later | None = None
        self._bad = 0
        self._session.send(f"* OK [CAPABILITY {CAPABILITIES}] Demonstration ready.\r\n".encode("ascii"))

    @property
    def ended(self) -> bool:
        """Whether the connection is to be closed once everything is sent."""
        return self._session.ended

    def data_to_send(self) -> bytes:
        """The answers so far; given once."""
        return self._session.take_output()

    def receive(self, data: bytes) -> None:
        """Take the client's bytes; b"" is the end of the connection."""
        if not data:
            self._session.close_view()
            self._session.ended = True
            return
        self._reader.feed(data)
        while not self.ended and self._step():
            pass

    def changed(self) -> None:
        """Tell the client of changes, if it is idling."""
        if self._later is not None and self._later.live:
            self._session.tell_changes()

    def _step(self) -> bool:
        """Do the next thing that is complete; False when there is none."""
        try:
            if self._later is not None:
                line = self._reader.next_line()
                if line is not None:
                    self._go_on(line, self._later)
                return line is not None
            command = self._reader.next_command()
        except CommandTooLongError as error:
            self._too_long(error)
            return True
        if command is Continue.CONTINUE:
            self._session.send(b"+ Ready for the literal\r\n")
        elif command is not None:
            self._do(command)
        return command is not None

    def _too_long(self, error: CommandTooLongError) -> None:
        if error.fatal:
            self._session.close_view()
            self._session.send(b"* BYE Command too long\r\n")
            self._session.ended = True
        else:
            self._session.send(f"{error.tag} NO [TOOBIG] Too long.\r\n".encode("ascii"))

    def _do(self, line: bytes) -> None:
        tag, _, rest = line.partition(b" ")
        if not _TAG.fullmatch(tag):
            self._answer("*", lambda: _bad("No tag"))
            return
        self._session.tag = tag.decode("ascii")
        self._answer(self._session.tag, lambda: self._run(Arguments(rest)))

    def _go_on(self, line: bytes, later: Later) -> None:
        self._later = None
        self._answer(self._session.tag, lambda: self._finish(later.on_line(line)))

    def _answer(self, tag: str, run: Callable[[], str | None]) -> None:
        """Send the end of a command, as it turned out; None: it is not over yet."""
        try:
            text = run()
            status = "OK"
        except BadCommandError as error:
            status, text = "BAD", str(error)
            self._bad += 1
        except RefusalError as error:
            status, text = "NO", f"[{error.code}] {error}" if error.code else str(error)
        except MailStoreError as error:
            status, text = "NO", f"[{error.code}] {error}"
        if text is not None:
            self._session.send(f"{tag} {status} {text}.\r\n".encode("ascii"))
        if self._bad > BAD_LIMIT and not self.ended:
            self._session.close_view()
            self._session.send(b"* BYE Too many commands that are none\r\n")
            self._session.ended = True

    def _run(self, arguments: Arguments) -> str | None:
        name = arguments.word()
        by_uid = name == "UID"
        if by_uid:
            arguments.space()
            name = arguments.word()
        state, command = self._commands.get(name, (State.ANY, None))
        if command is None or (by_uid and name not in _WITH_UID):
            raise BadCommandError("Unknown command")
        self._check_state(state)
        try:
            return self._finish(command(self._session, arguments, by_uid))
        finally:
            self._session.tell_changes(by_uid=by_uid, expunge=by_uid or name not in _NUMBERS_HOLD)

    def _finish(self, outcome: str | Later) -> str | None:
        if isinstance(outcome, Later):
            self._later = outcome
            self._session.send(outcome.prompt)
            return None
        if self._session.store is not None:
            self._reader.literal_limit = LITERAL_LIMIT
        return outcome

    def _check_state(self, state: State) -> None:
        session = self._session
        if state is State.NOT_LOGGED_IN and session.store is not None:
            raise BadCommandError("Already logged in")
        if state in (State.LOGGED_IN, State.SELECTED) and session.store is None:
            raise BadCommandError("Log in first")
        if state is State.SELECTED and session.view is None:
            raise BadCommandError("Select a mailbox first")


def _bad(text: str) -> str:
    raise BadCommandError(text)
