"""The quotable part of a tree written as HTML: tags that mean something, the few attributes they need, nothing else."""

import re
from dataclasses import dataclass, field
from html import escape

from mailclient.mime.html.spaces import spaces_kept
from mailclient.mime.html.tags import words
from mailclient.mime.quoting.cascade import Values
from mailclient.mime.quoting.measure import colour_of, contrast
from mailclient.mime.quoting.tree import Element

TEXT_LIMIT = 200_000
"""Characters of text that are quoted."""
_DEPTH_LIMIT = 60
"""Elements within each other; deeper ones lose their tags."""
_RECURSION_LIMIT = 320
_KEPT = words(
    "a b big blockquote br caption code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p pre s samp"
    " small span strong sub sup table tbody td tfoot th thead tr u ul"
)
_RENAMED = {
    "center": "div", "strike": "s", "tt": "code", "dir": "ul", "section": "div", "article": "div", "main": "div",
    "header": "div", "footer": "div", "aside": "div", "nav": "div", "address": "div", "figure": "div",
    "figcaption": "div", "details": "div", "summary": "div", "font": "span", "cite": "i", "dfn": "i", "var": "i",
    "fieldset": "div", "legend": "div", "hgroup": "div", "mark": "span", "abbr": "span", "q": "span",
}  # fmt: skip
_VOID = words("br hr img")
_NUMBERS = {"td": ("colspan", "rowspan"), "th": ("colspan", "rowspan"), "ol": ("start",), "li": ("value",)}
_SIGNATURES = re.compile(
    r"(?:^|\s)(?:moz-signature|gmail_signature|gmail_signature_prefix|protonmail_signature_block)(?:\s|$)"
)
_LINK = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_PICTURE = re.compile(r"(?:cid:|data:image/(?:png|jpe?g|gif|webp);base64,)", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_SOMETHING = re.compile(
    r"[^\s\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164]"
)
INVISIBLE = re.compile(
    r"[\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\u034f\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\U000e0000-\U000e007f]"
)
"""Characters without a shape; joiners stay, they change the shape of others."""
_MARK = re.compile(r"--(?:\s|&nbsp;)*\Z")
_BREAKS_LIMIT = 2
_WHITE = (1.0, 1.0, 1.0, 1.0)


@dataclass(slots=True)
class Seen:
    """What is known of one element; ``place`` counts elements in document order."""

    place: int
    text: bool
    """Its own text was seen."""
    boxes: bool
    """Pictures and lines in it were seen."""
    preformatted: bool
    values: Values
    plain_ground: bool
    tails: bool = True


@dataclass(frozen=True, slots=True)
class Written:
    """The fragment."""

    html: str
    shortened: bool
    pictures: tuple[str, ...]


@dataclass(slots=True)
class _Writer:
    seen: dict[Element, Seen]
    after: int
    signature: bool
    room: int
    out: list[str] = field(default_factory=list)
    pictures: dict[str, None] = field(default_factory=dict)
    shortened: bool = False
    breaks: int = 0

    def text(self, words_: str, sight: Seen) -> None:
        if not sight.text or sight.place < self.after or self.shortened:
            return
        words_ = INVISIBLE.sub("", words_)
        if not sight.preformatted:
            words_ = _SPACE.sub(" ", words_)
        if len(words_) > self.room:
            words_ = words_[: self.room]
            self.shortened = True
        self.room -= len(words_)
        if _SOMETHING.search(words_):
            self.breaks = 0
        elif sight.preformatted and words_.count("\n") > _BREAKS_LIMIT:
            words_ = "\n" * _BREAKS_LIMIT
        escaped = escape(words_, quote=False).replace("\xa0", "&nbsp;")
        if sight.preformatted:
            escaped = re.sub(r"\n{4,}", "\n\n\n", escaped)
            escaped = spaces_kept(escaped.replace("\t", "    ")).replace("\n", "<br>")
        self.out.append(escaped)

    def take_back_mark(self) -> None:
        """The "-- " that was just written goes with the signature that is left out."""
        if self.out:
            self.out[-1] = _MARK.sub("", self.out[-1])

    def open(self, element: Element, sight: Seen) -> str:
        """Write the start tag; the end tag to write later."""
        tag = _RENAMED.get(str(element.tag), str(element.tag))
        if tag not in _KEPT or (sight.place < self.after and tag in ("img", "hr", "br")):
            return ""
        if tag == "br":
            self.breaks += 1
            if self.breaks <= _BREAKS_LIMIT + 1:
                self.out.append("<br>")
            return ""
        if tag == "hr":
            self.out.append("<hr>" if sight.boxes else "")
            return ""
        if tag == "img":
            self._picture(element, sight)
            return ""
        attributes = self._attributes(element, sight, tag)
        if tag in ("span", "a") and not attributes:
            return ""
        self.out.append(f"<{tag}{attributes}>")
        return f"</{tag}>"

    def _attributes(self, element: Element, sight: Seen, tag: str) -> str:
        found = ""
        if tag == "blockquote":
            found = ' type="cite"'
        if tag == "a" and _LINK.match(href := element.get("href", "")) and len(href) <= 4_000:
            found = f' href="{escape(href)}"'
        for name in _NUMBERS.get(tag, ()):
            if element.get(name, "").isdecimal() and len(element.attrib[name]) < 5:
                found += f' {name}="{int(element.attrib[name])}"'
        if tag == "table" and element.get("border", "").isdecimal() and int(element.attrib["border"][:3]):
            found += ' border="1"'
        if element.get("dir") in ("rtl", "ltr"):
            found += f' dir="{element.attrib["dir"]}"'
        style = _style(sight, element)
        return found + (f' style="{style}"' if style else "")

    def _picture(self, element: Element, sight: Seen) -> None:
        source = element.get("src", "")
        if not sight.boxes or not _PICTURE.match(source) or self.shortened:
            return
        if source[:4].lower() == "cid:":
            self.pictures[source[4:]] = None
        sizes = "".join(
            f' {name}="{int(said)}"'
            for name in ("width", "height")
            if (said := element.get(name, "").removesuffix("px")).isdecimal() and 0 < len(said) < 5
        )
        self.out.append(f'<img src="{escape(source)}" alt=""{sizes}>')


def write(root: Element, seen: dict[Element, Seen], *, after: int, signature: bool, limit: int) -> Written:
    """The fragment of what was seen at ``after`` and behind it."""
    writer = _Writer(seen, after, signature, limit)
    _write_inside(writer, root, 0, quoted=False)
    return Written(_tidied("".join(writer.out)), writer.shortened, tuple(writer.pictures))


def _write_inside(writer: _Writer, element: Element, depth: int, *, quoted: bool) -> None:
    """Recursive: what was sanitised is no deeper than ``nesting.NESTING_LIMIT``."""
    sight = writer.seen.get(element)
    if sight is None or depth > _RECURSION_LIMIT:
        writer.shortened = True
        return
    closing = writer.open(element, sight) if 0 < depth <= _DEPTH_LIMIT else ""
    quoted = quoted or element.tag == "blockquote"
    writer.text(element.text or "", sight)
    in_signature = False
    for place, child in enumerate(element):
        if not writer.signature and not quoted:
            if not in_signature and _begins_signature(element, place):
                in_signature = True
                writer.take_back_mark()
            if (in_signature and child.tag != "blockquote") or _is_signature(child):
                if not in_signature and sight.tails:
                    writer.text(child.tail or "", sight)
                continue
        _write_inside(writer, child, depth + 1, quoted=quoted)
        if sight.tails and not in_signature:
            writer.text(child.tail or "", sight)
    writer.out.append(closing)


def _is_signature(element: Element) -> bool:
    return _SIGNATURES.search(element.get("class", "")) is not None


def _begins_signature(parent: Element, place: int) -> bool:
    """Whether the line "-- " ends before this child (RFC 3676 section 4.3)."""
    child = parent[place]
    if child.tag in ("div", "p") and (child.text or "").lstrip("\r\n\t").replace("\xa0", " ") == "-- ":
        return all(one.tag == "br" and not (one.tail or "").strip() for one in child)
    before = (parent[place - 1].tail if place else parent.text) or ""
    line = before.rpartition("\n")[2] if "\n" in before.strip() else before
    starts = place == 0 or parent[place - 1].tag in ("br", "div", "p", "blockquote", "table") or "\n" in before
    return child.tag == "br" and starts and line.replace("\xa0", " ").strip("\r\n\t").lstrip() in ("-- ", "--")


def _style(sight: Seen, element: Element) -> str:
    values = sight.values
    found = []
    if (align := values.get("text-align", "center" if element.tag == "center" else "")) in ("center", "right"):
        found.append(f"text-align:{align}")
    if values.get("font-weight") in ("bold", "bolder", "600", "700", "800", "900") and element.tag not in (
        "b",
        "strong",
    ):
        found.append("font-weight:bold")
    if values.get("font-style") == "italic" and element.tag not in ("i", "em"):
        found.append("font-style:italic")
    decoration = values.get("text-decoration", "") + values.get("text-decoration-line", "")
    if "line-through" in decoration or ("underline" in decoration and element.tag != "a"):
        found.append(f"text-decoration:{'line-through' if 'line-through' in decoration else 'underline'}")
    colour = colour_of(values["color"]) if "color" in values and sight.plain_ground else None
    if (
        colour is not None
        and colour[3] > 0.9
        and max(colour[:3]) - min(colour[:3]) > 0.2
        and contrast(colour, _WHITE) > 2.5
    ):
        found.append("color:#" + "".join(f"{round(max(0.0, min(1.0, part)) * 255):02x}" for part in colour[:3]))
    return ";".join(found)


_EMPTY = re.compile(
    r"<(b|big|blockquote|code|del|div|em|i|ins|kbd|p|pre|s|samp|small|span|strong|sub|sup|u|a|li|ul|ol|h[1-6]|tr|table|tbody"
    r"|thead|tfoot|caption|dl|dt|dd)(?: [a-z-]+=\"[^\"<>]*\")*>(?:\s|&nbsp;|<br>)*</\1>"
)


_INLINE_ENDS = tuple(
    f"</{name}>" for name in ("a", "b", "code", "em", "i", "s", "small", "span", "strong", "sub", "sup", "u")
)


def _emptied(shell: re.Match[str]) -> str:
    """A blank line for a paragraph of one; after words that stand in no paragraph their line has to end first."""
    if shell[1] not in ("p", "div") or "<br>" not in shell[0]:
        return ""
    before = shell.string[max(0, shell.start() - 40) : shell.start()].rstrip()
    return "<br><br>" if before and (before[-1] != ">" or before.endswith(_INLINE_ENDS)) else "<br>"


def _tidied(html: str) -> str:
    """Without the shells of what was not quoted."""
    for _ in range(12):
        tidied = _EMPTY.sub(_emptied, html)
        if tidied == html:
            break
        html = tidied
    return re.sub(r"(?:<br>\s*){4,}", "<br><br><br>", html).strip()
