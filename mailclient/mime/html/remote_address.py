"""Addresses that a message names: which of them may ever be loaded, and in what form.

Only https to a host of the public web; http is asked for by https. What a host's name leads to is checked again when it
is looked up (``transport.connect``); here go the names and numbers that are private by themselves, since a proxy
would look them up without asking us. URL Standard sections 3.5 and 4.4 as far as browsers need it for real mail.
"""

import re
from urllib.parse import quote, urljoin, urlsplit

from mailclient.mail.public_address import is_public

ADDRESS_LIMIT = 8_000
"""Characters; some senders put a whole letter into an address."""

_IGNORED = re.compile(r"[\t\r\n]+")
_EDGES = "".join(map(chr, range(0x21)))
_SAFE = "%/:=&?~#+!$,;'@()*[]|^`{}"
_PRIVATE_ENDS = (
    "localhost", "local", "internal", "lan", "home", "corp", "intranet", "private", "home.arpa", "onion", "arpa",
)  # fmt: skip
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z")
_IPV4 = re.compile(r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}\Z")
_NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)\Z")


def loadable(url: str, base: str = "") -> str:
    """The https address that ``url`` (relative to ``base``) stands for; "" when it must not be loaded. Never raises."""
    url = _IGNORED.sub("", url.strip(_EDGES)).partition("#")[0]
    before, mark, query = url.partition("?")
    url = before.replace("\\", "/") + mark + query
    if len(url) > ADDRESS_LIMIT:
        return ""
    try:
        parts = urlsplit(_joined(url, base))
        port = parts.port
        host = parts.hostname or ""
        name = _ascii(host)
    except ValueError:  # UnicodeError too: brackets, ports and names that are none
        return ""
    if parts.scheme not in ("http", "https") or parts.username is not None or not is_public_name(name):
        return ""
    if ":" in name:
        name = f"[{name}]"
    place = name if port in (None, 80, 443) else f"{name}:{port}"
    path = quote(parts.path or "/", safe=_SAFE)
    query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    return f"https://{place}{path}{query}"


def is_public_name(host: str) -> bool:
    """Whether a host (ASCII, without brackets) may be one of the public web, as far as its name tells."""
    name = host.lower().removesuffix(".")
    if ":" in name or _IPV4.match(name):
        return is_public(name)
    labels = name.split(".")
    if len(labels) < 2 or len(name) > 253 or not all(_LABEL.match(label) for label in labels):
        return False
    if _NUMBER.match(labels[-1]):
        return False  # a browser reads 0x7f.1 as an IPv4 address
    return not any(name.endswith(f".{end}") for end in _PRIVATE_ENDS)


def _joined(url: str, base: str) -> str:
    if url.startswith("//"):
        return f"https://{url[2:]}"
    return urljoin(base, url) if base else url


def _ascii(host: str) -> str:
    return host if host.isascii() else host.encode("idna").decode("ascii")
