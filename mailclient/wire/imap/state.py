"""The states of a connection (RFC 9051 section 3)."""

from enum import StrEnum


class State(StrEnum):
    """Where the connection stands; ``connection.py`` has the transitions."""

    GREETING = "greeting"
    """The server has not spoken yet."""
    NOT_AUTHENTICATED = "not_authenticated"
    AUTHENTICATED = "authenticated"
    SELECTED = "selected"
    LOGOUT = "logout"
    """BYE was received or LOGOUT answered; the end of the stream follows."""
    CLOSED = "closed"


ANY = frozenset({State.NOT_AUTHENTICATED, State.AUTHENTICATED, State.SELECTED})
BEFORE_LOGIN = frozenset({State.NOT_AUTHENTICATED})
AFTER_LOGIN = frozenset({State.AUTHENTICATED, State.SELECTED})
IN_MAILBOX = frozenset({State.SELECTED})
