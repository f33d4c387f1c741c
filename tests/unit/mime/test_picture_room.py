"""Pictures that claim more than they are worth: known before they are decoded, and not shown."""

import base64
import struct
import zlib

import pytest
from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QImage

from mailclient.mime.html.picture_room import DRAWING, PictureRoom, is_plain_drawing
from mailclient.mime.html.sanitise import sanitise
from mailclient.mime.image_size import image_pixels


def png(width: int, height: int) -> bytes:
    """As little of one as is needed to be believed."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


@pytest.mark.parametrize("kind", ["PNG", "JPG", "BMP", "WEBP"])
def test_the_size_is_read_without_decoding(kind: str) -> None:
    image = QImage(123, 45, QImage.Format.Format_RGB32)
    image.fill(0)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind)  # type: ignore[call-overload]
    made = bytes(data.data())
    assert image_pixels(made) == 123 * 45
    for end in range(min(len(made), 60)):
        assert image_pixels(made[:end]) in (None, 123 * 45)  # cut off anywhere: no error


@pytest.mark.parametrize(
    ("data", "pixels"),
    [
        (b"RIFF\1\2\3\4WEBPVP8X" + bytes(8) + b"\x0f\x27\x00\x07\x00\x00", 10_000 * 8),
        (b"RIFF\1\2\3\4WEBPVP8 " + bytes(10) + b"\x10\x00\x20\x00", 16 * 32),
        (b"\0\0\0 ftypavif" + b"ispe" + bytes(4) + struct.pack(">II", 9, 9) + b"ispe" + bytes(4)
         + struct.pack(">II", 70_000, 10), 700_000),
        (b"GIF89a\x01\0\x01\0\0\0\0!\xf9\x04\0\0\0\0\0,\0\0\0\0\xff\xff\x02\0", 65_535 * 2),
        (b"\xff\xd8" + b"\xff\xe1\x00\x04xy" * 3 + b"\xff\xc2\x00\x11\x08\x01\x00\x02\x00", 0x100 * 0x200),
        (b"\xff\xd8\xff" + bytes(5_000), None),
        (b"GIF89a\x01\0\x01\0\0\0\0" + b"!\xf9\0" * 5_000, None),
        (b"plain", None),
    ],
)  # fmt: skip
def test_sizes_as_they_are_written(data: bytes, pixels: int | None) -> None:
    assert image_pixels(data) == pixels


def test_there_is_room_for_so_much() -> None:
    room = PictureRoom()
    assert room.admitted("a", png(15_000, 15_000), "") == ""
    assert room.admitted("b", png(7_000, 7_000), "") == "image/png"
    assert room.admitted("b", png(7_000, 7_000), "") == "image/png"  # the same one takes it once
    assert room.admitted("c", png(7_000, 7_000), "") == "image/png"
    assert room.admitted("d", png(7_000, 7_000), "") == ""
    assert room.admitted("e", png(100, 100), "image/svg+xml") == "image/png"
    assert room.admitted("f", b"<svg/>", "image/svg+xml") == DRAWING
    assert room.admitted("g", b"<svg/>", "image/png") == ""


def test_pictures_in_the_html_itself() -> None:
    small, large = (base64.b64encode(png(size, size)).decode() for size in (90, 15_000))
    for written in (large, large.rstrip("="), large.replace("A", "%41")):
        assert "data:" not in sanitise(f'<img src="data:image/png;base64,{written}">').html
    assert f"data:image/png;base64,{small}" in sanitise(f'<img src="data:image/png;base64,{small}">').html


@pytest.mark.parametrize(
    "drawing",
    [
        b"<svg><g id='a'/><use href='#a'/></svg>", b"<svg><svg:USE href='#a'/></svg>",
        b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
        b"<svg><filter id='f'/></svg>", b"<svg><u\x1b(Bse/></svg>", "<svg><use/></svg>".encode("utf-16"),
        b"<svg>" + b" " * 600_000,
    ],
)  # fmt: skip
def test_drawings_that_repeat_themselves_are_not_shown(drawing: bytes) -> None:
    assert not is_plain_drawing(drawing)
    assert is_plain_drawing(b"<svg><defs><linearGradient id='g'/></defs><rect fill='url(#g)'/></svg>")
