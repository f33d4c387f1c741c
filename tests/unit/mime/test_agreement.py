"""How far we read as other mailers do: their test data, their expected results, and the number that agrees today.

Each floor is the measured number. Where we differ on purpose the docstring says why; a lower number than the floor is
a step back, a higher one asks for the floor to be raised.
"""

import json
import os
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from mailclient.mime.charset import decode
from mailclient.mime.display import body_of
from mailclient.mime.plain import preview
from mailclient.mime.reader import ParsedMessage, read

Case = Any


def agreeing(cases: Iterable[Case], agrees: Callable[[Case], bool]) -> tuple[int, int]:
    results = [agrees(case) for case in cases]
    return sum(results), len(results)


def load(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


# --- whole messages ---------------------------------------------------------------------------------------------


def _lines(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").rstrip(b"\n")


def _stalwart_leaves(message: dict[str, Any]) -> list[bytes | str]:
    """The bodies of an expected parse, in order."""
    found: list[bytes | str] = []

    def visit(number: int) -> None:
        ((kind, value),) = message["parts"][number]["body"].items()
        if kind == "Multipart":
            for child in value:
                visit(child)
        elif kind == "Message":
            found.extend(_stalwart_leaves(value))
        else:
            found.append(bytes(value) if isinstance(value, list) else value)

    visit(0)
    return found


def _same_leaves(message: ParsedMessage, expected: list[bytes | str]) -> bool:
    leaves = list(message.root.leaves())
    return len(leaves) == len(expected) and all(
        _lines(message.content(leaf.path)) == _lines(body)
        if isinstance(body, bytes)
        else decode(message.content(leaf.path), leaf.charset).split() == body.split()
        for leaf, body in zip(leaves, expected, strict=True)
    )


def test_stalwart(corpus: Path) -> None:
    """What differs: uuencoded parts (decoded here), mislabelled text (guessed here), boundaries (RFC 2046 here)."""

    def agrees(file: Path) -> bool:
        data = file.with_name(file.name.split(".")[0] + ".eml").read_bytes()
        if ".crlf." in file.name:
            data = re.sub(rb"\r?\n", b"\r\n", data)
        expected = load(file)
        return _same_leaves(read(data), _stalwart_leaves(expected))

    assert agreeing(sorted((corpus / "stalwart-mail-parser").rglob("*.json")), agrees) == (48, 70)


def test_mime4j(corpus: Path) -> None:
    """What differs: a header line without a colon begins the body there, and a few empty or cut parts."""

    def agrees(file: Path) -> bool:
        expected = file.with_name(f"{file.stem}_decoded.xml").read_text("latin-1")
        names = re.findall(r'<(?:text|binary)-body name="([^"]+)"', expected)
        bodies = [file.with_name(name).read_bytes() if file.with_name(name).exists() else b"" for name in names]
        return _same_leaves(read(file.read_bytes()), list(bodies))

    assert agreeing(sorted((corpus / "mime4j").rglob("*.msg")), agrees) == (25, 29)


def _mailcore_types(part: dict[str, Any]) -> list[str]:
    if "parts" in part:
        return [media_type for each in part["parts"]["items"] for media_type in _mailcore_types(each)]
    if "mainPart" in part:
        return _mailcore_types(part["mainPart"])
    return [part.get("mimeType", "text/plain").lower()]


def test_mailcore_types(corpus: Path) -> None:
    """What differs: a type without a subtype is text here (RFC 2045 section 5.2)."""

    def agrees(file: Path) -> bool:
        expected = _mailcore_types(load(file)["mainPart"])
        message = read((corpus / "mailcore2/parser/input/mbox/jwz" / file.name).read_bytes())
        return [part.media_type for part in message.root.leaves()] == expected

    files = [
        file
        for file in sorted((corpus / "mailcore2/parser/output/mbox/jwz").iterdir())
        if (corpus / "mailcore2/parser/input/mbox/jwz" / file.name).exists()
    ]
    assert agreeing(files, agrees) == (44, 49)


# --- charsets ----------------------------------------------------------------------------------------------------


CODECS = {
    "Big5": "cp950", "EUC-KR": "cp949", "GB2312": "gb18030", "SHIFT_JIS": "cp932", "TIS-620": "cp874",
    "windows-1251-russian": "cp1251", "windows-1255-hebrew": "cp1255",
}  # fmt: skip


def test_charsets_without_a_label(corpus: Path) -> None:
    def agrees(file: Path) -> bool:
        data, name = file.read_bytes(), file.parent.name
        return decode(data, "").lstrip("\ufeff") == data.decode(CODECS.get(name, name)).lstrip("\ufeff")

    assert agreeing(sorted((corpus / "chardet").glob("*/*")), agrees) == (41, 41)


# --- everything -------------------------------------------------------------------------------------------------


def test_every_file_of_the_corpus_opens(corpus: Path) -> None:
    """Whatever it is: as a message it is read and shown without an exception, each in under two seconds."""
    slow = []
    count = 0
    for folder, _, names in os.walk(corpus):
        for name in names:
            data = (Path(folder) / name).read_bytes()
            started = time.process_time()
            message = read(data)
            for part in message.root.walk():
                message.content(part.path)
            preview(body_of(message.root, message.content).text)
            if time.process_time() - started > 2:
                slow.append(name)
            count += 1
    assert slow == []
    assert count > 2_000
