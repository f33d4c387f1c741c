"""Fetches a provider's autoconfig file, by HTTPS only.

The usual places are also tried by HTTP elsewhere; here never: whoever is in between could answer with servers of his
own, and the password would follow. A redirection is followed to HTTPS addresses only; one that leaves the domain means
that the user has to look (a domain may well point to its provider's file, but a careless web site sends visitors
anywhere).
"""

from dataclasses import replace
from urllib.parse import quote, urljoin, urlsplit

from mailclient.engine.discovery.address import Address, is_within
from mailclient.engine.discovery.autoconfig import read_autoconfig
from mailclient.engine.discovery.mail_domain import registered_domain
from mailclient.engine.discovery.xml_tree import BYTES_MAX, XmlRefused
from mailclient.mail.discovery import Proposal, Step
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.sign_in_providers import sign_in_at
from mailclient.transport.https import request
from mailclient.transport.stream import Dial

FETCH_SECONDS = 8.0
_REDIRECTIONS_MAX = 3


def autoconfig_url(domain: str, address: Address) -> str:
    """The provider's own host for it; it is told the address, for the servers may depend on it."""
    return f"https://autoconfig.{domain}/mail/config-v1.1.xml?emailaddress={quote(address.text, safe='')}"


def well_known_url(domain: str) -> str:
    """On the domain's web site, which is told nothing more than that."""
    return f"https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml"


async def fetch_autoconfig(dial: Dial, url: str, address: Address, source: Step) -> tuple[Proposal, ...]:
    """What the file proposes; () when there is none. ``MailError`` when the host gives no usable answer."""
    home = await registered_domain(urlsplit(url).hostname or "")
    strayed = False
    for _ in range(_REDIRECTIONS_MAX + 1):
        reply = await request("GET", url, timeout_seconds=FETCH_SECONDS, limit_bytes=BYTES_MAX, dial=dial)
        if reply.status not in (301, 302, 303, 307, 308):
            break
        url = urljoin(url, reply.headers.get("location", ""))
        target = urlsplit(url)
        if target.scheme != "https":
            return ()
        strayed = strayed or not is_within(target.hostname or "", home)
    if reply.status != 200:
        return ()
    try:
        proposals = read_autoconfig(reply.body, address, source, sign_in_at)
    except XmlRefused as error:
        if b"clientConfig" not in reply.body:
            return ()  # a web page, which is what many sites answer to everything
        raise MailError(Problem(ProblemKind.SERVER_NONSENSE, urlsplit(url).hostname or "", str(error))) from error
    return tuple(replace(one, confirm=one.confirm or strayed) for one in proposals)
