"""Asking a DAV server: log in, follow redirections within rules, and tell in words what it refuses.

A redirection is followed to https only, five times at most, and to hosts of the same organisation only: the password
goes along. Nothing is sent in the clear (``transport.https``).
"""

import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from xml.sax.saxutils import escape

from mailclient.engine.carddav.multistatus import ANSWER_BYTES, Multistatus, read_multistatus
from mailclient.mail.account import Secret
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.origin.domains import organisation_of
from mailclient.transport.https import Reply, request
from mailclient.transport.stream import Dial

_REDIRECTIONS = 5
_TIMEOUT_SECONDS = 120.0
_XML = "application/xml; charset=utf-8"
_XMLNS = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav" xmlns:S="http://calendarserver.org/ns/"'


@dataclass(frozen=True, slots=True)
class DavLogin:
    """As whom: ``secret`` answers the password, or an access token where ``is_bearer``; True: another one, please."""

    user: str
    secret: Callable[[bool], Awaitable[Secret]]
    is_bearer: bool = False

    async def header(self, *, again: bool) -> str:
        """The field Authorization (RFC 7617, RFC 6750)."""
        secret = (await self.secret(again)).reveal()
        if self.is_bearer:
            return f"Bearer {secret}"
        return f"Basic {base64.b64encode(f'{self.user}:{secret}'.encode()).decode()}"


class Dav:
    """One user at one server. All raise ``MailError`` of a connection; WRONG_PASSWORD, TOKEN_REFUSED."""

    def __init__(self, dial: Dial, login: DavLogin) -> None:
        self._dial = dial
        self._login = login
        self.moved: dict[str, str] = {}
        """Where requests were redirected to for good: url → url."""

    async def propfind(self, url: str, names: str, *, depth: int = 0) -> Multistatus:
        """Properties of a resource (RFC 4918 section 9.1); ``names``: as elements. ``MailError`` for a refusal."""
        body = f"<propfind {_XMLNS}><prop>{names}</prop></propfind>"
        return await self._multistatus("PROPFIND", url, body, str(depth))

    async def sync_collection(self, url: str, token: str) -> Multistatus:
        """What changed since (RFC 6578). ``SyncTokenRefused``, ``MailError``."""
        body = (
            f"<sync-collection {_XMLNS}><sync-token>{escape(token)}</sync-token><sync-level>1</sync-level>"
            "<prop><getetag/></prop></sync-collection>"
        )
        return await self._multistatus("REPORT", url, body, "")

    async def multiget(self, url: str, paths: list[str]) -> Multistatus:
        """Cards at these paths (RFC 6352 section 8.7)."""
        hrefs = "".join(f"<href>{escape(path)}</href>" for path in paths)
        body = (
            f"<C:addressbook-multiget {_XMLNS}><prop><getetag/><C:address-data/></prop>{hrefs}</C:addressbook-multiget>"
        )
        return await self._multistatus("REPORT", url, body, "")

    async def ask(self, method: str, url: str, *, headers: dict[str, str] | None = None, body: bytes = b"") -> Reply:
        """One request with its redirections; the reply, whatever its status but 401."""
        place, again = url, False
        for _ in range(_REDIRECTIONS + 2):
            fields = {**(headers or {}), "Authorization": await self._login.header(again=again)}
            reply = await request(
                method, place, headers=fields, body=body, dial=self._dial, timeout_seconds=_TIMEOUT_SECONDS,
                limit_bytes=ANSWER_BYTES,
            )  # fmt: skip
            if reply.status == 401:
                if again or not self._login.is_bearer:
                    kind = ProblemKind.TOKEN_REFUSED if self._login.is_bearer else ProblemKind.WRONG_PASSWORD
                    raise MailError(Problem(kind, urlsplit(place).hostname or "", said(reply)))
                again = True
            elif reply.status in (301, 302, 307, 308) and reply.headers.get("location"):
                new = allowed_redirection(place, reply.headers["location"])
                if reply.status in (301, 308):
                    self.moved[place] = new
                place = new
            else:
                return reply
        raise MailError(Problem(ProblemKind.SERVER_NONSENSE, urlsplit(url).netloc, "it redirects in circles"))

    async def _multistatus(self, method: str, url: str, body: str, depth: str) -> Multistatus:
        headers = {"Content-Type": _XML, **({"Depth": depth} if depth else {})}
        data = f'<?xml version="1.0" encoding="utf-8"?>\n{body}'.encode()
        reply = await self.ask(method, url, headers=headers, body=data)
        if reply.status != 207:
            raise DavRefused(reply, url)
        return read_multistatus(reply.body, url)


class DavRefused(MailError):  # noqa: N818  it says what happened
    """The server did not do it; ``status`` of HTTP."""

    def __init__(self, reply: Reply, url: str, subject: str = "") -> None:
        super().__init__(_problem(reply, subject or urlsplit(url).hostname or ""))
        self.status = reply.status


def allowed_redirection(url: str, location: str) -> str:
    """Where to go on. ``MailError`` SERVER_NONSENSE: elsewhere than the password may go."""
    new = urljoin(url, location)
    if new.startswith(f"http://{urlsplit(url).netloc}/"):
        new = f"https{new[len('http') :]}"  # a server behind a proxy does not know that it is asked by TLS
    old_parts, parts = urlsplit(url), urlsplit(new)
    host, old_host = parts.hostname or "", old_parts.hostname or ""
    same = host == old_host or (host and organisation_of(host) == organisation_of(old_host))
    if parts.scheme != "https" or not same:
        detail = f"it redirects to {new[:200]}"
        raise MailError(Problem(ProblemKind.SERVER_NONSENSE, old_parts.netloc, detail))
    return new


def said(reply: Reply) -> str:
    """The technical line of a refusal."""
    words = " ".join(reply.body[:2_000].decode("utf-8", "replace").split())
    return f"HTTP {reply.status} {words[:300]}".strip()


def _problem(reply: Reply, subject: str) -> Problem:
    kinds = {
        403: ProblemKind.SERVER_REFUSED, 404: ProblemKind.BOOK_GONE, 410: ProblemKind.BOOK_GONE,
        413: ProblemKind.CARD_TOO_LARGE, 507: ProblemKind.BOOK_FULL, 429: ProblemKind.ASKED_TO_WAIT,
    }  # fmt: skip
    default = ProblemKind.SERVER_BUSY if reply.status >= 500 else ProblemKind.SERVER_REFUSED
    return Problem(kinds.get(reply.status, default), subject, said(reply))
