"""Header fields of a protected message, inside and outside (RFC 9788 sections 2 and 5.2).

All fields go inside, below the protection. Outside stand the same, but of what is encrypted: the policy is hcp_baseline
(section 3.2.1), so the subject is "[...]" there, and ``HP-Outer`` inside says what the sender put outside. The older
mark ``protected-headers="v1"`` stands beside the new one: many programs know only that.
"""

import hashlib
import re
from dataclasses import replace
from html import escape

from mailclient.mime.entity import Entity

HIDDEN_SUBJECT = b"Subject: [...]\r\n"
_FIELD = re.compile(rb"[^\r\n]+(?:\r\n[ \t][^\r\n]*)*\r\n")
_HIDDEN = (b"comments", b"keywords")
_BODY = re.compile(r"<body[^>]*>", re.IGNORECASE)


def protected(fields: bytes, content: Entity, *, hides: bool, inside: bytes = b"") -> tuple[bytes, Entity]:
    """The fields that stand outside, and what is to be protected: ``content`` below all ``fields``.

    ``fields``: finished header lines without MIME fields; ``inside``: further ones that stand inside alone. ``hides``:
    it will be encrypted.
    """
    all_fields = _FIELD.findall(fields)
    outside = [shown for field in all_fields if (shown := _outside(field))] if hides else all_fields
    mark = b'hp="cipher"' if hides else b'hp="clear"'
    header = b"".join(all_fields) + inside
    if hides:
        header += b"".join(b"HP-Outer: " + field for field in outside)
    header += _with_parameters(content.header, mark + b'; protected-headers="v1"')
    payload = replace(content, header=header, digest=hashlib.sha256(header + content.digest).digest())
    return b"".join(outside), payload


def _outside(field: bytes) -> bytes:
    name = field.partition(b":")[0].lower()
    if name == b"subject":
        return HIDDEN_SUBJECT
    return b"" if name in _HIDDEN else field


def _with_parameters(header: bytes, parameters: bytes) -> bytes:
    """The MIME fields with further parameters of Content-Type."""
    return b"".join(
        field[:-2] + b";\r\n " + parameters + b"\r\n" if field.lower().startswith(b"content-type:") else field
        for field in _FIELD.findall(header)
    )


def legacy_text(subject: str, flowed: str) -> str:
    """Plain text with the hidden subject above it, for programs that show no protected fields (section 5.2.2)."""
    return f"Subject: {_line(subject)}\n\n{flowed}"


def legacy_html(subject: str, html: str) -> str:
    """As ``legacy_text``, of HTML."""
    shown = f'<div class="header-protection-legacy-display"><pre>Subject: {escape(_line(subject))}</pre></div>\n'
    body = _BODY.search(html)
    at = body.end() if body else 0
    return html[:at] + shown + html[at:]


def _line(subject: str) -> str:
    return " ".join(subject.split())
