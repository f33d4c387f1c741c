"""The message that is shown in the place of a protected one: the header outside, and inside what was opened.

A whole RFC 5322 message, so that every reader of messages can read it. It lives in memory only.
"""

import hashlib

from mailclient.mime.protection.layer import Wrapper, entity_of
from mailclient.mime.protection.legacy_display import without_legacy_display
from mailclient.mime.protection.protected import ShownHeader, raw_fields


def clear_message(shown: ShownHeader, payload: bytes, wrapper: Wrapper | None) -> bytes:
    """``payload``: the opened entity; ``wrapper``: what stands beside it and is shown after it."""
    if shown.legacy:
        payload = without_legacy_display(payload, shown.legacy)
    header = b"".join(field.raw for field in shown.fields) + b"MIME-Version: 1.0\r\n"
    entity = _with_mime_fields_only(payload)
    if wrapper is None:
        return header + entity
    boundary = _boundary(entity, wrapper)
    line = b"--" + boundary + b"\r\n"
    parts = b"".join(line + one + b"\r\n" for one in (entity, *wrapper.beside))
    return (
        header + b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\r\n\r\n' + parts + line[:-2] + b"--\r\n"
    )


def _with_mime_fields_only(payload: bytes) -> bytes:
    """Other fields of the entity count where ``ShownHeader`` has them, and nowhere else."""
    entity = entity_of(payload)
    fields = (field for field in raw_fields(entity.header) if field.name.startswith("content-"))
    return b"".join(field.raw for field in fields) + b"\r\n" + entity.body


def _boundary(entity: bytes, wrapper: Wrapper) -> bytes:
    """One that stands nowhere inside: nobody can have put it there who did not know all of it."""
    digest = hashlib.sha256(entity)
    for one in wrapper.beside:
        digest.update(one)
    return b"=_" + digest.hexdigest().encode()
