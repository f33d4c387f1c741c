"""What a DAV server answers (RFC 4918 section 13): resources with their properties. Bounded."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urljoin, urlsplit

from mailclient.engine.discovery.xml_tree import Bounds, Element, XmlRefused, read_xml
from mailclient.mail.problem import MailError, Problem, ProblemKind

ANSWER_BYTES = 48 * 1024 * 1024
BOUNDS = Bounds(ANSWER_BYTES, 1_000_000, 20_000_000)
_SAFE = "/:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Resource:
    """``path``: on its host, percent-encoded in one way. ``status``: of the whole; 200 when it has properties."""

    path: str
    status: int
    props: Element
    """Those that were found."""

    @property
    def etag(self) -> str:
        """As it goes into If-Match, or ""."""
        return self.props.text_of("getetag")

    @property
    def data(self) -> bytes:
        """The card in it, with the line ends of a card: XML has only one kind."""
        text = self.props.text_of("address-data")
        return text.replace("\r\n", "\n").replace("\n", "\r\n").encode() + b"\r\n" if text else b""

    @property
    def kinds(self) -> set[str]:
        """RFC 4918 section 15.9: collection, addressbook …"""
        found = self.props.child("resourcetype")
        return {child.name for child in found.children} if found is not None else set()

    @property
    def read_only(self) -> bool:
        """Whether the server says that we may not write (RFC 3744 section 5.4); False where it says nothing."""
        granted = self.props.child("current-user-privilege-set")
        if granted is None or not granted.children:
            return False
        names = {one.name for privilege in granted.all("privilege") for one in privilege.children}
        return not names & {"all", "write", "write-content", "bind"}

    def href_in(self, name: str) -> str:
        """The first href inside a property, or ""."""
        found = self.props.child(name)
        return found.text_of("href") if found is not None else ""


@dataclass(frozen=True, slots=True)
class Multistatus:
    """``sync_token``: RFC 6578 section 6.4, or ""."""

    resources: Sequence[Resource]
    sync_token: str = ""
    by_path: dict[str, Resource] = field(default_factory=dict)


def read_multistatus(data: bytes, url: str) -> Multistatus:
    """The answer about ``url``. ``MailError`` SERVER_NONSENSE."""
    try:
        root = read_xml(data, BOUNDS)
    except XmlRefused as error:
        raise MailError(Problem(ProblemKind.SERVER_NONSENSE, urlsplit(url).netloc, str(error))) from error
    if root.name != "multistatus":
        raise MailError(Problem(ProblemKind.SERVER_NONSENSE, urlsplit(url).netloc, f"<{root.name}>"))
    found = [_resource(one, url) for one in root.all("response")]
    resources = [one for one in found if one is not None]
    return Multistatus(resources, root.text_of("sync-token"), {one.path: one for one in resources})


def path_of(href: str, url: str) -> str:
    """The path of an href in an answer about ``url``, written in one way; "" for one of another host.

    A path that begins with two slashes is refused: joined to a URL it would name another host (RFC 3986 section 5.2.2),
    and the password would go there.
    """
    try:
        parts = urlsplit(urljoin(url, href))
        if parts.hostname != urlsplit(url).hostname:
            return ""
    except ValueError:
        return ""
    path = quote(unquote(parts.path), safe=_SAFE)
    return "" if path.startswith("//") else path


def _resource(response: Element, url: str) -> Resource | None:
    path = path_of(response.text_of("href"), url)
    if not path:
        return None
    props = Element("prop", {})
    status = _status(response.text_of("status")) if response.child("status") is not None else 0
    for propstat in response.all("propstat"):
        code = _status(propstat.text_of("status"))
        if code == 200:
            status = status or 200
            for prop in propstat.all("prop"):
                props.children += prop.children
        elif not status and len(response.all("propstat")) == 1:
            status = code if code in (404, 410) and not props.children and response.child("status") else 200
    return Resource(path, status or 200, props)


def _status(line: str) -> int:
    """Of "HTTP/1.1 404 Not Found"."""
    words = line.split()
    code = words[1] if len(words) > 1 else ""
    return int(code) if code.isascii() and code.isdigit() and len(code) == 3 else 0
