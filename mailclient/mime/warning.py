"""Codes for what was odd about a message; ``mailclient.language`` puts them into words."""

from enum import StrEnum


class MimeWarning(StrEnum):
    """Stands in ``Body.warnings`` and ``ParsedMessage.warnings``."""

    HTML_TOO_DEEP = "html_too_deep"
    """The HTML nests deeper than any person's mail does; only its text is shown."""
    HTML_TOO_LARGE = "html_too_large"
    """The HTML is too large to clean in time; only its text is shown."""
    TEXT_CUT = "text_cut"
    """The text was longer than the window shows; the rest is in the part itself."""
    PART_MISSING = "part_missing"
    """A part that belongs to the text is not here."""
    CHARSET_GUESSED = "charset_guessed"
    """The text is not in the charset it is labelled with; the charset was guessed."""
    TOO_MANY_PARTS = "too_many_parts"
    """More parts than are read; the rest is left out."""
    NESTED_TOO_DEEP = "nested_too_deep"
    """Parts nest deeper than is read; the innermost are shown as they are."""
    HEADER_TOO_LARGE = "header_too_large"
    """A header block is larger than is read."""
    BOUNDARY_MISSING = "boundary_missing"
    """A multipart has no boundary, or its boundary never comes; it is shown as text."""
    END_MISSING = "end_missing"
    """A multipart breaks off: the message may be incomplete."""
    CONTAINER_DAMAGED = "container_damaged"
    """A winmail.dat, or a file coded into the text, is broken or incomplete; what could be taken out is listed."""
    PIECE_OF_MESSAGE = "piece_of_message"
    """One piece of a message sent in several (message/partial, RFC 2046 section 5.2.2)."""
    FILE_ELSEWHERE = "file_elsewhere"
    """A file is not in the message but on a server it names (message/external-body, RFC 2046 section 5.2.3)."""
