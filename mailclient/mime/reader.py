"""A whole message read: part tree with byte ranges, envelope; contents are cut out and decoded only when asked for.

RFC 5322, RFC 2045, RFC 2046. One pass over the bytes looking for boundary lines (``scanner.py``), nothing copied:
linear in time, flat in memory. Never raises on a message; what is broken is in ``warnings``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mailclient.mail.ids import PartPath
from mailclient.mail.message import Envelope
from mailclient.mail.part import Part
from mailclient.mime.container.container import container_of, is_inside, take_out
from mailclient.mime.envelope import envelope_of
from mailclient.mime.scanner import Entity, Scan, scan
from mailclient.mime.structure import child_path, inner_path, plain_part
from mailclient.mime.transfer import decode_transfer


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """The message; ``header_block`` is the raw header up to and with the empty line. ``warnings``: ``MimeWarning``."""

    envelope: Envelope
    root: Part
    header_block: bytes
    warnings: tuple[str, ...]
    _entities: Mapping[PartPath, Entity] = field(repr=False)

    def content(self, path: PartPath, at_most: int | None = None) -> bytes:
        """The decoded bytes of a part, or of a file inside one ("2!1"); for a multipart and for "" its raw bytes.

        ``at_most``: how many of its encoded bytes are read. "2.HEADER" is the header of the message in part 2. KeyError
        for no such part.
        """
        if is_inside(path):
            return take_out(self.content(container_of(path)), path)
        if path.endswith(".HEADER"):
            return self._inner_header(PartPath(path.removesuffix(".HEADER")))
        entity = self._entities[path]
        data = entity.body if at_most is None else entity.beginning(at_most)
        return data if entity.children_are_parts else decode_transfer(data, entity.encoding)

    def _inner_header(self, path: PartPath) -> bytes:
        entity = self._entities[path]
        return entity.children[0].header if entity.children else entity.body.partition(b"\n\n")[0]

    def raw(self, path: PartPath) -> bytes:
        """The bytes of a part as they are in the message, without its header. KeyError for no such part."""
        return self._entities[path].body

    def entity(self, path: PartPath) -> bytes:
        """Like ``raw`` with the part's own header in front: what a signature of multipart/signed covers."""
        return self._entities[path].whole


def read(data: bytes) -> ParsedMessage:
    """Read one message (a leading mbox "From " line is skipped). Caps: nesting 50, parts 2,000, header 1 MB."""
    found = scan(data)
    entities: dict[PartPath, Entity] = {}
    root_path = PartPath("" if found.root.children_are_parts else "1")
    root = _part(found, found.root, root_path, entities)
    entities.setdefault(PartPath(""), found.root)
    return ParsedMessage(
        envelope=envelope_of(found.root.fields),
        root=root,
        header_block=found.root.header,
        warnings=tuple(found.warnings),
        _entities=entities,
    )


def _part(found: Scan, entity: Entity, path: PartPath, entities: dict[PartPath, Entity]) -> Part:
    """Recursion no deeper than the scanner's nesting limit."""
    entities[path] = entity
    if entity.children_are_parts:
        paths = [child_path(path, number) for number in range(1, len(entity.children) + 1)]
    else:
        paths = [inner_path(path, "multipart/" if inner.children_are_parts else "") for inner in entity.children]
    children = tuple(_part(found, child, below, entities) for child, below in zip(entity.children, paths, strict=True))
    return plain_part(
        path,
        entity.media_type,
        entity.parameters,
        encoding=entity.encoding,
        disposition=entity.disposition,
        disposition_parameters=entity.disposition_parameters,
        content_id=entity.content_id,
        location=entity.location,
        size=entity.end - entity.body_start,
        children=children,
    )
