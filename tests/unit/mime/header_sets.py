"""Header values of the corpus: ``SETS[name](corpus)`` → vectors.

Expected results are brought into our form (groups flat, no angle brackets around ids) and nothing else.
"""

import html
import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from mailclient.mime.header import fields_of
from mailclient.mime.reader import read
from mailclient.wire.imap.events import Fetch
from mailclient.wire.imap.fragments import Fragmentizer
from mailclient.wire.imap.parse.response import parse
from tests.unit.mime.header_vector import Vector, words

Mailboxes = list[tuple[str, str]]

# --- Thunderbird ----------------------------------------------------------------------------------------------------


def _cases(file: Path) -> Any:
    return json.loads(file.read_text("utf-8"))


def _flat(expected: list[dict[str, Any]]) -> Mailboxes:
    found: Mailboxes = []
    for each in expected:
        found += _flat(each["group"]) if "group" in each else [(each["name"], each["email"])]
    return found


def _thunderbird(corpus: Path, suite: str, vector: Callable[[list[Any]], Vector]) -> Iterator[Vector]:
    (file,) = (corpus / "thunderbird-jsmime-headers").glob(f"{suite}-*.json")
    return (vector(each["case"]) for each in _cases(file))


def thunderbird_parameters(corpus: Path) -> Iterator[Vector]:
    """Without and with RFC 2231 and 2047."""
    for suite in ("00", "01"):
        yield from _thunderbird(corpus, suite, lambda case: Vector("parameters", case[0], tuple(case[1])))


def thunderbird_addresses(corpus: Path) -> Iterator[Vector]:
    """Without and with RFC 2047 (we always decode)."""
    for suite in ("02", "03"):
        yield from _thunderbird(corpus, suite, lambda case: Vector("addresses", case[0], _flat(case[1])))


def thunderbird_dates(corpus: Path) -> Iterator[Vector]:
    """Also what is none."""

    def vector(case: list[Any]) -> Vector:
        return Vector("date", case[0], datetime.fromisoformat(case[1]) if case[1] else None)

    return _thunderbird(corpus, "04", vector)


def thunderbird_words(corpus: Path) -> Iterator[Vector]:
    """Encoded words, and raw 8-bit with a charset to fall back on (each character of those is a byte)."""
    yield from _thunderbird(corpus, "05", lambda case: Vector("words", case[0], words(case[1])))
    yield from _thunderbird(
        corpus, "06", lambda case: Vector("words", case[0].encode("latin-1"), words(case[1]), case[2])
    )


# --- stalwart -------------------------------------------------------------------------------------------------------

_IDS = {"message_id", "in_reply_to", "references", "content_id", "return_path", "resent_message_id"}


def stalwart(corpus: Path) -> Iterator[Vector]:
    """Every field of every part, cut out by the offsets told, in both forms of line end."""
    for file in sorted((corpus / "stalwart-mail-parser").rglob("*.json")):
        data = file.with_name(file.name.split(".")[0] + ".eml").read_bytes()
        data = re.sub(rb"\r?\n", b"\r\n" if ".crlf." in file.name else b"\n", data)
        yield from _stalwart_message(_cases(file), data)


def _stalwart_message(message: dict[str, Any], data: bytes) -> Iterator[Vector]:
    for part in message["parts"]:
        for header in part["headers"]:
            vector = _stalwart_field(header, data)
            if vector is not None:
                yield vector
        inner = part["body"].get("Message") if isinstance(part["body"], dict) else None
        if inner:
            yield from _stalwart_message(inner, data)


def _stalwart_field(header: dict[str, Any], data: bytes) -> Vector | None:
    name = header["name"] if isinstance(header["name"], str) else header["name"]["other"]
    before = data[header["offset_field"] : header["offset_start"]]
    if before.strip(b": \t").lower().replace(b"-", b"_") != name.lower().replace("-", "_").encode():
        return None  # inside a part in base64: the offsets are those of its decoded bytes
    raw = re.sub(rb"\r*\n(?=[ \t])", b"", data[header["offset_start"] : header["offset_end"]]).strip()
    if not isinstance(header["value"], dict):
        return None
    ((kind, value),) = header["value"].items()
    if kind in ("Text", "TextList") and name in _IDS:
        return Vector("ids", raw, [value] if kind == "Text" else value)
    if kind == "Text":
        return Vector("words", raw, words(value))
    if kind == "Address":
        return Vector("addresses", raw, _stalwart_mailboxes(value))
    if kind == "ContentType":
        parameters = {each["name"]: each["value"] for each in value["attributes"] or ()}
        media_type = "/".join(filter(None, (value["c_type"], value["c_subtype"])))
        return Vector("parameters", raw, (media_type.lower(), parameters))
    return Vector("date", raw, _stalwart_date(value)) if kind == "DateTime" else None


def _stalwart_mailboxes(value: dict[str, Any]) -> Mailboxes:
    lists = [value["List"]] if "List" in value else [group["addresses"] for group in value["Group"]]
    return [(each.get("name") or "", each.get("address") or "") for members in lists for each in members]


def _stalwart_date(value: dict[str, Any]) -> datetime:
    minutes = value["tz_hour"] * 60 + value["tz_minute"]
    offset = timezone(timedelta(minutes=-minutes if value["tz_before_gmt"] else minutes))
    year, month, day, hour, minute, second = (
        value[unit] for unit in ("year", "month", "day", "hour", "minute", "second")
    )
    return datetime(year, month, day, hour, minute, second, tzinfo=offset)


# --- Dovecot --------------------------------------------------------------------------------------------------------

_NORMALISED = re.compile(r'(?:"(?P<name>.*)")?\s*(?:<(?:@[^:]*:)?(?P<address>.*)>)?')


def dovecot(corpus: Path) -> Iterator[Vector]:
    """Addresses (a route is left out), encoded words, and the addresses and ids of envelopes."""
    for case in _cases(corpus / "dovecot-imap" / "cases.json"):
        if case["kind"] == "address":
            written = _NORMALISED.fullmatch(
                (case["normalised"] or case["raw"])["text"].replace("DisplayName", '"DisplayName"')
            )
            assert written is not None
            yield Vector("addresses", case["raw"]["text"], [(written["name"] or "", written["address"] or "")])
        elif case["kind"] == "rfc2047":
            yield Vector("words", case["raw"]["text"], case["decoded"]["text"])
        elif case["kind"] == "envelope":
            yield from _envelope(case)


def _envelope(case: dict[str, Any]) -> Iterator[Vector]:
    fragments = Fragmentizer()
    fragments.feed(b"* 1 FETCH (ENVELOPE (" + case["envelope"]["text"].encode() + b"))\r\n")
    response = fragments.next()
    assert response is not None
    fetch = parse(response)  # type: ignore[arg-type]
    assert isinstance(fetch, Fetch)
    envelope = fetch.envelope
    assert envelope is not None
    fields = {field.name: field.value for field in fields_of(case["message"]["text"].encode())}
    for name, expected in (("from", envelope.from_), ("to", envelope.to), ("cc", envelope.cc), ("bcc", envelope.bcc)):
        yield Vector("addresses", fields.get(name, b""), _structured(expected))
    yield Vector("words", fields.get("subject", b""), _text(envelope.subject))
    yield Vector(
        "ids", fields.get("message-id", b""), [_text(envelope.message_id).strip("<>")] if envelope.message_id else []
    )


def _text(value: bytes | str | None) -> str:
    return value.decode() if isinstance(value, bytes) else value or ""


def _structured(addresses: Any) -> Mailboxes:
    return [(_text(each.name), f"{_text(each.mailbox)}@{_text(each.host)}") for each in addresses or ()]


# --- mailcore2, mime4j ------------------------------------------------------------------------------------------------

_MAILCORE = {"subject": "words", "from": "addresses", "to": "addresses", "cc": "addresses", "reply-to": "addresses",
             "message-id": "ids", "in-reply-to": "ids", "references": "ids"}  # fmt: skip
_MAILCORE_NAMES = {"message-id": "messageID", "in-reply-to": "inReplyTo", "reply-to": "replyTo"}


def mailcore(corpus: Path) -> Iterator[Vector]:
    """The outermost header of each message, as far as it is told."""
    folder = corpus / "mailcore2" / "parser"
    for file in sorted((folder / "output").rglob("*")):
        message = folder / "input" / file.relative_to(folder / "output")
        message = message if message.exists() else message.with_suffix("")
        if not message.is_file():
            continue
        told = _cases(file)["header"]
        for field in fields_of(read(message.read_bytes()).header_block):
            expected = told.get(_MAILCORE_NAMES.get(field.name, field.name))
            if expected and field.name in _MAILCORE:
                value = [expected] if field.name == "message-id" else _mailcore_value(expected)
                value = words(expected) if field.name == "subject" else value
                yield Vector(_MAILCORE[field.name], field.value, value)
            elif field.name == "date" and expected:
                yield Vector("moment", field.value, int(expected))


def _mailcore_value(value: Any) -> Any:
    if isinstance(value, str | list):
        return value
    if value["class"] == "mailcore::Address":
        return [(value.get("displayName", ""), value.get("mailbox", ""))]
    return [each for item in value["items"] for each in (_mailcore_value(item) if isinstance(item, dict) else [item])]


def mailcore_summaries(corpus: Path) -> Iterator[Vector]:
    """Sender, recipients and subject as a person reads them."""
    folder = corpus / "mailcore2" / "summary"
    for file in sorted((folder / "output").glob("*.txt")):
        message = folder / "input" / f"{file.stem}.eml"
        told = dict(re.findall(r"^(From|To|Subject): (.*)$", file.read_text("utf-8")[:2_000], re.MULTILINE))
        if not message.exists():
            continue
        for field in fields_of(read(message.read_bytes()).header_block):
            expected = told.get(field.name.title(), "")
            if field.name == "subject" and expected != "No Subject":
                yield Vector("words", field.value, words(expected))
            elif field.name in ("from", "to") and expected != "Undisclosed recipient":
                yield Vector("people", field.value, expected)


def mime4j(corpus: Path) -> Iterator[Vector]:
    """How the outermost header is cut into fields."""
    for file in sorted((corpus / "mime4j").rglob("*.msg")):
        text = file.with_suffix(".xml").read_text("latin-1")
        header = re.search("<header>(.*?)</header>", text, re.DOTALL)
        told = re.findall("<field>\n(.*?)</field>", header[1] if header else "", re.DOTALL)
        block = read(file.read_bytes()).header_block
        fields = [html.unescape(re.sub(r"\r?\n", "", each)).partition(":") for each in told]
        yield Vector("fields", block, [(name.strip().lower(), words(value)) for name, _, value in fields])


# --- jakarta-mail, flanker, isemail ---------------------------------------------------------------------------------


def jakarta_parameters(corpus: Path) -> Iterator[Vector]:
    """Values with blanks that are not quoted."""
    text = (corpus / "jakarta-mail/jakarta/mail/internet/paramdatanostrict").read_text()
    for raw, told in re.findall(
        r"^Content-Type: ((?:.+\n)(?:[ \t].*\n)*)Expect: \d+\n((?:\t.*\n)*)", text, re.MULTILINE
    ):
        pairs = [line.strip().split("=", 1) for line in told.splitlines()]
        yield Vector("parameters", re.sub(r"\n(?=[ \t])", "", raw).strip(), ("text/plain", dict(pairs)))


def jakarta_unfolding(corpus: Path) -> Iterator[Vector]:
    """Not those in which an escaped line break is kept, or a line break stands that folds nothing."""
    text = (corpus / "jakarta-mail/jakarta/mail/internet/folddata").read_bytes()
    for raw, told in re.findall(rb"^UNFOLD\n(.*?)\$\nEXPECT\n(.*?)\$\n", text, re.MULTILINE | re.DOTALL):
        if not re.search(rb"[\r\n](?![ \t])|\\\n", raw):
            yield Vector("unfolded", raw, [told.decode().strip()])


def flanker(corpus: Path) -> Iterator[Vector]:
    """Local parts of recipients."""
    for name, valid in (("abridged_localpart_valid.txt", True), ("abridged_localpart_invalid.txt", False)):
        for line in (corpus / "flanker" / name).read_text().splitlines():
            if line and not line.startswith("# ") and line != "#":
                yield Vector("recipient", f"{line}@example.com", valid)


def isemail(corpus: Path) -> Iterator[Vector]:
    """Recipients are what RFC 5321 allows, DNS aside; obsolete and merely RFC 5322 forms are not."""
    controls = str.maketrans("␀␊␍", "\0\n\r")
    for case in _cases(corpus / "isemail" / "tests.json"):
        valid = case["category"] in ("ISEMAIL_VALID_CATEGORY", "ISEMAIL_RFC5321", "ISEMAIL_DNSWARN")
        yield Vector("recipient", case["address"].translate(controls), valid)


SETS: dict[str, Callable[[Path], Iterator[Vector]]] = {
    "Thunderbird: parameters": thunderbird_parameters,
    "Thunderbird: addresses": thunderbird_addresses,
    "Thunderbird: dates": thunderbird_dates,
    "Thunderbird: encoded and raw words": thunderbird_words,
    "stalwart: all fields": stalwart,
    "Dovecot: addresses, words, envelopes": dovecot,
    "mailcore2: outermost headers": mailcore,
    "mailcore2: summaries": mailcore_summaries,
    "mime4j: cutting into fields": mime4j,
    "Jakarta Mail: parameters": jakarta_parameters,
    "Jakarta Mail: unfolding": jakarta_unfolding,
    "flanker: local parts": flanker,
    "isemail: recipients": isemail,
}
"""What is compared."""
