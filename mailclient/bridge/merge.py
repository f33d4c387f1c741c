"""A mail merge: one draft with fields, and the rows that fill them; each row becomes a message of its own."""

import msgspec

from mailclient.bridge.draft import DraftContent
from mailclient.mail.text_fields import field_key, filled, filled_recipients


class MergeContent(msgspec.Struct, frozen=True):
    """``rows`` are as long as ``columns``. ``spacing_seconds``: so far apart the messages go out."""

    draft: DraftContent
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    spacing_seconds: float = 0.0


def merged(draft: DraftContent, columns: tuple[str, ...], row: tuple[str, ...]) -> DraftContent:
    """The draft with a row's values in its recipients, subject and text. No value is more than one line of a header."""
    values = {field_key(name): value for name, value in zip(columns, row, strict=False)}
    lines = {name: " ".join(value.split()) for name, value in values.items()}
    return msgspec.structs.replace(
        draft,
        to=filled_recipients(draft.to, lines),
        cc=filled_recipients(draft.cc, lines),
        bcc=filled_recipients(draft.bcc, lines),
        subject=filled(draft.subject, lines, html=False),
        text=filled(draft.text, values, html=False),
        html=filled(draft.html, values, html=True),
    )
