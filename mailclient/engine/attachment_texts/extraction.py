"""A file's bytes → the text in it, by what it says it is and what it begins with. Pure, bounded in what it makes."""

import re
from collections.abc import Callable

from mailclient.engine.attachment_texts import office, rich_text
from mailclient.engine.attachment_texts.outcome import Extracted, Outcome, ReadingError
from mailclient.mime.charset import decode
from mailclient.mime.display import message_body
from mailclient.mime.plain import from_clean_html
from mailclient.mime.reader import read

SIZE_LIMIT = 25_000_000
"""Bytes of a file; a larger one is not looked into."""
TEXT_LIMIT = 400_000
"""Characters taken of a file."""
_PAGES = 400
_HTML_LIMIT = 2_000_000
_NO_TEXT = re.compile(r"<(script|style|head)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_BY_ENDING = {
    **dict.fromkeys(("txt", "text", "md", "log", "csv", "tsv", "json", "xml", "yaml", "yml", "ini", "srt"), "text"),
    **dict.fromkeys(("ics", "vcf", "tex", "rst", "sql", "py", "js", "c", "h", "java"), "text"),
    **dict.fromkeys(("html", "htm", "xhtml"), "html"),
    **dict.fromkeys(("docx", "docm", "dotx", "xlsx", "xlsm", "pptx", "pptm", "ppsx"), "office"),
    **dict.fromkeys(("odt", "ods", "odp", "odg", "ott"), "office"),
    "pdf": "pdf",
    "rtf": "rtf",
    "eml": "message",
}
_BY_TYPE = {
    "application/pdf": "pdf",
    "application/rtf": "rtf",
    "text/rtf": "rtf",
    "text/html": "html",
    "message/rfc822": "message",
    "application/json": "text",
    "application/xml": "text",
}


def kind_of(media_type: str, filename: str) -> str:
    """How to read it; "" when there is no text to be had."""
    ending = filename.rpartition(".")[2].lower()
    by_type = _BY_TYPE.get(media_type, "")
    if "officedocument" in media_type or "opendocument" in media_type:
        by_type = "office"
    return by_type or _BY_ENDING.get(ending, "text" if media_type.startswith("text/") else "")


def extract(data: bytes, media_type: str, filename: str) -> Extracted:
    """Its text. What is broken, locked or too large is an outcome, not an error."""
    kind = kind_of(media_type, filename)
    if data.startswith(b"%PDF-"):
        kind = "pdf"
    elif data.startswith(b"{\\rtf"):
        kind = "rtf"
    if not kind:
        return Extracted(Outcome.NO_TEXT)
    if len(data) > SIZE_LIMIT:
        return Extracted(Outcome.TOO_LARGE)
    try:
        text = _READERS[kind](data)
    except ReadingError as error:
        return Extracted(error.outcome)
    except Exception:  # noqa: BLE001  readers of others' formats fail in every way there is
        return Extracted(Outcome.UNREADABLE)
    text = text.replace("\0", " ").strip()[:TEXT_LIMIT]
    return Extracted(Outcome.READ if text else Outcome.NO_TEXT, text)


def _text(data: bytes) -> str:
    return decode(data[: 4 * TEXT_LIMIT], "")


def _html(data: bytes) -> str:
    return from_clean_html(_NO_TEXT.sub(" ", decode(data[:_HTML_LIMIT], "")))


def _message(data: bytes) -> str:
    message = read(data)
    body = message_body(message)
    names = [attachment.filename for attachment in body.attachments]
    people = [f"{one.name} {one.address}" for one in (*message.envelope.from_, *message.envelope.to)]
    return "\n".join((message.envelope.subject, *people, body.text, *names))


def _pdf(data: bytes) -> str:
    import io
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise ReadingError(Outcome.LOCKED)
    pieces: list[str] = []
    for page in list(reader.pages)[:_PAGES]:
        pieces.append(page.extract_text())
        if sum(map(len, pieces)) > TEXT_LIMIT:
            break
    return "\n".join(pieces)


_READERS: dict[str, Callable[[bytes], str]] = {
    "text": _text,
    "html": _html,
    "rtf": rich_text.text_of,
    "office": office.text_of,
    "pdf": _pdf,
    "message": _message,
}
