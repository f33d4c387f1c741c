"""Search programs: keys of SEARCH put together (RFC 9051 section 6.4.4), those of extensions too.

Each function gives the words of one key; a program is their concatenation, which means "and". Text is a value that is
quoted as needed and searched for as UTF-8; a str is a word of the grammar as it is.
"""

from collections.abc import Sequence
from datetime import date

from mailclient.wire.imap.date_time import write_date
from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.number_set import NUMBER_MAX, NumberSet

Key = str | bytes
"""A word of the search program as it is (str, ASCII), or a value that is quoted as needed (bytes, UTF-8)."""

Keys = tuple[Key, ...]

ALL: Keys = ("ALL",)
SAVED_RESULT: Keys = ("$",)
"""The messages found by the last search with SAVE (RFC 5182)."""


def among(uids: NumberSet) -> Keys:
    """UID: those of these messages."""
    return ("UID", uids.to_wire().decode("ascii"))


def header(name: str, value: str) -> Keys:
    """HEADER: ``value`` is in the field; "" asks for messages that have the field."""
    return ("HEADER", name.encode(), value.encode())


def containing(where: str, value: str) -> Keys:
    """``where`` is SUBJECT, FROM, TO, CC, BCC, BODY or TEXT."""
    return (where, value.encode())


def since(day: date) -> Keys:
    """SENTSINCE: written on that day or later."""
    return ("SENTSINCE", write_date(day).decode("ascii"))


def before(day: date) -> Keys:
    """SENTBEFORE: written before that day."""
    return ("SENTBEFORE", write_date(day).decode("ascii"))


def arrived_since(day: date) -> Keys:
    """SINCE: arrived on that day or later, as the server counts days."""
    return ("SINCE", write_date(day).decode("ascii"))


def arrived_before(day: date) -> Keys:
    """BEFORE: arrived before that day, as the server counts days."""
    return ("BEFORE", write_date(day).decode("ascii"))


def younger(seconds: int) -> Keys:
    """YOUNGER: arrived within the last so many seconds. Needs WITHIN (RFC 5032)."""
    return ("YOUNGER", _interval(seconds))


def older(seconds: int) -> Keys:
    """OLDER: arrived so many seconds ago or earlier. Needs WITHIN (RFC 5032)."""
    return ("OLDER", _interval(seconds))


def saved_since(day: date) -> Keys:
    """SAVEDSINCE: came into this mailbox on that day or later. Needs SAVEDATE (RFC 8514)."""
    return ("SAVEDSINCE", write_date(day).decode("ascii"))


def saved_before(day: date) -> Keys:
    """SAVEDBEFORE: came into this mailbox before that day. Needs SAVEDATE (RFC 8514)."""
    return ("SAVEDBEFORE", write_date(day).decode("ascii"))


def email_id(value: str) -> Keys:
    """EMAILID. Needs OBJECTID (RFC 8474)."""
    return ("EMAILID", value.encode())


def thread_id(value: str) -> Keys:
    """THREADID. Needs OBJECTID (RFC 8474)."""
    return ("THREADID", value.encode())


def modseq(since: int) -> Keys:
    """MODSEQ: changed since (RFC 7162 section 3.1.5). Needs CONDSTORE."""
    return ("MODSEQ", str(since))


def gmail(query: str) -> Keys:
    """X-GM-RAW: as in the search field of Gmail's own page. Needs X-GM-EXT-1."""
    return ("X-GM-RAW", query.encode())


def negated(keys: Keys) -> Keys:
    """NOT."""
    return ("NOT", *grouped(keys))


def either(alternatives: Sequence[Keys]) -> Keys:
    """OR of any number of alternatives, nested as the grammar wants it."""
    if not alternatives:
        raise LocalProtocolError("a choice among nothing")
    found = grouped(alternatives[-1])
    for other in reversed(alternatives[:-1]):
        found = ("OR", *grouped(other), *found)
    return found


def grouped(keys: Keys) -> Keys:
    """In parentheses, so that it counts as one key."""
    return keys if len(keys) == 1 or (keys[0] == "(" and _closes_at_end(keys)) else ("(", *keys, ")")


def _closes_at_end(keys: Keys) -> bool:
    depth = 0
    for place, word in enumerate(keys):
        depth += (word == "(") - (word == ")")
        if not depth:
            return place == len(keys) - 1
    return False


def _interval(seconds: int) -> str:
    if not 1 <= seconds <= NUMBER_MAX:
        raise LocalProtocolError(f"no such interval: {seconds} seconds")
    return str(seconds)
