"""The digests of CMS by their object identifiers; several at once over content that comes in pieces."""

import hashlib
from collections.abc import Iterable

from cryptography.hazmat.primitives import hashes

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "md5": hashes.MD5(),  # noqa: S303  what old mail was signed with; always told as weak
    "sha1": hashes.SHA1(),  # noqa: S303  likewise
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
    "sha3_256": hashes.SHA3_256(),
    "sha3_384": hashes.SHA3_384(),
    "sha3_512": hashes.SHA3_512(),
}
_SHAKE_BYTES = 64
"""Of SHAKE256 with Ed448 (RFC 8419 §2.3)."""


def hash_of(name: str) -> hashes.HashAlgorithm | None:
    """For a signature; None where it is not known."""
    return _HASHES.get(name)


def known(name: str) -> bool:
    """Whether content can be digested so."""
    return name in _HASHES or name in ("shake256", "shake256_len")


def text_of(name: str) -> str:
    """ "SHA-256" for "sha256"."""
    upper = name.upper().replace("_", "-").removesuffix("-LEN")
    return upper if "-" in upper or not upper.startswith("SHA") or upper.startswith("SHAKE") else f"SHA-{upper[3:]}"


def digests(names: Iterable[str], pieces: Iterable[bytes | memoryview]) -> dict[str, bytes]:
    """One pass over the pieces for all of them; those that are not known are left out."""
    running = {name: hashlib.new("shake_256" if "shake" in name else name) for name in set(names) if known(name)}
    for piece in pieces:
        for digest in running.values():
            digest.update(piece)
    return {
        name: digest.digest(_SHAKE_BYTES) if "shake" in name else digest.digest()  # type: ignore[call-arg]
        for name, digest in running.items()
    }
