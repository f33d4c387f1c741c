"""Content-Transfer-Encoding decoded (RFC 2045 section 6), tolerant: base64, quoted-printable, uuencode."""


def decode_transfer(data: bytes, encoding: str) -> bytes:
    """The decoded bytes; unknown encodings and 7bit, 8bit, binary give ``data`` as it is. Never raises."""
    raise NotImplementedError


def decoded_size(size: int, encoding: str) -> int:
    """About how many bytes ``size`` encoded bytes decode to."""
    raise NotImplementedError
