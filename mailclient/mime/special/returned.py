"""What a report gives back of the message it speaks of: its header, from a part or from behind a line in the text."""

import re

from mailclient.mail.delivery_report import ReturnedMessage
from mailclient.mime.addresses import parse_addresses
from mailclient.mime.header import fields_of, first
from mailclient.mime.words import header_text

_MARK = re.compile(
    r"^[ \t>*]*(?:"
    r"[-=_* ]{3,}[^\n]{0,80}(?:original|cop(?:y|ia)|returned|unsent|undelivered|below|follow|원본|원문)[^\n]{0,80}"
    r"|(?:below (?:this line )?is|included is|here is|this is) a copy of the [^\n]{0,60}"
    r"|(?:the )?(?:original )?message(?:'s)? (?:headers?|body|text)? ?follows?[^\n]{0,20}"
    r"|original message (?:headers?)?(?: follows)?[:.]?"
    r"|(?:returned|undelivered) message[^\n]{0,20}:"
    r"|元のメッセージ[^\n]{0,20}|원본 메(?:일|시지)[^\n]{0,20}"
    r")[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER_LINES = re.compile(
    r"^(?:received|return-path|message-id|dkim-signature|x-[\w-]+|arc-[\w-]+|mime-version|delivered-to):[^\n]*\n"
    r"(?:[ \t]+[^\n]+\n|[\w-]+:[^\n]*\n){1,}",
    re.IGNORECASE | re.MULTILINE,
)
_ID = re.compile(r"<([^<>\s]+)>")
_BARE_ID = re.compile(r"[^<>\s]+@[^<>\s]+")


def split_text(text: str) -> tuple[str, str]:
    """``(what the server says, what it gives back)``; the second is "" where there is nothing of the kind."""
    lines = _HEADER_LINES.search(text)
    marks = [mark for mark in _MARK.finditer(text) if mark.start() > 0 and _is_returned(text[mark.end() :])]
    ends = [found.start() for found in (*marks[:1], *([lines] if lines else []))]
    if not ends:
        return text, ""
    end = min(ends)
    begin = text.find("\n", end) + 1 if marks and marks[0].start() == end else end
    return text[:end], text[begin:]


def _is_returned(rest: str) -> bool:
    """Whether a header follows, or nothing (the copy is a part of its own)."""
    head = rest.lstrip()[:2_000]
    return not head or re.search(r"^[ \t>]*(?:from|to|subject|message-id|received|return-path|date):", head, re.I | re.M) is not None


def returned_of(header_block: bytes) -> ReturnedMessage:
    """Out of a header; lines before its first field are skipped."""
    fields = fields_of(header_block.replace(b"\r\n", b"\n").lstrip(b"\n "))
    return ReturnedMessage(
        message_id=_message_id(header_text(first(fields, "message-id"))),
        subject=header_text(first(fields, "subject"))[:1_000],
        from_=_first_address(first(fields, "from")),
        to=_first_address(first(fields, "to")),
        date=header_text(first(fields, "date"))[:100],
    )


def returned_text(text: str) -> ReturnedMessage:
    """Out of a header that stands in a text, maybe indented; what follows its blank line is not looked at."""
    lines = [line[1:] if line[:1] in ("\t", " ") and ":" in line[:40] else line for line in text.strip("\n").split("\n")]
    if "" in lines:
        lines = lines[: lines.index("")] or lines
    return returned_of("\n".join(lines).encode("utf-8", "replace") + b"\n\n")


def _message_id(text: str) -> str:
    found = _ID.search(text)
    if found is None:
        bare = _BARE_ID.search(text)
        return bare[0] if bare else ""
    return found[1]


def _first_address(value: bytes) -> str:
    return next((one.address for one in parse_addresses(value) if one.address), "")
