"""What other mailers read of whole messages, beside what we read: for the tests and for the table of speed/mime_corpus.

Each comparison yields one ``Compared`` for a case: agreed, or different on purpose for a ``Reason``, or neither. A
reason that can be seen in the message itself is found by looking; the others name their cases.
"""

import binascii
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from mailclient.mail.part import Part
from mailclient.mime.charset import decode
from mailclient.mime.container.tnef import unpack_tnef
from mailclient.mime.display import message_body
from mailclient.mime.reader import ParsedMessage, read
from mailclient.mime.transfer import decode_transfer


class Reason(StrEnum):
    """Why we read it differently; docs/reading.md says more."""

    UUENCODED = "parts in uuencode are decoded"
    MISLABELLED = "text under a wrong label is read, without U+FFFD"
    OUTER_BOUNDARY = "a boundary line of an outer multipart ends those inside it (RFC 2046 5.1.2)"
    FIRST_TYPE = "of two Content-Type fields the first counts"
    BOUNDARY_AT_LINE = "a boundary stands at the beginning of a line (RFC 2046 5.1.1)"
    BOUNDARY_SPACE = "a boundary does not end with a space (RFC 2046 5.1.1)"
    CUT_CHARACTER = "a character cut in half at the end is told"
    EMPTY_LINE = "a message's header ends at the empty line, as on IMAP servers"
    SHOWN_AS_TEXT = "a multipart without parts is shown as text"
    UNPADDED = "all whole bytes of base64 without padding are kept"
    NO_SUBTYPE = "a type without a subtype is text/plain (RFC 2045 5.2)"
    LINES_BEFORE = "empty lines before an attached message are skipped"
    ALL_PARTS = "parts that the other leaves out are found"
    STILL_ENCRYPTED = "what is encrypted is not opened yet: its parts are files"
    INLINE_TEXT = "a text that is inline and has no name is shown with the message, such as the footer of a list"


@dataclass(frozen=True, slots=True)
class Compared:
    """One case. ``reason``: why it does not agree, None when nobody knows."""

    name: str
    agrees: bool
    reason: Reason | None = None

    @property
    def failed(self) -> bool:
        """Neither agreed nor meant."""
        return not self.agrees and self.reason is None


Comparison = Callable[[Path], Iterator[Compared]]


def load(path: Path) -> Any:
    """The JSON in a file."""
    return json.loads(path.read_text("utf-8"))


def lines(data: bytes) -> bytes:
    """Line ends made the same, those at the end left out."""
    return data.replace(b"\r\n", b"\n").rstrip(b"\n")


# --- decoded bodies: stalwart, mime4j ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bodies:
    """A message, and the bodies of all its leaves as another mailer decoded them: bytes, or text."""

    name: str
    data: bytes
    expected: list[bytes | str]


def stalwart_bodies(folder: Path) -> Iterator[Bodies]:
    """Each message with LF and with CRLF."""
    for file in sorted(folder.rglob("*.json")):
        data = file.with_name(file.name.split(".")[0] + ".eml").read_bytes()
        data = re.sub(rb"\r?\n", b"\r\n", data) if ".crlf." in file.name else data
        yield Bodies(f"{file.parent.name}/{file.name.split('.')[0]}", data, _stalwart_leaves(load(file)))


def _stalwart_leaves(message: dict[str, Any]) -> list[bytes | str]:
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


def mime4j_bodies(folder: Path) -> Iterator[Bodies]:
    """An expected body that is no file is empty."""
    for file in sorted(folder.rglob("*.msg")):
        expected = file.with_name(f"{file.stem}_decoded.xml").read_text("latin-1")
        names = re.findall(r'<(?:text|binary)-body name="([^"]+)"', expected)
        paths = [file.with_name(name) for name in names]
        bodies = [path.read_bytes() if path.exists() else b"" for path in paths]
        yield Bodies(file.stem, file.read_bytes(), list(bodies))


_STALWART = {
    "malformed/009": Reason.OUTER_BOUNDARY,
    "malformed/011": Reason.OUTER_BOUNDARY,
    "malformed/016": Reason.OUTER_BOUNDARY,
    "malformed/020": Reason.FIRST_TYPE,
    "malformed/021": Reason.FIRST_TYPE,
    "thirdparty/005": Reason.BOUNDARY_AT_LINE,
    "thirdparty/015": Reason.SHOWN_AS_TEXT,
}
_MIME4J = {
    "multi-frag": Reason.UNPADDED,
    "malformedHeaderStartsBody-nocrlfcrlf": Reason.EMPTY_LINE,
    "multipartnopart": Reason.SHOWN_AS_TEXT,
    "very-very-long-boundary": Reason.BOUNDARY_SPACE,
}


def stalwart(folder: Path) -> Iterator[Compared]:
    """Bodies of all leaves."""
    return (_compare_bodies(case, _STALWART) for case in stalwart_bodies(folder))


def mime4j(folder: Path) -> Iterator[Compared]:
    """Bodies of all leaves."""
    return (_compare_bodies(case, _MIME4J) for case in mime4j_bodies(folder))


def _compare_bodies(case: Bodies, named: dict[str, Reason]) -> Compared:
    message = read(case.data)
    leaves = list(message.root.leaves())
    if len(leaves) != len(case.expected):
        return Compared(case.name, agrees=False, reason=named.get(case.name))
    differing = [
        (leaf, body) for leaf, body in zip(leaves, case.expected, strict=True) if not _same_body(message, leaf, body)
    ]
    reasons = {_seen_reason(message, leaf, body) or named.get(case.name) for leaf, body in differing}
    return Compared(case.name, agrees=not differing, reason=next(iter(reasons)) if len(reasons) == 1 else None)


def _same_body(message: ParsedMessage, leaf: Part, expected: bytes | str) -> bool:
    content = message.content(leaf.path)
    if isinstance(expected, bytes):
        return lines(content) == lines(expected)
    return decode(content, leaf.charset).split() == expected.split()


def _seen_reason(message: ParsedMessage, leaf: Part, expected: bytes | str) -> Reason | None:
    content = message.content(leaf.path)
    if isinstance(expected, bytes):
        undone = decode_transfer(expected, "uuencode") if b"begin " in expected[:200] else expected
        is_same = leaf.encoding in ("uuencode", "x-uuencode") and lines(undone) == lines(content)
        return Reason.UUENCODED if is_same else None
    text = decode(content, leaf.charset)
    if "\ufffd" in expected and _fits("".join(text.split()), "".join(expected.split())):
        return Reason.MISLABELLED
    if text.endswith("\ufffd") and text[:-1].split() == expected.split():
        return Reason.CUT_CHARACTER
    return None


def _fits(text: str, expected: str) -> bool:
    """Whether the text is as expected, where U+FFFD stands for one or two characters or a mark left out."""
    pattern = "".join("[^ -~]{0,3}" if each == "\ufffd" else re.escape(each) for each in expected)
    return "\ufffd" not in text and re.fullmatch(pattern, text) is not None


# --- structures: mailcore2, KMail ----------------------------------------------------------------------------------


_MAILCORE = {
    "1": Reason.NO_SUBTYPE,
    "29": Reason.NO_SUBTYPE,
    "134": Reason.NO_SUBTYPE,
    "117": Reason.LINES_BEFORE,
    "41": Reason.ALL_PARTS,
}


def mailcore(folder: Path) -> Iterator[Compared]:
    """Media types of all leaves; and the summaries."""
    for file in sorted((folder / "parser/output/mbox/jwz").iterdir()):
        message = folder / "parser/input/mbox/jwz" / file.name
        if message.exists():
            types = [part.media_type for part in read(message.read_bytes()).root.leaves()]
            agrees = types == _mailcore_types(load(file)["mainPart"])
            yield Compared(file.name, agrees, None if agrees else _MAILCORE.get(file.name))
    for file in sorted((folder / "summary/output").glob("*.txt")):
        message = folder / "summary/input" / f"{file.stem}.eml"
        if message.exists():
            yield Compared(file.stem, _same_summary(message.read_bytes(), file.read_text("utf-8", "replace")))


def _mailcore_types(part: dict[str, Any]) -> list[str]:
    if "parts" in part:
        return [media_type for each in part["parts"]["items"] for media_type in _mailcore_types(each)]
    if "mainPart" in part:
        return _mailcore_types(part["mainPart"])
    return [part.get("mimeType", "text/plain").lower()]


def _same_summary(data: bytes, expected: str) -> bool:
    """The subject, the sender, nearly all words and names of files: what a link looks like as text is taste."""
    header, _, text = expected.partition("\n\n")
    fields = dict(line.partition(": ")[::2] for line in header.splitlines())
    message = read(data)
    subject = " ".join(message.envelope.subject.split()) or "No Subject"
    body = message_body(message)
    said = set(re.findall(r"\w+", " ".join((body.text, *(one.filename for one in body.attachments)))))
    words = re.findall(r"\w+", re.sub(r"&#?\w+;|\S*://\S*|\S+@\S+", " ", text.rstrip("\ufffd")))[:-1]
    return (
        subject.removeprefix("Re: ") == " ".join(fields["Subject"].split())
        and message.envelope.from_[0].address.lower() in fields["From"].lower()
        and sum(word not in said for word in words) <= max(1, len(words) // 20)
    )


_KMAIL_KINDS = {
    "TextMessagePart": "text",
    "AlternativeMessagePart": "text",
    "AttachmentMessagePart": "file",
    "CertMessagePart": "file",
    "EncapsulatedRfc822MessagePart": "message",
    "EncryptedMessagePart": "encrypted",
}


_KMAIL = {
    "encapsulated-with-attachment": Reason.INLINE_TEXT,
    "openpgp-signed-base64-mailman-footer": Reason.INLINE_TEXT,
    "openpgp-signed-mailinglist": Reason.INLINE_TEXT,
    "text+html-maillinglist": Reason.INLINE_TEXT,
}
_SIGNATURES = {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}


def kmail(folder: Path) -> Iterator[Compared]:
    """The trees: texts, files, messages and what is encrypted, in their order."""
    for file in sorted(folder.rglob("*.tree")):
        found = re.findall(r"^( +)\* MimeTreeParser::(\w+)", file.read_text(), re.MULTILINE)
        expected, inside = [], 0
        for indent, name in found:
            if inside and len(indent) > inside:
                continue
            inside = len(indent) if name == "EncryptedMessagePart" else 0
            expected += [_KMAIL_KINDS[name]] if name in _KMAIL_KINDS else []
        kinds = list(_kinds(read(file.with_suffix("").read_bytes())))
        agrees = kinds == expected
        sealed = Reason.STILL_ENCRYPTED if "encrypted" in expected else None
        yield Compared(file.name, agrees, None if agrees else sealed or _KMAIL.get(file.name.split(".")[0]))


def _kinds(message: ParsedMessage) -> Iterator[str]:
    files = {one.path for one in message_body(message).attachments}

    def visit(part: Part) -> Iterator[str]:
        if part.media_type == "multipart/encrypted" or part.parameters.get("smime-type") == "enveloped-data":
            yield "encrypted"
        elif part.media_type == "multipart/alternative":
            yield "text"
        elif part.media_type == "message/rfc822":
            yield "message"
            for child in part.children:
                yield from visit(child)
        elif part.children:
            is_signed = part.media_type == "multipart/signed" and part.parameters.get("protocol") in _SIGNATURES
            for child in part.children[:1] if is_signed else part.children:
                yield from visit(child)
        elif part.path in files or part.disposition == "attachment":
            yield "file"
        else:
            yield "text"

    return visit(message.root)


# --- texts and files -----------------------------------------------------------------------------------------------


def thunderbird_mail(folder: Path) -> Iterator[Compared]:
    """Every line of the expected text is in what is shown, or in a part as it is."""
    for file in sorted(folder.rglob("*.out")):
        message = read(file.with_suffix("").read_bytes())
        parts = [lines(message.content(part.path)) for part in message.root.leaves()]
        shown = message_body(message).text.encode()
        searched = b" ".join(b"\n".join((*parts, shown)).split())
        yield Compared(file.name, all(b" ".join(line.split()) in searched for line in file.read_bytes().splitlines()))


def mimekit(folder: Path) -> Iterator[Compared]:
    """The names and, where they are there, the bytes of the files in TNEF; an RTF or HTML body is one of them."""
    for sample in sorted((folder / "tnef").glob("*.tnef")):
        listed, bodies = sample.with_suffix(".list"), sample.with_suffix("")
        found = unpack_tnef(sample.read_bytes())
        files = {one.filename: one.data for one in found.files} if found else {}
        has = {"body.html": bool(found and found.html), "body.rtf": bool(found and (found.html or found.text))}
        names = set(listed.read_text().split("\n")) - {""} if listed.exists() else set()
        contents = {path.name: path.read_bytes() for path in bodies.iterdir()} if bodies.is_dir() else {}
        agrees = all(name in files or has.get(name, False) for name in names) and all(
            name == "message.rtf" or lines(files.get(name, b"")) == lines(data) for name, data in contents.items()
        )
        if names or contents:
            yield Compared(sample.name, agrees)


def kmime(folder: Path) -> Iterator[Compared]:
    """The codecs: what is decoded from, or encoded to, an expected text."""
    for file in sorted(folder.glob("codec_*/*-decode.*")):
        expected = file.with_name(f"{file.name}.expected")
        if expected.exists() and (encoding := _CODECS.get(file.parent.name)):
            yield Compared(
                file.name, lines(decode_transfer(file.read_bytes(), encoding)) == lines(expected.read_bytes())
            )
    for file in sorted(folder.glob("codec_*/corrupt*.expected")):
        if encoding := _CODECS.get(file.parent.name):
            decoded = decode_transfer(file.with_suffix("").read_bytes(), encoding)
            yield Compared(file.name, lines(decoded) == lines(file.read_bytes()))
    for file in sorted(folder.glob("codec_base64/*-encode.expected")):
        data = file.with_suffix("")
        encoded = binascii.b2a_base64(decode_transfer(file.read_bytes(), "base64"), newline=False)
        agrees = encoded == b"".join(file.read_bytes().split())
        same = not data.exists() or decode_transfer(file.read_bytes(), "base64") == data.read_bytes()
        yield Compared(file.name, agrees and same)


_CODECS = {"codec_base64": "base64", "codec_quoted-printable": "quoted-printable", "codec_uuencode": "x-uuencode"}


def gmime(folder: Path) -> Iterator[Compared]:
    """Texts in the charset they are named after, by that label and without one."""
    for file in sorted((folder / "filters").glob("*.*.txt")):
        charset, data = file.name.split(".")[1], file.read_bytes()
        yield Compared(file.name, decode(data, charset) == decode(data, "") == data.decode(charset))


_CODECS_OF_FOLDERS = {
    "Big5": "cp950", "EUC-KR": "cp949", "GB2312": "gb18030", "SHIFT_JIS": "cp932", "TIS-620": "cp874",
    "windows-1251-russian": "cp1251", "windows-1255-hebrew": "cp1255",
}  # fmt: skip


def chardet(folder: Path) -> Iterator[Compared]:
    """Texts in folders named after their charset, read without a label and with one that says US-ASCII."""
    for file in sorted(folder.glob("*/*")):
        data, name = file.read_bytes(), file.parent.name
        text = data.decode(_CODECS_OF_FOLDERS.get(name, name)).lstrip("\ufeff")
        agrees = all(decode(data, label).lstrip("\ufeff") == text for label in ("", "us-ascii"))
        yield Compared(f"{name}/{file.name}", agrees)


COMPARISONS: dict[str, Comparison] = {
    "chardet": chardet,
    "gmime": gmime,
    "kde-messagelib": kmail,
    "kmime": kmime,
    "mailcore2": mailcore,
    "mime4j": mime4j,
    "mimekit": mimekit,
    "stalwart-mail-parser": stalwart,
    "thunderbird-mail": thunderbird_mail,
}
"""By the set's folder in the corpus."""
