"""Header text: encoded words (RFC 2047) and raw 8-bit bytes become text. Tolerant and linear in time."""


def decode_words(raw: bytes | str) -> str:
    """The text of an unstructured header value; what cannot be decoded stays as it is written.

    Encoded words next to each other are joined before decoding, so a character cut in two between words survives.
    Raw 8-bit bytes are read as UTF-8, else by guess. No line break or control character is left.
    """
    raise NotImplementedError


def encode_words(text: str) -> str:
    """The other way: ASCII for a header, in encoded words of at most 75 characters where needed (UTF-8, B or Q)."""
    raise NotImplementedError
