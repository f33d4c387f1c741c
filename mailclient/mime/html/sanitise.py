"""HTML of a stranger to HTML that can be shown: an allow-list (nh3), cleaned styles, no address that loads by itself.

The sheets and the body tag are taken out before nh3 (which would drop the one with its text and the other with its
colours) and put back cleaned, in a wrapper of our own. HTML that no person writes is refused before it is parsed.
"""

import html as entities
import re
from dataclasses import dataclass, field

import nh3

from mailclient.mail.remote_content import Remote
from mailclient.mime.html.nesting import too_complex
from mailclient.mime.html.remote_names import RemoteNames
from mailclient.mime.html.style import MEDIA, SHEET_LIMIT, CleanStyle, clean_declarations, clean_sheet, is_remote
from mailclient.mime.html.tags import FOREIGN, Tag, attributes_of, tags_of, without_tags
from mailclient.mime.html.trackers import is_invisible
from mailclient.mime.warning import MimeWarning

HTML_LIMIT = 8_000_000
"""Characters; pasted screenshots stand in the HTML as data: addresses."""

STYLES_LIMIT = 600_000
"""Characters of all style attributes that are not alike."""
SHEETS_LIMIT = 20
"""Of the web; the others are not shown."""

_TAGS = (nh3.ALLOWED_TAGS | {"big", "dir", "font", "main", "nobr", "section", "tfoot"}) - {"bdo", "data"}
_DROPPED_WITH_CONTENT = {
    "script", "style", "title", "template", "svg", "math", "object", "applet", "iframe", "noembed", "noframes",
    "textarea", "select", "audio", "video", "xmp",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {
        "align",
        "background",
        "bgcolor",
        "class",
        "dir",
        "height",
        "id",
        "lang",
        "style",
        "title",
        "valign",
        "width",
    },
    "a": {"href", "name"},
    "area": {"alt", "coords", "href", "shape"},
    "font": {"color", "face", "size"},
    "hr": {"color", "noshade", "size"},
    "img": {"alt", "border", "hspace", "src", "usemap", "vspace"},
    "map": {"name"},
    "li": {"type", "value"},
    "ol": {"reversed", "start", "type"},
    "table": {"border", "bordercolor", "cellpadding", "cellspacing", "frame", "rules", "summary"},
    "td": {"bordercolor", "colspan", "nowrap", "rowspan"},
    "th": {"bordercolor", "colspan", "nowrap", "rowspan", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "ul": {"type"},
    "details": {"open"},
    "time": {"datetime"},
}
_SCHEMES = {"http", "https", "mailto", "cid", "data", "remote"}
_LINK = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_PLACE = re.compile(r"#[^\s#\"'<>&]{1,200}")
"""A place in the same message."""
_IGNORED_IN_URLS = re.compile(r"[\x00-\x20\x7f\u2028\u2029]+")
_GAP = "<!-- -->"
"""Stands where something was cut out, so that what was apart does not become a tag."""
_PAGE_TAGS = ("html", "body")
_PAGE_TAGS_LIMIT = 4
_LEFT_OUT = ("noscript", "meta")
"""The tags alone. nh3 0.3.7 (html5ever 0.39) breaks off at a meta whose content ends with "charset"."""
_PANIC = "PanicException"
"""What a mistake in nh3, which is written in Rust, comes as; it is no ``Exception``, and cannot be imported."""
_CLASSES = re.compile(r"[\w\s-]{1,500}")


@dataclass(frozen=True, slots=True)
class Sanitised:
    """``html`` is a fragment in one wrapper ``<div>``; ``refused`` says why it is only the text (else None).

    ``remote``: what its ``remote:N`` stand for; ``blocked_remote`` counts these and the addresses that got no name.
    ``cut``: some of its styles are left out, for there are too many.
    """

    html: str
    blocked_remote: int = 0
    remote: tuple[Remote, ...] = ()
    refused: MimeWarning | None = None
    cut: bool = False


def sanitise(html: str, scope: str = "mail", names: RemoteNames | None = None) -> Sanitised:
    """Clean ``html``; ``scope`` is the class of the wrapper that its style sheets are confined to. Never raises.

    ``names``: of the whole message, when it has several HTML parts or names its images in its own way.
    """
    names = RemoteNames() if names is None else names
    refused = _refusal(html)
    cleaning = _Cleaning(scope, names)
    cleaned = ""
    if refused is None:
        try:
            cleaned = cleaning.clean(html)
        except BaseException as error:
            if type(error).__name__ != _PANIC:
                raise
            refused = MimeWarning.HTML_TOO_DEEP
    if refused is not None:
        cleaned = f'<div class="{scope}"><pre>{entities.escape(without_tags(html))}</pre></div>'
    return Sanitised(cleaned, len(names.remote) + names.dropped, names.remote, refused, cleaning.cut)


@dataclass(frozen=True, slots=True)
class RemoteSheet:
    """A sheet from the web, cleaned, and what it wants in its turn together with what was named before."""

    css: str
    remote: tuple[Remote, ...]


def clean_remote_sheet(css: str, sheet: Remote, known: tuple[Remote, ...]) -> RemoteSheet:
    """Clean what was loaded for ``sheet``, its images named after ``known``; sheets that it names are not loaded."""
    names = RemoteNames(known=known)
    names.base = sheet.url
    cleaned = names.filled(clean_sheet(css[:SHEET_LIMIT], sheet.scope))
    return RemoteSheet("" if "<" in cleaned else cleaned, names.remote)


def _refusal(html: str) -> MimeWarning | None:
    """Why this HTML must not be parsed, or None."""
    if len(html) > HTML_LIMIT:
        return MimeWarning.HTML_TOO_LARGE
    return MimeWarning.HTML_TOO_DEEP if too_complex(html) else None


@dataclass(slots=True)
class _Cleaning:
    """One cleaning."""

    scope: str
    names: RemoteNames
    wrapper: dict[str, str] = field(default_factory=dict)
    sheets: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    """Sheets of the web: address and media query."""
    styles: dict[str, CleanStyle] = field(default_factory=dict)
    style_room: int = STYLES_LIMIT
    cut: bool = False

    def clean(self, html: str) -> str:
        """The fragment."""
        inside = nh3.clean(
            self._without_head(html),
            tags=_TAGS,
            clean_content_tags=_DROPPED_WITH_CONTENT,
            attributes=_ATTRIBUTES,
            attribute_filter=self._attribute,
            url_schemes=_SCHEMES,
            link_rel=None,
        )
        sheet = self._sheet()
        return f"<div{self._wrapper_attributes()}>{sheet}{inside}{self._linked()}</div>"

    def _without_head(self, html: str) -> str:
        """``html`` without its sheets and body tag, kept for later, and without noscript tags and SVG."""
        pieces: list[str] = []
        wrapping: list[Tag] = []
        position = 0
        for tag in tags_of(html):
            if tag.name == "style" and not tag.is_end:
                self.sheets.append(html[tag.end : tag.content_end])
                pieces += (html[position : tag.start], _GAP)
                position = tag.content_end
            elif tag.name in _PAGE_TAGS and not tag.is_end:
                if len(wrapping) < _PAGE_TAGS_LIMIT:
                    wrapping.append(tag)
            elif tag.name == "img" and not tag.is_end:
                self._note_size(tag)
            elif tag.name in ("link", "base") and not tag.is_end:
                self._note_head(tag)
            elif tag.name in FOREIGN or tag.name in _LEFT_OUT:
                pieces += (html[position : tag.start], _GAP)
                position = tag.content_end if tag.name in FOREIGN else tag.end
        pieces.append(html[position:])
        for tag in wrapping:
            self._wrap(tag)
        return "".join(pieces)

    def _wrap(self, tag: Tag) -> None:
        """What html and body say of the whole page; the first that says it counts."""
        for name, value in self._page_attributes(tag).items():
            self.wrapper[name] = self.wrapper.get(name) or value

    def _page_attributes(self, tag: Tag) -> dict[str, str]:
        attributes = attributes_of(tag)
        if colour := self._style(f"color:{attributes.get('link', '')}"):
            self.sheets.insert(0, f"a{{{colour}}}")
        style = [self._style(attributes.get("style", ""))]
        for name, css in (("bgcolor", "background-color"), ("text", "color")):
            if name in attributes:
                style.insert(0, self._style(f"{css}:{attributes[name]}"))
        if attributes.get("background", "").strip():
            image = self.names.image(attributes["background"])
            style += [f'background-image:url("{image}")'] if image else []
        return {
            "class": attributes.get("class", "") if _CLASSES.fullmatch(attributes.get("class", "")) else "",
            "style": ";".join(filter(None, style)),
            "dir": attributes.get("dir", "").lower() if attributes.get("dir", "").lower() in ("rtl", "ltr") else "",
            "id": attributes.get("id", "") if _CLASSES.fullmatch(attributes.get("id", "")) else "",
        }

    def _wrapper_attributes(self) -> str:
        attributes = {**self.wrapper, "class": f"{self.scope} {self.wrapper.get('class', '')}".strip()}
        return "".join(f' {name}="{entities.escape(value)}"' for name, value in attributes.items() if value)

    def _sheet(self) -> str:
        css = "\n".join(self.sheets)
        if not css.strip() or len(css) > SHEET_LIMIT:
            self.cut = self.cut or len(css) > SHEET_LIMIT
            return ""
        cleaned = clean_sheet(css, self.scope)
        self.links += [(address, "") for address in cleaned.imports]
        filled = self.names.filled(cleaned)
        # nothing cleaned has a "<" in it, so the element cannot be ended from inside
        return f"<style>{filled}</style>" if filled and "<" not in filled else ""

    def _linked(self) -> str:
        """At the end, so that what comes before is shown while they are waited for."""
        found = []
        for address, media in self.links[:SHEETS_LIMIT]:
            name = self.names.sheet(address, self.scope)
            media = f' media="{media}"' if media else ""
            found += [f'<link rel="stylesheet" href="{name}"{media}>'] if name else []
        return "".join(found)

    def _note_size(self, tag: Tag) -> None:
        attributes = attributes_of(tag)
        self.names.dropped += "src" not in attributes and is_remote(attributes.get("srcset", ""))
        if is_invisible(attributes):
            self.names.invisible.add(_IGNORED_IN_URLS.sub("", attributes.get("src", "")))

    def _note_head(self, tag: Tag) -> None:
        attributes = attributes_of(tag)
        address = attributes.get("href", "").strip()
        if tag.name == "base":
            self.names.base = self.names.base or (address if _LINK.match(address) else "")
        elif address:
            kinds = attributes.get("rel", "").lower().split()
            media = attributes.get("media", "").strip()
            if "stylesheet" in kinds and "alternate" not in kinds and (not media or MEDIA.fullmatch(media)):
                self.links.append((address, media))
            else:
                self.names.dropped += is_remote(address)

    def _attribute(self, _tag: str, name: str, value: str) -> str | None:
        if name == "style":
            return self._style(value) or None
        if name == "href":
            url = _IGNORED_IN_URLS.sub("", value)
            return url if _LINK.match(url) or _PLACE.fullmatch(url) else None
        if name == "usemap":
            return value if _PLACE.fullmatch(value) else None
        if name in ("src", "background"):
            return self.names.image(value) or None
        return value

    def _style(self, css: str) -> str:
        cleaned = self.styles.get(css)
        if cleaned is None:
            self.style_room -= len(css)
            if self.style_room < 0:
                self.cut = True
                return ""
            cleaned = self.styles[css] = clean_declarations(css)
        return self.names.filled(cleaned)
