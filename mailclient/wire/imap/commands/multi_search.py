"""ESEARCH, the command: a search of many mailboxes at once (RFC 7377)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from mailclient.wire.imap.commands.argument import MailboxName, mailboxes
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.commands.search_program import program, return_options
from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.events import ESearchData, Event
from mailclient.wire.imap.page import Page
from mailclient.wire.imap.search_keys import Keys
from mailclient.wire.imap.state import AFTER_LOGIN, State


class Where(StrEnum):
    """Which mailboxes (RFC 7377 section 2.2)."""

    SELECTED = "selected"
    INBOXES = "inboxes"
    PERSONAL = "personal"
    SUBSCRIBED = "subscribed"
    SUBTREE = "subtree"
    """The named mailboxes and all below them."""
    SUBTREE_ONE = "subtree-one"
    """The named mailboxes and those one level below them."""
    MAILBOXES = "mailboxes"
    """The named mailboxes."""


@dataclass(frozen=True, slots=True)
class Source:
    """Some mailboxes to search in; SUBTREE, SUBTREE_ONE and MAILBOXES have names."""

    where: Where
    mailboxes: tuple[MailboxName, ...] = ()


@dataclass(frozen=True, slots=True)
class MultiSearch(Command):
    """Search several mailboxes; one ``ESearchData`` with ``mailbox`` and ``uid_validity`` for each that has a hit.

    Needs MULTISEARCH. What the user may not read is passed over in silence. NO without any source that exists.
    """

    sources: tuple[Source, ...]
    keys: Keys
    returns: tuple[str, ...] = ("ALL",)
    page: Page | None = None

    name: ClassVar[str] = "ESEARCH"
    states: ClassVar[frozenset[State]] = AFTER_LOGIN
    follows_select: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """``IN (personal subtree "a") RETURN (ALL) key value …``."""
        if not self.sources:
            raise LocalProtocolError("ESEARCH of no mailbox")
        if "SAVE" in self.returns and [source.where for source in self.sources] != [Where.SELECTED]:
            raise LocalProtocolError("only a result of the selected mailbox can be saved")
        before = b" IN ("
        for source in self.sources:
            if bool(source.mailboxes) != (source.where in (Where.SUBTREE, Where.SUBTREE_ONE, Where.MAILBOXES)):
                raise LocalProtocolError(f"{source.where} with or without names")
            yield before + source.where.encode("ascii")
            yield from mailboxes(source.mailboxes, offered)
            before = b" "
        yield b")" + return_options(self.returns, self.page, offered)
        yield from program(self.keys, offered)

    def wants(self, event: Event) -> bool:
        """ESEARCH; the session checks the tag."""
        return isinstance(event, ESearchData)
