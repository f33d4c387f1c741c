"""What a report gives back of the message it speaks of: its header, from a part or from behind a line in the text."""

import re
from collections.abc import Iterator

from mailclient.mail.delivery_report import ReturnedMessage
from mailclient.mime.addresses import parse_addresses
from mailclient.mime.header import fields_of, first
from mailclient.mime.words import decode_words, header_text

_STRONG = re.compile(
    r"^[ \t>*]*(?:"
    r"[-=_* ]{3,}[^\n]{0,60}(?:original (?:message|mail)|cop(?:y|ia) of|"
    r"returned message|unsent message|undelivered message|below this line|header of the original|"
    r"원본 ?메|원문)[^\n]{0,80}"
    r"|(?:below (?:this line )?is|included is|here is|this is) a copy of the [^\n]{0,60}"
    r"|original message (?:headers?)?(?: follows)?[:.]?"
    r"|元のメッセージ[^\n]{0,20}|원본 메(?:일|시지)[^\n]{0,20}"
    r")[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_WEAK = re.compile(
    r"^[ \t>*-]*(?:(?:the )?(?:original |returned |undelivered )?(?:message|mail)(?:'s)? ?"
    r"(?:headers?|body|text|info)?[^\n]{0,20}(?:follows?|below|info)?[^\n]{0,20})[:. -]*$",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER_LINES = re.compile(
    r"^(?:received|return-path|message-id|dkim-signature|x-[\w-]+|arc-[\w-]+|mime-version|delivered-to):[^\n]*\n"
    r"(?:[ \t]++[^\n]++\n|[\w-]++:[^\n]*+\n)++",
    re.IGNORECASE | re.MULTILINE,
)
_FIELD_LINE = re.compile(
    r"^[ \t>]*(?:received|return-path|message-id|date|from|to|subject|mime-version|"
    r"delivered-to|sender|x-[\w-]+|[\w-]+-signature):",
    re.IGNORECASE,
)
_MARK_LENGTH = 160
_ID_LENGTH = 2_000
"""Characters in which an id is looked for; a line has 998 (RFC 5322 section 2.1.1)."""
_ID = re.compile(r"<([^<>\s]+)>")
_BARE_ID = re.compile(r"[^<>\s]+@[^<>\s]+")


def split_text(text: str) -> tuple[str, str]:
    """``(what the server says, what it gives back)``; the second is "" where there is nothing of the kind."""
    starts = [(found.start(), found.start()) for found in (_HEADER_LINES.search(text),) if found]
    starts += [(start, end) for start, end in _lines(_STRONG, text) if start > 0][:1]
    starts += [(start, end) for start, end in _lines(_WEAK, text) if _header_follows(text[end : end + 2_000])][:1]
    if not starts:
        return text, ""
    end, begin = min(starts)
    return text[:end], text[begin:]


def _lines(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Where lines that fit begin and end; long ones are no marks, and would take long."""
    start = 0
    for line in text.split("\n"):
        if len(line) <= _MARK_LENGTH and pattern.match(line):
            yield start, start + len(line)
        start += len(line) + 1


def _header_follows(rest: str) -> bool:
    """Whether a header begins in one of the next lines."""
    lines = [line for line in rest.lstrip("\n -=").split("\n")[:3] if line.strip()]
    return any(_FIELD_LINE.match(line) for line in lines)


def returned_of(header_block: bytes) -> ReturnedMessage:
    """Out of a header; lines before its first field are skipped."""
    fields = fields_of(header_block.replace(b"\r\n", b"\n").lstrip(b"\n "))
    return ReturnedMessage(
        message_id=_message_id(header_text(first(fields, "message-id"))),
        subject=decode_words(first(fields, "subject"))[:1_000],
        from_=_first_address(first(fields, "from")),
        to=_first_address(first(fields, "to")),
        date=header_text(first(fields, "date"))[:100],
    )


def returned_text(text: str) -> ReturnedMessage:
    """Out of a header that stands in a text, maybe indented; what follows its blank line is not looked at."""
    lines = [
        line[1:] if line[:1] in ("\t", " ") and ":" in line[:40] else line for line in text.strip("\n").split("\n")
    ]
    if "" in lines:
        lines = lines[: lines.index("")] or lines
    return returned_of("\n".join(lines).encode("utf-8", "replace") + b"\n\n")


def _message_id(value: str) -> str:
    text = value[:_ID_LENGTH]
    found = _ID.search(text)
    if found is None:
        bare = _BARE_ID.search(text)
        return bare[0] if bare else ""
    return found[1]


def _first_address(value: bytes) -> str:
    return next((one.address for one in parse_addresses(value) if one.address), "")
