"""What ties a login to its TLS connection (RFC 5929, RFC 9266), as far as Python's ``ssl`` gives it."""

import hashlib
import ssl

_BY_LIBRARY = {"TLSv1.3": "tls-exporter", "TLSv1.2": "tls-unique"}
"""The binding of each version that the library must know; tls-exporter no Python does yet."""

_DIGESTS = {
    # RSA (RFC 8017) with …
    "1.2.840.113549.1.1.4": "sha256",  # MD5: RFC 5929 section 4.1 wants SHA-256 in its place
    "1.2.840.113549.1.1.5": "sha256",  # SHA-1: likewise
    "1.2.840.113549.1.1.11": "sha256",
    "1.2.840.113549.1.1.12": "sha384",
    "1.2.840.113549.1.1.13": "sha512",
    "1.2.840.113549.1.1.14": "sha224",
    # ECDSA (RFC 5758) with …
    "1.2.840.10045.4.1": "sha256",  # SHA-1
    "1.2.840.10045.4.3.1": "sha224",
    "1.2.840.10045.4.3.2": "sha256",
    "1.2.840.10045.4.3.3": "sha384",
    "1.2.840.10045.4.3.4": "sha512",
}
"""The digest within a signature algorithm. Others (Ed25519, RSASSA-PSS) have no certain one: no binding then."""


def channel_bindings(connection: ssl.SSLObject) -> dict[str, bytes]:
    """Name → data, best first; for a connection whose handshake is done."""
    found: dict[str, bytes] = {}
    name = _BY_LIBRARY.get(connection.version() or "", "")
    if name in ssl.CHANNEL_BINDING_TYPES:
        data = connection.get_channel_binding(name)
        if data:
            found[name] = data
    certificate = connection.getpeercert(binary_form=True)
    end_point = server_end_point(certificate) if certificate else None
    if end_point is not None:
        found["tls-server-end-point"] = end_point
    return found


def server_end_point(certificate: bytes) -> bytes | None:
    """The hash of a certificate (DER) as RFC 5929 section 4.1 says; None when its signature names no digest."""
    try:
        digest = _DIGESTS.get(_signature_algorithm(certificate))
    except (IndexError, ValueError):
        return None
    return None if digest is None else hashlib.new(digest, certificate).digest()


def _signature_algorithm(certificate: bytes) -> str:
    """``SEQUENCE { tbsCertificate, SEQUENCE { OBJECT IDENTIFIER …} …}``: that identifier with dots."""
    start, _ = _content(certificate, 0, 0x30)
    _, after_tbs = _content(certificate, start, 0x30)
    algorithm, _ = _content(certificate, after_tbs, 0x30)
    begin, end = _content(certificate, algorithm, 0x06)
    return _dotted(certificate[begin:end])


def _content(data: bytes, at: int, tag: int) -> tuple[int, int]:
    """Where the content of the DER value at ``at`` begins and ends."""
    if data[at] != tag:
        raise ValueError(f"tag {data[at]:#x} instead of {tag:#x}")
    length, begin = data[at + 1], at + 2
    if length & 0x80:
        begin += length & 0x7F
        length = int.from_bytes(data[at + 2 : begin], "big")
    if begin + length > len(data):
        raise ValueError("cut short")
    return begin, begin + length


def _dotted(identifier: bytes) -> str:
    numbers, number = [], 0
    for byte in identifier:
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(number)
            number = 0
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, (first, numbers[0] - 40 * first, *numbers[1:])))
