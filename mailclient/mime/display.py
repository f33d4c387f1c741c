"""What the window shows of a part tree: the text, the HTML, the attachments (the choice follows RFC 8621 4.1.4).

Unlike there, images, sound and video are never part of the text: the window lists them as attachments, and those the
HTML refers to by ``cid:`` are marked inline. Files inside winmail.dat and inside the text are listed like others.
"""

import html as entities
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from mailclient.mail.body import MAKING, Attachment, Body
from mailclient.mail.ids import PartPath
from mailclient.mail.part import Part
from mailclient.mime.charset import decode_and_tell
from mailclient.mime.container.contained import Contained
from mailclient.mime.container.container import is_fetched_with_text, is_tnef_part, path_inside
from mailclient.mime.container.in_text import files_in_text
from mailclient.mime.container.tnef import unpack_tnef
from mailclient.mime.envelope import is_cut
from mailclient.mime.filename import safe_filename, type_of
from mailclient.mime.flowed import unflow
from mailclient.mime.header import fields_of
from mailclient.mime.html.remote_names import RemoteNames
from mailclient.mime.html.sanitise import sanitise
from mailclient.mime.html.tags import without_tags
from mailclient.mime.origin.origin import origin_of
from mailclient.mime.plain import from_clean_html
from mailclient.mime.protection.cover import cover_of
from mailclient.mime.reader import ParsedMessage
from mailclient.mime.special.special import special_of, special_parts
from mailclient.mime.transfer import decoded_size
from mailclient.mime.warning import MimeWarning

Content = Callable[[PartPath], bytes | None]
"""The decoded bytes of a part (before charset decoding), None while it is not here."""

TEXT_LIMIT = 2_000_000
"""Characters of text shown; a longer text is cut."""

PLAIN_LIMIT = 3_000_000
HTML_LIMIT = 8_000_000
"""Bytes, as encoded in the message, that are read of a part that is shown; HTML may hold its images."""

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CID = re.compile(r"""cid:((?:(?!&quot;)[^"'\s>)])+)""", re.IGNORECASE)
_META_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_META_BYTES = 4096
_LINE_BYTES = 10_000


@dataclass(slots=True)
class _Choice:
    """The leaves by what they are for; the same part may be in ``text`` and in ``html``."""

    text: list[Part] = field(default_factory=list)
    html: list[Part] = field(default_factory=list)
    attachments: list[Part] = field(default_factory=list)

    def shown(self) -> dict[PartPath, Part]:
        return {part.path: part for part in (*self.text, *self.html)}


def shown_parts(root: Part) -> tuple[PartPath, ...]:
    """The leaves to fetch so that ``body_of`` can show the message: text, HTML and what is special; no large file."""
    choice = _choose(root)
    containers = (part.path for part in choice.attachments if is_fetched_with_text(part))
    return tuple(dict.fromkeys((*choice.shown(), *special_parts(root), *containers)))


def read_limit(part: Part) -> int | None:
    """How many bytes of a part, as encoded, are enough for ``body_of``; None: all of them are needed."""
    limit = {"text/plain": PLAIN_LIMIT, "text/html": HTML_LIMIT}.get(part.media_type)
    return limit if limit is not None and part.size > limit else None


def message_body(message: ParsedMessage) -> Body:
    """What is shown of a message that is here as a whole. Never raises."""
    limits = {part.path: read_limit(part) for part in message.root.leaves()}

    def content(path: PartPath) -> bytes:
        return message.content(path, limits.get(path))

    return body_of(message.root, content, message.header_block, message.warnings)


def body_of(root: Part, content: Content, header_block: bytes = b"", warnings: Iterable[str] = ()) -> Body:
    """What is shown. ``content`` is asked for ``shown_parts``, and for larger containers in case they are here.

    Of a part that has a ``read_limit`` it may give no more than that.
    ``header_block``: the raw header of the message; without it nothing is said of origin, lists and the like.
    ``warnings``: what was odd about the message itself. Never raises.
    """
    choice = _choose(root)
    located = {part.location: _own_name(part) for part in choice.attachments if part.location}
    composing = _Composing(RemoteNames(located), dict.fromkeys((*warnings, *_noted(root))))
    for part in choice.shown().values():
        composing.read(part, content(part.path))
    for part in list(filter(is_tnef_part, choice.attachments)):
        _unpack_into(choice, composing, part, content(part.path))
    html = composing.html(choice.html)
    referred = {unquote(entities.unescape(cid)) for cid in _CID.findall(html or "")}
    fields = fields_of(header_block)
    if is_cut(fields):
        composing.warnings[MimeWarning.HEADER_TOO_LARGE] = None
    cover = cover_of(root, content)
    # What is encrypted has no text before it is opened: its armour is nothing to read, preview or search.
    text = "" if cover is not None and cover.encrypted else composing.text(choice.text)
    return Body(
        text=text,
        html=None if cover is not None and cover.encrypted else html,
        attachments=(
            *(_attachment(part, referred) for part in choice.attachments),
            *(_attachment_inside(path, file, referred) for path, file in composing.inside.items()),
        ),
        blocked_remote=composing.blocked_remote,
        remote=composing.names.remote,
        warnings=tuple(composing.warnings),
        origin=origin_of(fields, header_block),
        special=special_of(fields, root, content, text),
        cover=cover,
        making=MAKING,
    )


# --- which parts ----------------------------------------------------------------------------------------------------


def _choose(root: Part) -> _Choice:
    chooser = _Chooser()
    chooser.choose((root,), "mixed", 0, in_alternative=False, for_text=True, for_html=True)
    return chooser.choice


class _Chooser:
    """RFC 8621 section 4.1.4. The tree is no deeper than its reader allows, so this may recurse."""

    def __init__(self) -> None:
        self.choice = _Choice()

    def choose(
        self, parts: tuple[Part, ...], around: str, first: int, *, in_alternative: bool, for_text: bool, for_html: bool
    ) -> None:
        """``around``: the kind of multipart the parts stand in; ``first``: which of them is its root."""
        choice = self.choice
        texts, htmls = len(choice.text), len(choice.html)
        for number, part in enumerate(parts):
            if part.media_type.startswith("multipart/") and part.children:
                kind = part.media_type.removeprefix("multipart/")
                self.choose(
                    part.children,
                    kind,
                    _root_of(part),
                    in_alternative=in_alternative or kind == "alternative",
                    for_text=for_text,
                    for_html=for_html,
                )
            elif not _is_text(part, is_first=number == first, around=around):
                choice.attachments.append(part)
            elif around == "alternative":
                (choice.text if part.media_type == "text/plain" else choice.html).append(part)
            else:
                if in_alternative:
                    # from here on this branch is the plain (or the HTML) one
                    for_html = for_html and part.media_type != "text/plain"
                    for_text = for_text and part.media_type != "text/html"
                if for_text:
                    choice.text.append(part)
                if for_html:
                    choice.html.append(part)
        if around == "alternative" and for_text and for_html:
            if len(choice.text) == texts and len(choice.html) > htmls:
                choice.text += choice.html[htmls:]
            elif len(choice.html) == htmls and len(choice.text) > texts:
                choice.html += choice.text[texts:]


def _root_of(part: Part) -> int:
    """The part a multipart/related is shown by (RFC 2387 section 3.2), else the first."""
    start = part.parameters.get("start", "").strip("<> ")
    for number, child in enumerate(part.children):
        if start and child.content_id == start:
            return number
    return 0


def _is_text(part: Part, *, is_first: bool, around: str) -> bool:
    """Whether the part is read as part of the message; a named text after the first is a file."""
    if part.disposition == "attachment" or part.media_type not in ("text/plain", "text/html"):
        return False
    return is_first or (around != "related" and not part.filename)


def _own_name(part: Part) -> str:
    """What the HTML may call it by, as Content-ID or in its place."""
    return part.content_id or part.location


def _attachment(part: Part, referred: set[str]) -> Attachment:
    fallback = "message" if part.media_type == "message/rfc822" else "attachment"
    return Attachment(
        path=part.path,
        filename=safe_filename(part.filename, part.media_type, fallback),
        media_type=part.media_type,
        size=decoded_size(part.size, part.encoding),
        content_id=_own_name(part),
        inline=bool(_own_name(part)) and _own_name(part) in referred,
    )


def _attachment_inside(path: PartPath, file: Contained, referred: set[str]) -> Attachment:
    media_type = file.media_type.lower() or type_of(file.filename)
    fallback = "message" if media_type == "message/rfc822" else "attachment"
    return Attachment(
        path=path,
        filename=safe_filename(file.filename, media_type, fallback),
        media_type=media_type,
        size=len(file.data),
        content_id=file.content_id,
        inline=bool(file.content_id) and file.content_id in referred,
    )


def _noted(root: Part) -> Iterator[MimeWarning]:
    """What the kinds of its parts say about a message."""
    for part in root.walk():
        if part.media_type == "message/partial":
            yield MimeWarning.PIECE_OF_MESSAGE
        elif part.media_type == "message/external-body":
            yield MimeWarning.FILE_ELSEWHERE


def _unpack_into(choice: _Choice, composing: "_Composing", part: Part, data: bytes | None) -> None:
    """List the files inside instead of their container; its text and HTML are shown where the message has none."""
    found = None if data is None else unpack_tnef(data)
    if found is None:
        return
    composing.take(part, found.files)
    if found.damaged:
        composing.warnings[MimeWarning.CONTAINER_DAMAGED] = None
    else:
        choice.attachments.remove(part)
    if found.html and not any(shown.media_type == "text/html" for shown in choice.html):
        page = Part(path_inside(part.path, 0), "text/html", {"charset": found.html_charset})
        composing.read(page, found.html)
        choice.html = [page]
        choice.text = choice.text or [page]
    elif found.text and not choice.shown():
        page = Part(path_inside(part.path, 0), "text/plain", {"charset": "utf-8"})
        composing.read(page, found.text.encode("utf-8", "replace"))
        choice.text = [page]


# --- what they say --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Read:
    """A text part read: as plain text, and as clean HTML when it is HTML."""

    plain: str
    html: str | None = None


@dataclass(slots=True)
class _Composing:
    """Reads each part once, and puts the text and the HTML together."""

    names: RemoteNames = field(default_factory=RemoteNames)
    warnings: dict[str, None] = field(default_factory=dict)
    inside: dict[PartPath, Contained] = field(default_factory=dict)
    _read: dict[PartPath, _Read] = field(default_factory=dict)

    @property
    def blocked_remote(self) -> int:
        return len(self.names.remote) + self.names.dropped

    def read(self, part: Part, data: bytes | None) -> None:
        if data is None:
            self.warnings[MimeWarning.PART_MISSING] = None
            self._read[part.path] = _Read("")
            return
        limit = read_limit(part)
        if limit is not None:
            self.warnings[MimeWarning.TEXT_CUT] = None
            data = _whole_lines(data[:limit])
        if part.media_type == "text/html":
            self._read[part.path] = self._html_part(part, data)
        else:
            self._read[part.path] = _Read(self._plain_part(part, data))

    def text(self, parts: list[Part]) -> str:
        """The text; where there is nothing but empty plain text, what the HTML says."""
        shown = [self._read[part.path].plain for part in parts]
        if not any(text.strip() for text in shown):
            shown = [read.plain for read in self._read.values()]
        return self._cut("\n\n".join(text.strip("\n") for text in shown if text.strip()))

    def html(self, parts: list[Part]) -> str | None:
        """All parts as HTML, None when none of them is."""
        shown = [self._read[part.path] for part in parts]
        if not any(read.html is not None for read in shown):
            return None
        return "\n".join(_as_html(read.plain) if read.html is None else read.html for read in shown)

    def take(self, container: Part, files: Iterable[Contained]) -> None:
        """List these files."""
        for number, file in enumerate(files, start=1):
            self.inside[path_inside(container.path, number)] = file

    def _plain_part(self, part: Part, data: bytes) -> str:
        found = files_in_text(data)
        self.take(part, found.files)
        if found.damaged:
            self.warnings[MimeWarning.CONTAINER_DAMAGED] = None
        text = self._decoded(found.text, part.charset)
        if part.parameters.get("format", "").lower() == "flowed":
            text = unflow(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
        return text

    def _html_part(self, part: Part, data: bytes) -> _Read:
        meta = None if part.charset else _META_CHARSET.search(data, 0, _META_BYTES)
        html = self._decoded(data, meta[1].decode("ascii") if meta else part.charset)
        self.names.base = part.location  # RFC 2557 section 5: what relative addresses begin with
        clean = sanitise(html, scope=f"mail{len(self._read) or ''}", names=self.names)
        if clean.refused is not None:
            self.warnings[clean.refused] = None
            return _Read(without_tags(html))
        if clean.cut:
            self.warnings[MimeWarning.STYLES_CUT] = None
        return _Read(from_clean_html(clean.html), clean.html)

    def _decoded(self, data: bytes, label: str) -> str:
        text, guessed = decode_and_tell(data, label)
        if guessed:
            self.warnings[MimeWarning.CHARSET_GUESSED] = None
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        return _CONTROLS.sub("", text)

    def _cut(self, text: str) -> str:
        if len(text) <= TEXT_LIMIT:
            return text
        self.warnings[MimeWarning.TEXT_CUT] = None
        return text[:TEXT_LIMIT]


def _whole_lines(data: bytes) -> bytes:
    """Without the last line, which may be cut within a character; a line without end stays."""
    return data[: data.rfind(b"\n", -_LINE_BYTES) + 1] or data


def _as_html(text: str) -> str:
    return f'<div class="mail-text" style="white-space:pre-wrap">{entities.escape(text)}</div>'
