"""Where a domain publishes the keys of its addresses (Web Key Directory, draft-koch-openpgp-webkey-service 3.1)."""

from hashlib import sha1
from urllib.parse import quote

from mailclient.mail.problem import MailError, Problem, ProblemKind

_ALPHABET = "ybndrfg8ejkmcpqxot1uwisza345h769"


def urls(address: str) -> tuple[str, str]:
    """The advanced and the direct one. ``MailError`` ADDRESS_UNUSABLE."""
    local, _, domain = address.rpartition("@")
    host = _host(domain)
    if not local or not host:
        raise MailError(Problem(ProblemKind.ADDRESS_UNUSABLE, address))
    name = f"hu/{hashed(local)}?l={quote(local, safe='')}"
    return (
        f"https://openpgpkey.{host}/.well-known/openpgpkey/{host}/{name}",
        f"https://{host}/.well-known/openpgpkey/{name}",
    )


def hashed(local: str) -> str:
    """z-base-32 of the SHA-1 of a local part, whose ASCII letters are taken in lower case."""
    lowered = "".join(char.lower() if char.isascii() else char for char in local)
    return zbase32(sha1(lowered.encode(), usedforsecurity=False).digest())


def zbase32(data: bytes) -> str:
    """As RFC 6189 5.1.6 writes it, five bits a character, the last one filled up with zeros."""
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    return "".join(_ALPHABET[int(bits[at : at + 5], 2)] for at in range(0, len(bits), 5))


def _host(domain: str) -> str:
    """In ASCII and lower case; "" for what is no name of a host."""
    try:
        host = domain.lower() if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError:
        return ""
    plain = all(char.isalnum() or char in "-." for char in host)
    return host if plain and "." in host and not host.startswith((".", "-")) else ""
