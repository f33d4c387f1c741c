"""What a POP3 account leaves on its server (RFC 1939): the user's choice."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pop3Rules:
    """Everything is downloaded; these say what goes from the server afterwards, and never before it is stored here."""

    leave_on_server: bool = True
    """False: what is stored here goes from the server at once; ``days`` and ``count`` mean nothing then."""
    days: int | None = None
    """After so many days on the server, counted from the day it was first seen here; None: it stays."""
    count: int | None = None
    """Only so many of the newest stay; None: all."""
    remove_deleted: bool = True
    """What is deleted here for good goes from the server too. What lies in Trash still stays there."""
    headers_only_above: int | None = None
    """Bytes: of larger messages only the header comes, the rest when it is asked for; None: all come whole."""
