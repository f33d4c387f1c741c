"""The envelope: the header fields that lists, searches and replies are made from, decoded."""

from mailclient.mail.message import Envelope


def parse_envelope(header_block: bytes) -> Envelope:
    """The envelope of a header block (with or without the empty line after it). Never raises."""
    raise NotImplementedError


def parse_message_ids(raw: bytes | str) -> tuple[str, ...]:
    """The ids of a References or In-Reply-To value, without angle brackets, each once, in order."""
    raise NotImplementedError
