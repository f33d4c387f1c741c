"""Domain names in ASCII and in Unicode (IDNA 2008, UTS 46), and the part of one that somebody registered.

``organisation_of`` is the organisational domain of DMARC (RFC 7489 section 3.2), by the public suffix list, which is
in the package ``publicsuffixlist``; it is read at the first question, in some 30 ms.
"""

import functools
import ipaddress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

LENGTH_LIMIT = 255
"""Characters; RFC 1035 section 2.3.4 allows no more."""
_FULL_STOPS = str.maketrans("。．｡", "...")


@functools.lru_cache(maxsize=4096)
def ascii_domain(domain: str) -> str:
    """ "xn--mnchen-3ya.de" for "München.de."; what is no domain comes back in lower case, in ASCII all the same.

    Never raises. UTS 46: width and case are folded, the ideographic full stop separates.
    """
    domain = domain.strip().translate(_FULL_STOPS).rstrip(".")[: LENGTH_LIMIT + 1].lower()
    return domain if domain.isascii() else ".".join(map(_ascii_label, domain.split(".")))


def ascii_address(address: str) -> str:
    """``address`` with its domain in ASCII, as it goes out; unchanged when it is. The local part stays (RFC 6531)."""
    local, at, domain = address.rpartition("@")
    return address if domain.isascii() else local + at + ascii_domain(domain)


def _ascii_label(label: str) -> str:
    import idna

    if label.isascii():
        return label
    try:
        return idna.encode(label, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError, ValueError):
        return "xn--" + label.encode("punycode", "replace").decode("ascii", "replace").lower()


@functools.lru_cache(maxsize=4096)
def unicode_label(label: str) -> str | None:
    """An A-label in Unicode; None when it is none, or not valid by IDNA 2008."""
    import idna

    if not label.startswith("xn--"):
        return None
    try:
        return idna.decode(label)
    except (idna.IDNAError, UnicodeError, ValueError):
        return None


@functools.lru_cache(maxsize=4096)
def organisation_of(domain: str) -> str:
    """ "example.co.uk" for "mx1.mail.example.co.uk"; an address literal or a bare name is its own. Never raises."""
    domain = ascii_domain(domain).strip(".")
    if "." not in domain or len(domain) > LENGTH_LIMIT or _is_ip(domain):
        return domain
    return str(_suffixes().privatesuffix(domain) or domain)


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text.strip("[]").removeprefix("ipv6:"))
    except ValueError:
        return False
    return True


@functools.cache
def _suffixes() -> "PublicSuffixList":
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


@functools.lru_cache(maxsize=512)
def is_suffix(label: str) -> bool:
    """Whether ``label`` is a top-level domain of the public suffix list."""
    return _suffixes().publicsuffix(label, accept_unknown=False) is not None
