"""Strangers' messages written anew: their texts and files go in, and come out of what we built as they were."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailclient.mail.address import Address
from mailclient.mime.attached import File
from mailclient.mime.build import message_entity
from mailclient.mime.display import body_of
from mailclient.mime.flowed import flow, unflow
from mailclient.mime.plain_alternative import plain_alternative
from mailclient.mime.reader import ParsedMessage, read

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
DATE = datetime(2026, 11, 20, tzinfo=UTC)
_LARGEST = 200_000
_OF_EACH = 500
"""Messages of each collection."""


def samples() -> Iterator[tuple[Path, ParsedMessage]]:
    """Some messages of each collection, spread over it; the same each time."""
    for collection in sorted(CORPUS.iterdir()):
        files = sorted(one for one in collection.rglob("*") if one.suffix in (".eml", ".msg", ".raw", ".mbox"))
        for path in files[:: len(files) // _OF_EACH + 1]:
            if path.stat().st_size <= _LARGEST:
                yield path, read(path.read_bytes())


def rebuilt(message: ParsedMessage, text: str, html: str, files: list[File]) -> bytes:
    envelope = message.envelope
    return bytes(
        message_entity(
            from_=next(iter(envelope.from_), Address("", "a@example.org")),
            to=envelope.to,
            cc=envelope.cc,
            subject=envelope.subject,
            date=DATE,
            message_id="1@example.org",
            in_reply_to=envelope.in_reply_to,
            references=envelope.references,
            text=text,
            html=html,
            files=files,
        )
    )


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of outside samples is not there")
def test_what_strangers_wrote_is_written_anew() -> None:
    wrong: list[str] = []
    count = 0
    for path, message in samples():
        count += 1
        body = body_of(message.root, message.content)
        files = [
            File(one.filename, "application/x-any", message.content(one.path))
            for one in body.attachments
            if "!" not in one.path
        ]
        text = plain_alternative(body.html) if body.html else body.text
        data = rebuilt(message, text, body.html or "", files)
        again = read(data)
        parts = again.root.children[1:] if files else ()
        if [again.content(part.path) for part in parts] != [file.data for file in files]:
            wrong.append(f"{path.name}: files")
        if [part.filename or "" for part in parts] != [file.filename for file in files]:
            wrong.append(f"{path.name}: names")
        if again.envelope.subject != " ".join(message.envelope.subject.split(" ")):
            wrong.append(f"{path.name}: subject")
        if not well_formed(data):
            wrong.append(f"{path.name}: lines")
        if unflow(flow(unflow(flow(text)))) != unflow(flow(text)):
            wrong.append(f"{path.name}: text")
        if again.warnings:
            wrong.append(f"{path.name}: {again.warnings}")
    assert count > 300
    assert wrong == []


def well_formed(data: bytes) -> bool:
    """CRLF everywhere, no NUL, no line over 998 bytes, 7 bits (but for addresses that are not ASCII)."""
    return (
        not re.search(rb"(?<!\r)\n|\r(?!\n)|\0", data)
        and max(map(len, data.split(b"\r\n"))) <= 998
        and data.partition(b"\r\n\r\n")[2].isascii()
    )
