"""Received (RFC 5321 section 4.4) as a hop: who gave it to whom, when, and whether over TLS.

Postfix, Exim, Sendmail, qmail, Gmail, Yahoo and Exchange each write the clause after ``from`` and the TLS comment in
their own way. ``Hop.name`` is only what the taking server found out by itself, never what the giving one said.
"""

import ipaddress
import re
from dataclasses import dataclass, field

from mailclient.mail.origin import Hop
from mailclient.mime.date import parse_date
from mailclient.mime.origin.clauses import pieces_of, text_of
from mailclient.mime.origin.domains import ascii_domain, organisation_of

_KEYWORDS = ("from", "by", "via", "with", "id", "for", "tls")
_IP = re.compile(
    r"\[?(?:ipv6:)?((?:\d{1,3}\.){3}\d{1,3}|[0-9a-f:]{0,40}:[0-9a-f:.]{1,46})(?:%\w+)?\]?(?![\w.])",
    re.IGNORECASE,
)
_VERSION = re.compile(r"\b(TLS|SSL)v?_?([123])(?:[._]([0-3]))?(?![\w])", re.IGNORECASE)
_CIPHER = re.compile(
    r"cipher[ =]+([\w-]{5,60})|\b(TLS_[A-Z0-9_]{6,60})|:((?:[A-Z0-9]+[-_]){1,9}[A-Z0-9]+)(?::\d|\))", re.IGNORECASE
)
_HELO = re.compile(r"\b(?:helo|ehlo)[ =]+([^\s()\[\]]{1,255})", re.IGNORECASE)
_HOST = re.compile(r"^[a-z0-9_](?:[\w-]*\.)+[\w-]+\.?$", re.IGNORECASE)
_WITH_TLS = re.compile(r"(?:E?SMTP|LMTP|UTF8SMTP|UTF8LMTP|HTTP|IMAP|ASMTP)SA?")
"""RFC 3848 and 6531, and what webmail writes."""


@dataclass(slots=True)
class _Clauses:
    """The words after each keyword, and the comments among them."""

    words: dict[str, list[str]] = field(default_factory=dict)
    comments: dict[str, list[str]] = field(default_factory=dict)

    def first(self, name: str) -> str:
        return next(iter(self.words.get(name, ())), "")


def hop_of(value: bytes) -> Hop:
    """One hop. Never raises; what is not told is ""."""
    text = text_of(value)
    path, semicolon, date = text.rpartition(";")
    clauses = _clauses(path if semicolon else text)
    said, name, ip = _giver(clauses, text)
    protocol = " ".join(clauses.words.get("with", ())[:1]).strip(",").upper()
    version, cipher = _tls(text, protocol)
    by = ascii_domain(clauses.first("by").strip("[],"))
    shown = name or said
    return Hop(
        said=said,
        name=name,
        ip=ip,
        by=by,
        protocol=protocol[:20],
        tls=version,
        cipher=cipher,
        at=parse_date(date) if semicolon else None,
        by_organisation=organisation_of(by),
        from_organisation=organisation_of(shown) if shown else "",
    )


def _clauses(text: str) -> _Clauses:
    clauses = _Clauses()
    current = ""
    for piece in pieces_of(text):
        if piece.is_comment:
            clauses.comments.setdefault(current, []).append(piece.text)
            continue
        for word in piece.text.split():
            keyword = word.lower()
            if keyword in _KEYWORDS and keyword not in clauses.words:
                current = keyword
                clauses.words[current] = []
            else:
                clauses.words.setdefault(current, []).append(word.strip(";"))
    return clauses


def _giver(clauses: _Clauses, text: str) -> tuple[str, str, str]:
    """What the giving server said it is, what the taking one found it to be, and its address."""
    word = clauses.first("from").strip(",")
    comments = " ".join(clauses.comments.get("from", ()))
    helo = _HELO.search(comments)
    comments = _HELO.sub("", comments)
    address = _IP.search(comments) or _IP.fullmatch(word)
    ip = _plain_ip(address[1]) if address else ""
    before_ip = comments[: address.start()] if address and not _IP.fullmatch(word) else comments
    found = next((part for part in before_ip.split() if _HOST.match(part) and not _IP.fullmatch(part)), "")
    if helo:
        # Exim and qmail put what was found out first, and what was said into the comment
        found = found or (word if _HOST.match(word) and not _IP.fullmatch(word) else "")
        said = helo[1]
    else:
        said = word
        if not found and "(exim" in text.lower() and _HOST.match(word):
            found = word
    if "forged" in comments or found.lower() == "unknown":
        found = ""
    return ascii_domain(said.strip("[]")), ascii_domain(found), ip


def _plain_ip(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""


def _tls(text: str, protocol: str) -> tuple[str, str]:
    """ "TLSv1.3" and the cipher; "yes" where only the protocol tells (RFC 3848)."""
    version = _VERSION.search(text)
    if version is None:
        return ("yes" if _WITH_TLS.fullmatch(protocol) else ""), ""
    cipher = _CIPHER.search(text, version.start())
    kind, major, minor = version.groups()
    shown = f"{kind.upper()}v{major}.{minor or 0}" if kind.upper() == "TLS" else f"SSLv{major}"
    return shown, next((group for group in cipher.groups() if group), "") if cipher else ""
