"""Bytes to text by label, or by guess when the label is missing or lies.

Order: the declared charset (through the alias table) strict, UTF-8 strict, chardet, Windows-1252 with replacement.
"""


def decode(data: bytes, label: str) -> str:
    """The text of ``data``; ``label`` is a charset as written in a header, maybe "" or nonsense. Never raises."""
    raise NotImplementedError


def codec_name(label: str) -> str | None:
    """The Python codec for a charset label after the alias table, or None when there is none for text."""
    raise NotImplementedError
