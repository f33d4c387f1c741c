"""Makes a letter into the bytes of a message, in the charset and encoding that it asks for.

The client's own builder writes UTF-8 only; the sample mail also shows what older and foreign programs send. RFC 5322,
RFC 2045 to 2047, RFC 2231, RFC 3676 (flowed text), RFC 1557 (ISO-2022-KR), RFC 1468 (ISO-2022-JP).
"""

import base64
import quopri
import textwrap
import urllib.parse
import zlib
from collections.abc import Iterable

from mailclient.demo.sample_mail.letter import Enclosure, Letter
from mailclient.mail.address import Address
from mailclient.mime.date import format_date

CRLF = "\r\n"
RAW_HEADER = "8bit"
"""In place of a header charset: 8-bit header fields without encoded words, as some programs still send them."""

_WORD_LENGTH = 75
"""Characters of one encoded word (RFC 2047 section 2)."""

_FLOWED_WIDTH = 72
_LATIN = {"iso-8859-1", "iso-8859-15", "windows-1252"}


def message_bytes(letter: Letter) -> bytes:
    """The whole message with CRLF lines."""
    charset = letter.header_charset or letter.charset
    header = [
        f"Date: {format_date(letter.sent)}",
        f"From: {_addresses([letter.from_], charset)}",
        f"To: {_addresses(letter.to, charset)}" if letter.to else "",
        f"Cc: {_addresses(letter.cc, charset)}" if letter.cc else "",
        f"Subject: {encoded_words(letter.subject, charset)}",
        f"Message-ID: <{letter.message_id}>",
    ]
    if letter.references:
        header.append(f"In-Reply-To: <{letter.references[-1]}>")
        header.append("References: " + (CRLF + " ").join(f"<{reference}>" for reference in letter.references))
    header += [*letter.fields, "MIME-Version: 1.0"]
    block = CRLF.join(line for line in header if line)
    raw_header = block.encode(letter.charset if charset == RAW_HEADER else "ascii") + b"\r\n"
    if letter.raw:
        return raw_header + letter.raw
    return raw_header + _content(letter)


def encoded_words(text: str, charset: str) -> str:
    """A header value: as it is when it is ASCII, else encoded words in ``charset``, folded."""
    if text.isascii() or charset == RAW_HEADER:
        return text
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        charset = "utf-8"
    room = _WORD_LENGTH - len(f"=?{charset}?B??=")
    limit = room // 3 if charset in _LATIN else room // 4 * 3
    words = []
    chunk = ""
    for character in text:
        if len((chunk + character).encode(charset)) > limit:
            words.append(_encoded_word(chunk, charset))
            chunk = ""
        chunk += character
    words.append(_encoded_word(chunk, charset))
    return (CRLF + " ").join(words)


def _encoded_word(text: str, charset: str) -> str:
    data = text.encode(charset)
    if charset in _LATIN:
        safe = "".join(chr(byte) if chr(byte).isalnum() and byte < 128 else f"={byte:02X}" for byte in data)
        return f"=?{charset}?Q?{safe.replace('=20', '_')}?="
    return f"=?{charset}?B?{base64.b64encode(data).decode('ascii')}?="


def _addresses(addresses: Iterable[Address], charset: str) -> str:
    return ("," + CRLF + " ").join(_address(address, charset) for address in addresses)


def _address(address: Address, charset: str) -> str:
    if not address.name:
        return address.address
    if not address.name.isascii():
        return f"{encoded_words(address.name, charset)} <{address.address}>"
    plain = all(character.isalnum() or character in " '-" for character in address.name)
    name = address.name if plain else '"' + address.name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{name} <{address.address}>"


def _content(letter: Letter) -> bytes:
    """The MIME fields, the empty line and the body."""
    entity = _text_entity(letter.text, "plain", letter)
    if letter.html:
        html = _text_entity(letter.html, "html", letter)
        inside = [enclosure for enclosure in letter.enclosures if enclosure.content_id]
        if inside:
            html = _multipart("related", [html, *map(_file_entity, inside)], letter)
        entity = _multipart("alternative", [entity, html], letter)
    if letter.calendar:
        invitation = _encoded(letter.calendar.encode("utf-8"), "base64", "text/calendar; charset=utf-8; method=REQUEST")
        entity = _multipart("alternative", [entity, invitation], letter)
    files = [enclosure for enclosure in letter.enclosures if not enclosure.content_id]
    if files:
        entity = _multipart("mixed", [entity, *map(_file_entity, files)], letter)
    return entity


def _text_entity(text: str, subtype: str, letter: Letter) -> bytes:
    flowed = letter.flowed and subtype == "plain"
    if flowed:
        text = _flow(text)
    data = (text.rstrip("\n") + "\n").replace("\n", CRLF).encode(letter.charset)
    label = "us-ascii" if letter.charset == "utf-8" and data.isascii() else letter.charset
    media_type = f"text/{subtype}; charset={label}" + ("; format=flowed" if flowed else "")
    return _encoded(data, letter.encoding or _fitting_encoding(data, letter.charset), media_type)


def _fitting_encoding(data: bytes, charset: str) -> str:
    """7bit where the lines allow it, quoted-printable for mostly ASCII, else base64."""
    if data.isascii() and all(len(line) <= 78 for line in data.splitlines()):
        return "7bit"
    foreign = sum(byte > 127 for byte in data)
    return "quoted-printable" if charset in _LATIN or foreign * 6 < len(data) else "base64"


def _encoded(data: bytes, encoding: str, media_type: str, *fields: str) -> bytes:
    if encoding == "base64":
        body = b"\r\n".join(_lines_of(base64.b64encode(data), 76)) + b"\r\n"
    elif encoding == "quoted-printable":
        body = quopri.encodestring(data.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    else:
        body = data
    header = [f"Content-Type: {media_type}", f"Content-Transfer-Encoding: {encoding}", *fields]
    return CRLF.join(header).encode("ascii") + b"\r\n\r\n" + body


def _file_entity(enclosure: Enclosure) -> bytes:
    name = _name_parameter("name", enclosure.filename)
    filename = _name_parameter("filename", enclosure.filename)
    fields = [f"Content-Disposition: {'inline' if enclosure.content_id else 'attachment'};{CRLF} {filename}"]
    if enclosure.content_id:
        fields.append(f"Content-ID: <{enclosure.content_id}>")
    return _encoded(enclosure.data, "base64", f"{enclosure.media_type};{CRLF} {name}", *fields)


def _name_parameter(name: str, value: str) -> str:
    if value.isascii():
        return f'{name}="{value}"'
    return f"{name}*=UTF-8''{urllib.parse.quote(value, safe='')}"


def _multipart(subtype: str, entities: list[bytes], letter: Letter) -> bytes:
    check = zlib.crc32(letter.message_id.encode("utf-8") + subtype.encode("ascii"))
    boundary = f"=_{subtype}_{check:08x}"
    between = f"{CRLF}--{boundary}{CRLF}".encode("ascii")
    header = f'Content-Type: multipart/{subtype};{CRLF} boundary="{boundary}"{CRLF}'
    return header.encode("ascii") + between + between.join(entities) + f"{CRLF}--{boundary}--{CRLF}".encode("ascii")


def _flow(text: str) -> str:
    """Paragraphs cut into lines that end in a space where they go on (RFC 3676 section 4.2)."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if paragraph.startswith(("-- ", ">")) or len(paragraph) <= _FLOWED_WIDTH:
            lines.append(paragraph)
            continue
        wrapped = textwrap.wrap(paragraph, _FLOWED_WIDTH, break_long_words=False, break_on_hyphens=False)
        lines += [line + " " for line in wrapped[:-1]] + wrapped[-1:]
    return "\n".join(lines)


def _lines_of(data: bytes, length: int) -> list[bytes]:
    return [data[at : at + length] for at in range(0, len(data), length)]
