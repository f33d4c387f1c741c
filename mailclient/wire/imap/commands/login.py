"""LOGIN (RFC 9051 section 6.2.3): the plain command, for servers that offer no SASL mechanism we know."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.mail.account import Secret
from mailclient.wire.imap.commands.argument import astring
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.state import BEFORE_LOGIN, State


@dataclass(frozen=True, slots=True)
class Login(Command):
    """Log in. Refused here while the server says LOGINDISABLED."""

    user: str
    password: Secret

    name: ClassVar[str] = "LOGIN"
    states: ClassVar[frozenset[State]] = BEFORE_LOGIN
    alone: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """User and password, as literals when they are not ASCII."""
        if "LOGINDISABLED" in offered.capabilities:
            raise LocalProtocolError("the server has disabled LOGIN")
        yield b" "
        yield astring(self.user.encode(), offered)
        yield b" "
        yield astring(self.password.reveal().encode(), offered)
