"""BODYSTRUCTURE as the wire gives it → the part tree everything else reads."""

from mailclient.mail.part import Part
from mailclient.mail.protection import CMS
from mailclient.mime.display import body_of
from mailclient.mime.structure import make_part
from mailclient.store.rows import StoredMessage
from mailclient.wire.imap.structure import RawPart, read_structure
from mailclient.wire.imap.tokens import read_values


def part_tree(raw: RawPart) -> Part:
    """The same tree, decoded."""
    return make_part(
        raw.path,
        raw.media_type,
        raw.parameters,
        encoding=raw.encoding,
        disposition=raw.disposition,
        disposition_parameters=raw.disposition_parameters,
        content_id=raw.content_id,
        location=raw.location,
        size=raw.size,
        children=tuple(part_tree(child) for child in raw.children),
    )


def structure_of(message: StoredMessage) -> Part | None:
    """The tree of a stored message, made when it was stored or now; None when the server never told it."""
    if message.structure is None and message.bodystructure is not None:
        return read_bodystructure(message.bodystructure)
    return message.structure


def read_bodystructure(bodystructure: bytes) -> Part | None:
    """The tree of a BODYSTRUCTURE that was kept as it came, which has no literals."""
    raw = read_structure(next(iter(read_values(bodystructure, [])), None))
    return part_tree(raw) if raw is not None else None


def has_attachment(root: Part) -> bool:
    """Whether files hang on the message, as far as one can tell without its text.

    By the kinds of its parts alone, for that is what is remembered of a structure (``HeaderReader``).
    """
    if root.media_type == "multipart/encrypted":
        return False
    listed = body_of(root, lambda _path: None).attachments
    return any(not (one.inline or one.is_signature or one.media_type in CMS) for one in listed)
