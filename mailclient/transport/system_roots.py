"""The authorities that the operating system trusts for mail, as DER.

Where the system keeps a list for mail apart from that for web servers, that one is taken (Fedora, RHEL); Windows says
for each what it is good for; elsewhere it is the one list there is. SSL_CERT_FILE is about servers and not asked.
"""

import re
import ssl
import sys
from binascii import Error as Base64Error
from binascii import a2b_base64
from functools import cache
from pathlib import Path

_MAIL_PROTECTION = "1.3.6.1.5.5.7.3.4"
_FILES = (
    Path("/etc/pki/ca-trust/extracted/pem/email-ca-bundle.pem"),
    Path("/etc/ssl/certs/ca-certificates.crt"),
    Path("/etc/ssl/ca-bundle.pem"),
    Path("/etc/ssl/cert.pem"),
)
_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----")


@cache
def system_roots() -> tuple[bytes, ...]:
    """Read once; none where the system keeps no list that we know. Blocks for some milliseconds."""
    if sys.platform == "win32":
        return tuple(
            data
            for data, encoding, trust in ssl.enum_certificates("ROOT")
            if encoding == "x509_asn" and (trust is True or _MAIL_PROTECTION in trust)
        )
    for path in _FILES:
        try:
            data = path.read_bytes()
        except OSError:
            continue
        return roots_in(data)
    return ()


def roots_in(data: bytes) -> tuple[bytes, ...]:
    """The certificates of a PEM file, each once."""
    found: dict[bytes, None] = {}
    for block in _PEM.findall(data):
        try:
            found[a2b_base64(block)] = None
        except Base64Error:
            continue
    return tuple(found)
