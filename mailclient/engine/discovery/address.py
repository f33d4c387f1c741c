"""An address taken apart for finding its servers."""

import re
from dataclasses import dataclass

from mailclient.mail.problem import MailError, Problem, ProblemKind

_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*")


@dataclass(frozen=True, slots=True)
class Address:
    """``text`` as the user wrote it; ``domain`` as DNS writes it (lower case, A-labels)."""

    text: str
    name: str
    domain: str


def read_address(email: str) -> Address:
    """``MailError`` ADDRESS_UNUSABLE when nothing can be looked up by it."""
    text = email.strip()
    name, _, domain = text.rpartition("@")
    host = host_name(domain)
    if not name or "." not in host or any(letter.isspace() or not letter.isprintable() for letter in name):
        raise MailError(Problem(ProblemKind.ADDRESS_UNUSABLE, text))
    return Address(text, name, host)


def host_name(text: str) -> str:
    """A host name as DNS writes it, without a dot at its end; "" for what is none (also for an IP address)."""
    try:
        host = text.strip().rstrip(".").lower().encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    if not _HOST.fullmatch(host) or host.rpartition(".")[2].isdigit():
        return ""
    return host


def is_within(host: str, domain: str) -> bool:
    """Whether a host belongs to the domain by its name."""
    return host == domain or host.endswith(f".{domain}")
