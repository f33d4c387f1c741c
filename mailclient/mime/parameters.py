"""Values with parameters: Content-Type, Content-Disposition (RFC 2045 5.1, RFC 2183, RFC 2231, RFC 2047 by habit)."""

from collections.abc import Iterable


def parse_value(raw: bytes | str) -> tuple[str, dict[str, str]]:
    """``(value, parameters)`` of 'text/plain; charset=utf-8': the value in lower case, parameters decoded."""
    raise NotImplementedError


def join_parameters(pairs: Iterable[tuple[bytes | str, bytes | str]]) -> dict[str, str]:
    """Decoded parameters from raw ones, as IMAP's BODYSTRUCTURE lists them.

    Joins RFC 2231 pieces (``name*0*``), decodes its charset, and encoded words in values. Names in lower case.
    """
    raise NotImplementedError
