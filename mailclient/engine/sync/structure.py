"""BODYSTRUCTURE as the wire gives it → the part tree everything else reads."""

from mailclient.mail.part import Part
from mailclient.mime.structure import make_part
from mailclient.wire.imap.structure import RawPart


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
        size=raw.size,
        children=tuple(part_tree(child) for child in raw.children),
    )
