"""A part of a message as a message of its own, so that it can be opened apart from the others."""

from mailclient.mail.ids import PartPath
from mailclient.mime.container.container import is_inside
from mailclient.mime.protection.protected import outer_header
from mailclient.mime.reader import read
from mailclient.mime.scanner import scan
from mailclient.mime.transfer import decode_transfer


def part_as_message(data: bytes, path: PartPath) -> tuple[bytes, bool]:
    """The bytes, and whether they are a message with a header of its own (attached); else the outer header is theirs.

    Of a path that is none: the message itself.
    """
    parsed = read(data)
    part = next((part for part in parsed.root.walk() if part.path == path), None)
    if part is None or is_inside(path):
        return data, True
    if part.media_type in ("message/rfc822", "message/global"):
        raw = parsed.raw(path)
        return decode_transfer(raw, part.encoding), True
    header = b"".join(field.raw for field in outer_header(scan(data).root).fields)
    return header + parsed.entity(path), False
