"""TNEF, the "winmail.dat" of Outlook and Exchange (MS-OXTNEF): files, attached messages, and the formatted text.

Checksums are not looked at: mailers get them wrong, and what can be read is better than nothing. What breaks off
gives what came before. The packages on PyPI raise on broken input or read it without bounds.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from mailclient.mail.address import Address
from mailclient.mime.attached import File
from mailclient.mime.build import message_entity
from mailclient.mime.charset import codec_name, decode
from mailclient.mime.container.contained import Contained, Unpacked
from mailclient.mime.container.mapi import OBJECT, UNICODE, MapiDamagedError, Property, properties
from mailclient.mime.container.packed_rtf import unpack_rtf
from mailclient.mime.container.rtf import read_rtf

FILE_LIMIT = 500
NESTING_LIMIT = 4
"""Messages in messages."""

_SIGNATURE = b"\x78\x9f\x3e\x22"
_RENDER_DATA, _TITLE, _DATA, _META_FILE = 0x9002, 0x8010, 0x800F, 0x8011
_TRANSPORT_NAME, _ATTACHMENT, _MESSAGE_PROPERTIES = 0x9001, 0x9005, 0x9003
_CODE_PAGE, _SUBJECT, _BODY = 0x9007, 0x8004, 0x800C
_MESSAGE_OBJECT = bytes.fromhex("0703020000000000C000000000000046")
_OBJECT_ID_BYTES = 16
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_RTF_FILE = "message.rtf"


def is_tnef(data: bytes) -> bool:
    """Whether it begins as TNEF does."""
    return data.startswith(_SIGNATURE)


def unpack_tnef(data: bytes, depth: int = 0) -> Unpacked | None:
    """What is inside; None when it is no TNEF. Never raises."""
    return _Message(depth).read(data) if is_tnef(data) else None


@dataclass(slots=True)
class _File:
    """An attachment on its way."""

    title: str = ""
    data: bytes = b""
    found: dict[int, Property] = field(default_factory=dict)


class _Message:
    """Reads the attributes in their order; those between two starts of an attachment belong to the first."""

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self._charset = ""
        self._subject = ""
        self._text = ""
        self._files: list[_File] = []
        self._found: dict[int, Property] = {}
        self._damaged = False

    def read(self, data: bytes) -> Unpacked:
        for attribute, value in self._attributes(data):
            self._take(attribute, value)
        html, charset, rtf_files = self._formatted()
        contained = [one for one in map(self._contained, self._files) if one is not None]
        return Unpacked(
            files=(*contained, *rtf_files),
            text=self._text,
            html=html,
            html_charset=charset,
            damaged=self._damaged,
            subject=self._subject or self._string(0x0037),
            sender=self._sender(),
            date=self._date(),
        )

    def _attributes(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        position = len(_SIGNATURE) + 2
        while position + 9 <= len(data):
            level, attribute, _, size = struct.unpack_from("<BHHI", data, position)
            position += 9
            if level not in (1, 2) or size > len(data) - position:
                self._damaged = True
                if level in (1, 2):
                    yield attribute, data[position:]
                return
            yield attribute, data[position : position + size]
            position += size + 2

    def _take(self, attribute: int, value: bytes) -> None:
        if attribute == _RENDER_DATA:
            if len(self._files) < FILE_LIMIT:
                self._files.append(_File())
            else:
                self._damaged = True
        elif attribute == _CODE_PAGE:
            self._charset = _code_page(int.from_bytes(value[:4], "little"))
        elif attribute == _SUBJECT:
            self._subject = self._line(value)
        elif attribute == _BODY:
            self._text = decode(value.split(b"\0", 1)[0], self._charset)
        elif attribute == _MESSAGE_PROPERTIES:
            self._properties(value, self._found)
        elif self._files:
            self._take_of_file(self._files[-1], attribute, value)

    def _take_of_file(self, file: _File, attribute: int, value: bytes) -> None:
        if attribute == _TITLE:
            file.title = self._line(value)
        elif attribute == _DATA:
            file.data = value
        elif attribute == _TRANSPORT_NAME:
            file.title = file.title or self._line(value)
        elif attribute == _ATTACHMENT:
            self._properties(value, file.found)
        elif attribute == _META_FILE and not file.data:
            file.data = value

    def _properties(self, value: bytes, found: dict[int, Property]) -> None:
        try:
            for one in properties(value):
                if one.id:
                    found.setdefault(one.id, one)
        except MapiDamagedError:
            self._damaged = True

    # --- what they say -------------------------------------------------------------------------------------------

    def _line(self, value: bytes) -> str:
        return decode(value.split(b"\0", 1)[0], self._charset)

    def _string(self, id_: int, found: dict[int, Property] | None = None) -> str:
        one = (self._found if found is None else found).get(id_)
        return one.text(self._charset) if one is not None else ""

    def _sender(self) -> Address | None:
        name, address = self._string(0x0C1A), self._string(0x5D01) or self._string(0x0C1F)
        return Address(name, address if "@" in address else "") if name or address else None

    def _date(self) -> datetime | None:
        one = self._found.get(0x0039) or self._found.get(0x0E06)
        try:
            return _EPOCH + timedelta(microseconds=one.number() // 10) if one is not None else None
        except OverflowError:
            return None

    def _formatted(self) -> tuple[bytes, str, list[Contained]]:
        """``(html, its charset, files)``; the text is taken from it where there is none."""
        self._text = self._text or self._string(0x1000)
        page = self._found.get(0x1013)
        packed = self._found.get(0x1009)
        if page is not None and page.data:
            code_page = self._found.get(0x3FDE)
            if page.type == UNICODE:
                return page.text("").encode("utf-8", "replace"), "utf-8", []
            return page.data, _code_page(code_page.number()) if code_page else "", []
        data = unpack_rtf(packed.data) if packed is not None else b""
        if not data:
            return b"", "", []
        rtf = read_rtf(data)
        self._text = self._text or rtf.text
        if rtf.html:
            return rtf.html.encode("utf-8", "replace"), "utf-8", []
        return b"", "", [] if rtf.is_plain else [Contained(_RTF_FILE, "application/rtf", data)]

    def _contained(self, file: _File) -> Contained | None:
        found = file.found
        name = self._string(0x3707, found) or file.title or self._string(0x3704, found) or self._string(0x3001, found)
        media_type = self._string(0x370E, found)
        data = file.data
        held = found.get(0x3701)
        if held is not None and held.data:
            data = held.data
            if held.type == OBJECT:
                data = data[_OBJECT_ID_BYTES:]
                if held.data.startswith(_MESSAGE_OBJECT):
                    return self._attached_message(data, name)
        if not data and not name:
            return None
        return Contained(name, media_type, data, self._string(0x3712, found).strip("<> "))

    def _attached_message(self, data: bytes, name: str) -> Contained | None:
        inside = unpack_tnef(data, self._depth + 1) if self._depth < NESTING_LIMIT else None
        if inside is None:
            self._damaged = True
            return Contained(name, "application/ms-tnef", data)
        self._damaged = self._damaged or inside.damaged
        subject = inside.subject or name
        return Contained((subject or "message") + ".eml", "message/rfc822", _message(inside, subject))


def _message(inside: Unpacked, subject: str) -> bytes:
    return bytes(
        message_entity(
            from_=inside.sender or Address("", ""),
            subject=subject,
            date=inside.date or _EPOCH,
            message_id="attached@winmail.invalid",
            text=inside.text.replace("\0", ""),
            html=decode(inside.html, inside.html_charset),
            files=[File(one.filename, one.media_type, one.data, _usable_id(one.content_id)) for one in inside.files],
        )
    )


def _usable_id(content_id: str) -> str:
    return content_id if re.fullmatch(r"[!-;=?-~]{1,200}", content_id) else ""


def _code_page(number: int) -> str:
    named = {65001: "utf-8", 20127: "us-ascii", 28591: "iso-8859-1", 50220: "iso-2022-jp", 51949: "euc-kr",
             54936: "gb18030", 20866: "koi8-r", 21866: "koi8-u", 1361: "johab", 1200: "utf-16-le"}  # fmt: skip
    label = named.get(number, f"cp{number}")
    return label if codec_name(label) or label == "us-ascii" else ""
