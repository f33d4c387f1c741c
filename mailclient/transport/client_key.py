"""Our own certificate and its private key, for servers that want one (RFC 8446 section 4.4.2, client side).

From a PEM file (certificate, further certificates, key, in any order) or a PKCS#12 file. The ``ssl`` module reads keys
from PEM files only: what PKCS#12 holds goes through a file in memory, encrypted with a passphrase of its own.
"""

import os
import secrets
import ssl
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mailclient.mail.account import Secret
from mailclient.mail.problem import MailError, Problem, ProblemKind

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes


@dataclass(frozen=True, slots=True)
class Keys:
    """What a connection needs beside its ``Server``: the proxy's password and the client certificate's passphrase."""

    proxy_password: Secret | None = field(default=None, repr=False)
    passphrase: Secret | None = field(default=None, repr=False)


def load_client_key(context: ssl.SSLContext, path: str, passphrase: Secret | None) -> None:
    """Have ``context`` show it. CLIENT_CERTIFICATE_UNUSABLE, CLIENT_CERTIFICATE_LOCKED; the subject is ``path``."""
    word = passphrase.reveal() if passphrase is not None else ""
    try:
        data = Path(path).read_bytes()
        if b"-----BEGIN" in data:
            _load_pem(context, path, word)
        else:
            _load_pkcs12(context, data, word)
    except _LockedError as error:
        raise MailError(Problem(ProblemKind.CLIENT_CERTIFICATE_LOCKED, path, str(error))) from None
    except (OSError, ValueError, TypeError) as error:
        detail = getattr(error, "reason", None) or getattr(error, "strerror", None) or type(error).__name__
        raise MailError(Problem(ProblemKind.CLIENT_CERTIFICATE_UNUSABLE, path, str(detail))) from None


class _LockedError(Exception):
    """The passphrase is missing or wrong."""


def _load_pem(context: ssl.SSLContext, path: str, word: str) -> None:
    asked = False

    def answer() -> str:
        # Without this the library asks on the terminal.
        nonlocal asked
        asked = True
        return word

    try:
        context.load_cert_chain(path, password=answer)
    except ssl.SSLError as error:
        if asked:
            raise _LockedError(error.reason or "wrong passphrase") from None
        raise


def _open_pkcs12(
    data: bytes, word: str
) -> "tuple[PrivateKeyTypes | None, x509.Certificate | None, list[x509.Certificate]]":
    """With the passphrase; a file that has none, or an empty one, opens with any."""
    from cryptography.hazmat.primitives.serialization import pkcs12  # brings cryptography.x509; few servers want this

    for attempt in (word.encode() if word else None, None, b""):
        try:
            return pkcs12.load_key_and_certificates(data, attempt)
        except ValueError as error:
            failure = error
    if "password" in str(failure).lower() or "mac" in str(failure).lower():
        raise _LockedError("wrong passphrase")
    raise failure


def _load_pkcs12(context: ssl.SSLContext, data: bytes, word: str) -> None:
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

    key, certificate, others = _open_pkcs12(data, word)
    if key is None or certificate is None:
        raise ValueError("no key in it")
    inner = secrets.token_hex(32)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(inner.encode()))
    pem += b"".join(each.public_bytes(Encoding.PEM) for each in (certificate, *others))
    descriptor, name = tempfile.mkstemp()
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
        context.load_cert_chain(name, password=inner)
    finally:
        os.unlink(name)
