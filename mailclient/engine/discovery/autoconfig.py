"""The XML in which a provider describes its servers: clientConfig 1.1, as Thunderbird defined it.

Bytes in, proposals out; ``autoconfig_host.py`` fetches it. Tolerant of what is missing or unknown, deaf to what it
should not say: where to sign in comes from our own list of providers, never from the file, and a server without
protection is proposed only where there is no other, marked so, and never chosen without the user.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mailclient.engine.discovery.address import Address, host_name
from mailclient.engine.discovery.xml_tree import Element, XmlRefused, read_xml
from mailclient.mail.account import AccountKind, AccountSettings, LoginKind, Security, Server
from mailclient.mail.discovery import Note, Proposal, Step
from mailclient.mail.ports import USUAL_PORTS

_SECURITY = {"ssl": Security.TLS, "tls": Security.TLS, "starttls": Security.STARTTLS, "plain": Security.NONE}
_PASSWORD = {"password-cleartext", "plain", "password-encrypted", "secure", "http-basic"}
_WITHOUT = {"none", "client-ip-address", "smtp-after-pop"}
_CERTIFICATE = {"tls-client-cert"}
_OAUTH = {"oauth2"}
_TRUST = (Security.TLS, Security.STARTTLS, Security.NONE)
_NAME_MAX = 100


@dataclass(frozen=True, slots=True)
class _Offer:
    """One server of the file. ``oauth`` and ``password``: whether it takes them."""

    protocol: str
    server: Server
    oauth: bool
    password: bool


def read_autoconfig(
    data: bytes, address: Address, source: Step, sign_in_of: Callable[[str], str], language: str = "en"
) -> tuple[Proposal, ...]:
    """IMAP and POP3 as far as they are offered, best first; () when there is nothing to use in it.

    ``sign_in_of``: the provider that signs in for a host in the browser, "" for none. Raises ``XmlRefused``.
    """
    root = read_xml(data)
    provider = root.child("emailProvider") if root.name == "clientConfig" else None
    if provider is None:
        raise XmlRefused(f"<{root.name[:50]}> is no clientConfig with an emailProvider")
    offers = [
        offer
        for element in provider.children
        if element.name in ("incomingServer", "outgoingServer") and (offer := _offer(element, address)) is not None
    ]
    about = _About(
        source,
        (provider.text_of("displayShortName") or provider.text_of("displayName"))[:_NAME_MAX],
        _documentation(provider, language),
        sign_in_of,
    )
    smtp = _best(offers, "smtp")
    proposals = [
        _proposal(address, kind, incoming, smtp, about)
        for kind in (AccountKind.IMAP, AccountKind.POP3)
        if (incoming := _best(offers, kind.value)) is not None
    ]
    return tuple(sorted(proposals, key=lambda one: not one.protected))


@dataclass(frozen=True, slots=True)
class _About:
    source: Step
    name: str
    documentation: str
    sign_in_of: Callable[[str], str]


def _proposal(address: Address, kind: AccountKind, incoming: _Offer, smtp: _Offer | None, about: _About) -> Proposal:
    outgoing = smtp.server if smtp is not None else guessed_smtp(address)
    both = [incoming] if smtp is None else [incoming, smtp]
    by_token = all(offer.oauth or not offer.server.user for offer in both)
    sign_in = _sign_in((incoming.server, outgoing), about) if by_token else ""
    password = all(offer.password for offer in both)
    settings = AccountSettings(address.text, "", incoming.server, outgoing, kind)
    open_ = Security.NONE in (incoming.server.security, outgoing.security)
    notes = [Note.NOT_PROTECTED] if open_ else []
    notes += [] if password else [Note.BROWSER_ONLY]
    notes += [] if smtp is not None else [Note.SMTP_UNKNOWN]
    return Proposal(
        settings,
        about.source,
        provider=about.name,
        sign_in=sign_in,
        password=password,
        confirm=open_ or smtp is None,
        other_users=other_users(address, incoming.server.user),
        documentation=about.documentation,
        notes=tuple(notes),
    )


def _sign_in(servers: Sequence[Server], about: _About) -> str:
    """The provider that has all of the servers with a login: none of them may get the tokens of another."""
    names = {about.sign_in_of(server.host) for server in servers if server.user}
    return names.pop() if len(names) == 1 else ""


def guessed_smtp(address: Address) -> Server:
    """Where mail is handed in when nobody has said it."""
    return Server(f"smtp.{address.domain}", 465, Security.TLS, address.text)


def other_users(address: Address, user: str) -> tuple[str, ...]:
    """The other usual form of the login name; () for a name that the provider has made up."""
    forms = {address.text: address.name, address.name: address.text}
    return (forms[user],) if user in forms else ()


def _best(offers: Sequence[_Offer], protocol: str) -> _Offer | None:
    """The first of the best protected."""
    mine = [offer for offer in offers if offer.protocol == protocol]
    return min(mine, key=lambda offer: _TRUST.index(offer.server.security)) if mine else None


def _offer(element: Element, address: Address) -> _Offer | None:
    """None for what we do not speak, or what makes no sense."""
    protocol = element.attributes.get("type", "").strip().lower()
    host = host_name(_filled(element.text_of("hostname"), address))
    security = _SECURITY.get(element.text_of("socketType").lower())
    expected = ("smtp",) if element.name == "outgoingServer" else ("imap", "pop3")
    if protocol not in expected or not host or security is None:
        return None
    ways = {way.text.lower() for way in element.all("authentication")} or {"password-cleartext"}
    usable = ways & (_PASSWORD | _OAUTH | _CERTIFICATE | (_WITHOUT if protocol == "smtp" else set()))
    if not usable:
        return None
    login = LoginKind.CERTIFICATE if usable <= _CERTIFICATE else LoginKind.PASSWORD
    user = _filled(element.text_of("username"), address) or address.text
    if usable <= _WITHOUT or (element.text_of("username") == "" and protocol == "smtp" and not ways & _PASSWORD):
        user = ""
    server = Server(host, _port(element.text_of("port"), protocol, security), security, user, login)
    return _Offer(protocol, server, bool(ways & _OAUTH), bool(usable - _OAUTH))


def _port(text: str, protocol: str, security: Security) -> int:
    port = int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else 0
    return port if 0 < port < 65536 else USUAL_PORTS[protocol, security]


def _filled(text: str, address: Address) -> str:
    """With what stands for the address put in; "" when something is left that only the user can know."""
    for name, value in (
        ("%EMAILADDRESS%", address.text),
        ("%EMAILLOCALPART%", address.name),
        ("%EMAILDOMAIN%", address.text.rpartition("@")[2]),
    ):
        text = text.replace(name, value)
    printable = text.isprintable() and len(text) <= 500
    return text if printable and not ("%" in text and text.count("%") > address.text.count("%")) else ""


def _documentation(provider: Element, language: str) -> str:
    """The https address of the first page in this language, else in any."""
    pages = [
        (page.attributes.get("url", ""), {text.attributes.get("lang", "en") for text in page.all("descr")})
        for page in provider.all("documentation")
    ]
    urls = [(url, languages) for url, languages in pages if url.startswith("https://") and url.isprintable()]
    fitting = [url for url, languages in urls if language in languages]
    return (fitting or [url for url, _ in urls] or [""])[0]
