"""The address books of a person: from a URL, a host or an address to their collections (RFC 6764, RFC 5397, RFC 6352).

A URL is asked as it is. A host is asked for its service records first, then at its well-known place, then at its root.
The answer of DNS may be forged, and whoever forges it has a certificate for his own host: the password goes to hosts of
the same organisation as the name that was typed alone, and a server elsewhere is told for the user to enter
(RFC 6764 section 8).
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from mailclient.engine.carddav.dav import Dav, DavLogin, DavRefused
from mailclient.engine.carddav.multistatus import Resource
from mailclient.mail.contact import FoundBook
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.origin.domains import ascii_domain, organisation_of
from mailclient.transport.dns import DomainNames
from mailclient.transport.stream import Dial

_KNOWN = {
    "gmail.com": "https://www.googleapis.com/.well-known/carddav",
    "googlemail.com": "https://www.googleapis.com/.well-known/carddav",
    "icloud.com": "https://contacts.icloud.com/",
    "me.com": "https://contacts.icloud.com/",
    "mac.com": "https://contacts.icloud.com/",
}
"""Where records say nothing."""
_HOST = re.compile(r"[A-Za-z0-9.-]+(?::\d{1,5})?\Z")
_ABOUT = "<current-user-principal/><resourcetype/><displayname/><C:addressbook-home-set/><current-user-privilege-set/>"
_BOOKS_MAX = 200
_FATAL = (
    ProblemKind.WRONG_PASSWORD,
    ProblemKind.TOKEN_REFUSED,
    ProblemKind.SIGN_IN_NEEDED,
    ProblemKind.CERTIFICATE_UNTRUSTED,
    ProblemKind.CERTIFICATE_WRONG_HOST,
    ProblemKind.CERTIFICATE_EXPIRED,
)
"""Asking elsewhere would hide what is wrong."""


@dataclass(frozen=True, slots=True)
class _Search:
    dav: Dav
    place: str


async def find_books(dial: Dial, names: DomainNames, place: str, login: DavLogin) -> tuple[FoundBook, ...]:
    """The books, by name. ``MailError``: NO_ADDRESS_BOOKS, WRONG_PASSWORD, TOKEN_REFUSED, those of a connection."""
    search = _Search(Dav(dial, login), place)
    trouble: MailError | None = None
    candidates, elsewhere = await _candidates(names, place.strip())
    for url in candidates:
        try:
            found = await _books_at(search, url)
        except MailError as error:
            if error.problem.kind in _FATAL:
                raise
            trouble = error if trouble is None or not isinstance(error, DavRefused) else trouble
            continue
        if found:
            return tuple(sorted(found, key=lambda book: book.name.casefold()))
    if elsewhere:
        raise MailError(Problem(ProblemKind.BOOKS_ELSEWHERE, elsewhere))
    if trouble is not None and not isinstance(trouble, DavRefused):
        raise trouble
    detail = trouble.problem.detail if trouble is not None else ""
    raise MailError(Problem(ProblemKind.NO_ADDRESS_BOOKS, place, detail))


def check_url(url: str) -> None:
    """Of a book or a server. ``MailError`` NO_ADDRESS_BOOKS: it is not protected, or holds what belongs into no URL."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https" or not host:
        raise MailError(Problem(ProblemKind.NO_ADDRESS_BOOKS, host, "only https"))
    if parts.username is not None or parts.password is not None:
        raise MailError(Problem(ProblemKind.NO_ADDRESS_BOOKS, host, "name and password are entered apart"))


async def _candidates(names: DomainNames, place: str) -> tuple[list[str], str]:
    """URLs to ask, in order; and the host elsewhere that records name, or ""."""
    if "://" in place:
        check_url(place)
        return list(dict.fromkeys([place, f"https://{urlsplit(place).netloc}/.well-known/carddav"])), ""
    domain = ascii_domain(place.rpartition("@")[2])
    if not _HOST.match(domain):
        raise MailError(Problem(ProblemKind.NO_ADDRESS_BOOKS, place))
    found = [_KNOWN[domain]] if domain in _KNOWN else []
    by_records = await _by_records(names, domain) if ":" not in domain else []
    mine = [url for url in by_records if organisation_of(urlsplit(url).hostname or "") == organisation_of(domain)]
    elsewhere = next((urlsplit(url).netloc for url in by_records if url not in mine), "")
    own = [f"https://{domain}/.well-known/carddav", f"https://{domain}/"]
    return list(dict.fromkeys([*found, *mine, *own])), elsewhere


async def _by_records(names: DomainNames, domain: str) -> list[str]:
    """RFC 6764 sections 3 and 4."""
    record = f"_carddavs._tcp.{domain}"
    try:
        services = await names.services(record)
        paths = [text[len("path=") :] for text in await names.texts(record) if text.startswith("path=")]
    except MailError:
        return []  # whoever has no name server that answers is asked at its well-known place
    found = []
    for one in services[:3]:
        if one.host and _HOST.match(one.host) and 0 < one.port < 65536:
            port = "" if one.port == 443 else f":{one.port}"
            start = f"https://{one.host}{port}"
            found += [urljoin(f"{start}/", path) for path in paths[:1] if urlsplit(path).netloc == ""]
            found.append(f"{start}/.well-known/carddav")
    return found


async def _books_at(search: _Search, url: str) -> list[FoundBook]:
    answer = await search.dav.propfind(url, _ABOUT)
    base = search.dav.moved.get(url, url)
    about = next(iter(answer.resources), None)
    if about is None:
        return []
    if "addressbook" in about.kinds:
        return [_found(about, base)]
    home = about.href_in("addressbook-home-set")
    principal = about.href_in("current-user-principal")
    if not home and principal:
        base = _on_same_organisation(base, principal)
        answer = await search.dav.propfind(base, "<C:addressbook-home-set/>")
        home = next((one.href_in("addressbook-home-set") for one in answer.resources), "")
    if not home:
        return []
    base = _on_same_organisation(base, home)
    names = "<resourcetype/><displayname/><C:addressbook-description/><current-user-privilege-set/>"
    answer = await search.dav.propfind(base, names, depth=1)
    return [_found(one, base) for one in answer.resources if "addressbook" in one.kinds][:_BOOKS_MAX]


def _found(one: Resource, base: str) -> FoundBook:
    name = " ".join(one.props.text_of("displayname").split())[:200]
    last = unquote(one.path.rstrip("/").rpartition("/")[2])
    description = one.props.text_of("addressbook-description")[:500]
    return FoundBook(urljoin(base, one.path), name or last, one.read_only, description)


def _on_same_organisation(base: str, href: str) -> str:
    """An href of an answer as a URL. Some name another host of theirs (iCloud does)."""
    new = urljoin(base, href)
    host, old = urlsplit(new).hostname or "", urlsplit(base).hostname or ""
    if urlsplit(new).scheme != "https" or (host != old and organisation_of(host) != organisation_of(old)):
        raise MailError(Problem(ProblemKind.SERVER_NONSENSE, old, f"it points to {new[:200]}"))
    return new
