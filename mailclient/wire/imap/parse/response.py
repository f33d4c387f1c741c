"""One complete answer → one event (RFC 9051 section 7)."""

import re
from collections.abc import Callable
from dataclasses import replace

from mailclient.wire.imap.errors import ParseError, RemoteProtocolError
from mailclient.wire.imap.events import (
    Bye,
    CommandDone,
    Condition,
    Continuation,
    Event,
    Exists,
    Expunge,
    Fetch,
    OtherData,
    Recent,
    Status,
    Tag,
    Unparsed,
)
from mailclient.wire.imap.fragments import Response
from mailclient.wire.imap.number_set import NUMBER_MAX
from mailclient.wire.imap.parse.condition import read_condition
from mailclient.wire.imap.parse.facts import read_capability, read_enabled, read_flags, read_id, read_namespace
from mailclient.wire.imap.parse.fetch import read_fetch
from mailclient.wire.imap.parse.listing import read_list, read_lsub, read_status
from mailclient.wire.imap.parse.metadata import read_metadata
from mailclient.wire.imap.parse.quota import read_quota, read_quota_root
from mailclient.wire.imap.parse.rights import read_my_rights
from mailclient.wire.imap.parse.search import read_esearch, read_search, read_vanished

_NUMBERED = re.compile(rb"\* ([0-9]{1,10}) ([A-Za-z]+)(?: |\Z)")
_KEYWORD = re.compile(rb"\* ([A-Za-z][A-Za-z0-9_=-]*)(?: +|\Z)")
_TAGGED = re.compile(rb"([!#$&',-\[\]^-z|}~]+) (OK|NO|BAD)(?: +|\Z)", re.IGNORECASE)
_UNPARSED_KEPT = 2000

_Reader = Callable[[Response, int, bool], Event]
_READERS: dict[bytes, _Reader] = {
    b"CAPABILITY": read_capability,
    b"ENABLED": read_enabled,
    b"ESEARCH": read_esearch,
    b"FLAGS": read_flags,
    b"ID": read_id,
    b"LIST": read_list,
    b"LSUB": read_lsub,
    b"METADATA": read_metadata,
    b"MYRIGHTS": read_my_rights,
    b"NAMESPACE": read_namespace,
    b"QUOTA": read_quota,
    b"QUOTAROOT": read_quota_root,
    b"SEARCH": read_search,
    b"STATUS": read_status,
    b"VANISHED": read_vanished,
}


def parse(response: Response, *, utf8: bool = False) -> Event:
    """The event in an answer. A greeting comes as ``Condition``; "+" as ``Continuation`` without a tag.

    Untagged data that breaks the grammar is ``Unparsed``; RemoteProtocolError for a line that is none of the three
    kinds, since it may be the answer somebody waits for.
    """
    text = response.text
    if text.startswith(b"* "):
        try:
            return _untagged(response, utf8)
        except (ParseError, ValueError, StopIteration) as error:
            return Unparsed(text[:_UNPARSED_KEPT], f"{type(error).__name__}: {error}")
    if text.startswith(b"+"):
        return Continuation(None, text[1:].lstrip(b" "))
    match = _TAGGED.match(text)
    if match is None:
        raise RemoteProtocolError(f"not an answer: {text[:80]!r}")
    code, human = read_condition(text, match.end())
    return CommandDone(Tag(match[1].decode("ascii")), Status(match[2].decode("ascii").upper()), code, human)


def _untagged(response: Response, utf8: bool) -> Event:
    text = response.text
    numbered = _NUMBERED.match(text)
    if numbered is not None:
        return _numbered(response, int(numbered[1]), numbered[2].upper(), numbered.end())
    match = _KEYWORD.match(text)
    if match is None:
        raise ParseError("no keyword after the star")
    keyword = match[1].upper()
    reader = _READERS.get(keyword)
    if reader is not None:
        return reader(response, match.end(), utf8)
    if keyword in (b"OK", b"NO", b"BAD", b"PREAUTH", b"BYE"):
        code, human = read_condition(text, match.end())
        return Bye(code, human) if keyword == b"BYE" else Condition(Status(keyword.decode("ascii")), code, human)
    return OtherData(keyword.decode("ascii"), text[match.end() :])


def _uid_fetch(response: Response, uid: int, start: int) -> Fetch:
    """UIDFETCH (RFC 9586 section 3.3): a UID where FETCH has a number."""
    if not 1 <= uid <= NUMBER_MAX:
        raise ParseError(f"not a UID: {uid}")
    return replace(read_fetch(response, uid, start), uid=uid)


def _numbered(response: Response, number: int, keyword: bytes, start: int) -> Event:
    if keyword == b"FETCH":
        return read_fetch(response, number, start)
    if keyword == b"UIDFETCH":
        return _uid_fetch(response, number, start)
    if keyword == b"EXISTS":
        return Exists(number)
    if keyword == b"EXPUNGE" and number:
        return Expunge(number)
    if keyword == b"RECENT":
        return Recent(number)
    raise ParseError(f"a number before {keyword[:20]!r}")
