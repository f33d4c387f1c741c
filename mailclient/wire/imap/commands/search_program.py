"""What UID SEARCH and ESEARCH share: return options and the program (RFC 9051 section 6.4.4)."""

from collections.abc import Iterator

from mailclient.wire.imap.commands.argument import string
from mailclient.wire.imap.commands.command import Offered, Piece
from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.page import Page
from mailclient.wire.imap.search_keys import Keys

_OPTIONS = ("MIN", "MAX", "ALL", "COUNT", "SAVE")


def return_options(options: tuple[str, ...], page: Page | None, offered: Offered) -> bytes:
    """`` RETURN (…)``, b"" where ESEARCH is not offered: the plain answer is all numbers then.

    SAVE (SEARCHRES, RFC 5182) and a page (PARTIAL, RFC 9394) cannot be done without: LocalProtocolError.
    """
    for option in options:
        if option not in _OPTIONS:
            raise LocalProtocolError(f"no such return option: {option}")
    if "SAVE" in options and not offered.capabilities & {"SEARCHRES", "IMAP4REV2"}:
        raise LocalProtocolError("the server does not offer SEARCHRES")
    if page is not None and not offered.capabilities & {"PARTIAL", "CONTEXT=SEARCH"}:
        raise LocalProtocolError("the server does not offer PARTIAL")
    if page is not None and page.from_end and "PARTIAL" not in offered.capabilities:
        raise LocalProtocolError("the server counts pages from the start only")
    if not offered.capabilities & {"ESEARCH", "IMAP4REV2", "MULTISEARCH"}:
        return b""
    words = [option.encode("ascii") for option in options]
    if page is not None:
        words.append(b"PARTIAL " + page.to_wire())
    return b" RETURN (" + b" ".join(words) + b")"


def program(keys: Keys, offered: Offered) -> Iterator[Piece]:
    """`` CHARSET UTF-8 key value (key value) …``; no CHARSET once UTF-8 is enabled (RFC 6855 section 3)."""
    if not keys:
        raise LocalProtocolError("a search for nothing")
    if not offered.utf8 and not all(key.isascii() for key in keys):
        yield b" CHARSET UTF-8"
    after = b" "
    for key in keys:
        if key != ")":
            yield after
        yield string(key, offered) if isinstance(key, bytes) else key.encode("ascii")
        after = b"" if key == "(" else b" "
