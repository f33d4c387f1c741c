"""The sets of hostile HTML in the corpus, each vector as the HTML of one mail."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mailclient.mime.charset import decode_and_tell
from mailclient.mime.display import body_of
from mailclient.mime.reader import read

_PAGES = (".test", ".html", ".htm", ".txt")
SETS = (
    "httpleaks", "h5sc", "dompurify", "owasp-html-sanitizer", "bleach", "roundcube", "efail-derived", "covert-content",
)  # fmt: skip


def vectors(corpus: Path, name: str) -> list[str]:
    """The HTML of each vector as it came."""
    cases = corpus / name / "cases.json"
    if cases.exists():
        texts = dict.fromkeys(_texts(json.loads(cases.read_text("utf-8"))))
        return [text for text in texts if "<" in text]
    files = sorted(file for file in (corpus / name).rglob("*") if file.is_file() and file.name != "NOTICE")
    pages = [file.read_text("utf-8", "replace") for file in files if file.suffix in _PAGES]
    mails = [file.read_bytes() for file in files if file.suffix == ".eml"]
    return [*pages, *(html for mail in mails for html in _html_parts(mail))]


def as_shown(html: str) -> str:
    """What our reader makes of it when it comes as a mail."""
    head = b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    message = read(head + html.encode("utf-8", "replace"))
    body = body_of(message.root, message.content, message.header_block)
    return body.html or ""


def html_of_mails(file: Path) -> list[str]:
    """The HTML parts of one mail."""
    return list(_html_parts(file.read_bytes()))


def _html_parts(data: bytes) -> Iterator[str]:
    message = read(data)
    for part in message.root.leaves():
        content = message.content(part.path)
        if content and (part.media_type == "text/html" or b"<img" in content or b"<IMG" in content):
            yield decode_and_tell(content, part.charset)[0]


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [text for each in value for text in _texts(each)] if isinstance(value, list) else []
