"""HTML of a stranger to HTML that can be shown: an allow-list (nh3), cleaned styles, no remote addresses but links.

The sheets and the body tag are taken out before nh3 (which would drop the one with its text and the other with its
colours) and put back cleaned, in a wrapper of our own. HTML that no person writes is refused before it is parsed.
"""

import html as entities
import re
from dataclasses import dataclass, field

import nh3

from mailclient.mime.html.nesting import too_complex
from mailclient.mime.html.style import SHEET_LIMIT, clean_declarations, clean_sheet, is_remote
from mailclient.mime.html.tags import FOREIGN, Tag, attributes_of, tags_of, without_tags
from mailclient.mime.warning import MimeWarning

HTML_LIMIT = 8_000_000
"""Characters; pasted screenshots stand in the HTML as data: addresses."""

_TAGS = (nh3.ALLOWED_TAGS | {"big", "dir", "font", "main", "nobr", "section", "tfoot"}) - {"area", "data", "map"}
_DROPPED_WITH_CONTENT = {
    "script", "style", "title", "template", "svg", "math", "object", "applet", "iframe", "noembed", "noframes",
    "textarea", "select", "audio", "video", "xmp",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"align", "background", "bgcolor", "class", "dir", "height", "lang", "style", "title", "valign", "width"},
    "a": {"href"},
    "font": {"color", "face", "size"},
    "hr": {"color", "noshade", "size"},
    "img": {"alt", "border", "hspace", "src", "srcset", "vspace"},
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
_SCHEMES = {"http", "https", "mailto", "cid", "data"}
_LINK = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_INLINE_IMAGE = re.compile(
    r"cid:|data:image/(?:png|gif|jpe?g|pjpeg|webp|bmp|avif|x-icon|vnd\.microsoft\.icon)[;,]", re.IGNORECASE
)
_IGNORED_IN_URLS = re.compile(r"[\x00-\x20\x7f\u2028\u2029]+")
_GAP = "<!-- -->"
"""Stands where something was cut out, so that what was apart does not become a tag."""
_CLASSES = re.compile(r"[\w\s-]{1,500}")


@dataclass(frozen=True, slots=True)
class Sanitised:
    """``html`` is a fragment in one wrapper ``<div>``; ``refused`` says why it is only the text (else None)."""

    html: str
    blocked_remote: int = 0
    """How many remote images, backgrounds and sheets were taken out."""
    refused: MimeWarning | None = None


def sanitise(html: str, scope: str = "mail") -> Sanitised:
    """Clean ``html``; ``scope`` is the class of the wrapper that its style sheets are confined to. Never raises."""
    refused = _refusal(html)
    if refused is not None:
        return Sanitised(f'<div class="{scope}"><pre>{entities.escape(without_tags(html))}</pre></div>', 0, refused)
    return _Cleaning(scope).clean(html)


def _refusal(html: str) -> MimeWarning | None:
    """Why this HTML must not be parsed, or None."""
    if len(html) > HTML_LIMIT:
        return MimeWarning.HTML_TOO_LARGE
    return MimeWarning.HTML_TOO_DEEP if too_complex(html) else None


@dataclass(slots=True)
class _Cleaning:
    """One cleaning: counts what it takes out."""

    scope: str
    blocked: int = 0
    wrapper: dict[str, str] = field(default_factory=dict)
    sheets: list[str] = field(default_factory=list)

    def clean(self, html: str) -> Sanitised:
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
        return Sanitised(f"<div{self._wrapper_attributes()}>{sheet}{inside}</div>", self.blocked)

    def _without_head(self, html: str) -> str:
        """``html`` without its sheets and body tag, kept for later, and without noscript tags and SVG."""
        pieces: list[str] = []
        position = 0
        for tag in tags_of(html):
            if tag.name == "style" and not tag.is_end:
                self.sheets.append(html[tag.end : tag.content_end])
                pieces += (html[position : tag.start], _GAP)
                position = tag.content_end
            elif tag.name == "body" and not tag.is_end and not self.wrapper:
                self.wrapper = self._body_attributes(tag)
            elif tag.name in FOREIGN or tag.name == "noscript":
                pieces += (html[position : tag.start], _GAP)
                position = tag.end if tag.name == "noscript" else tag.content_end
        pieces.append(html[position:])
        return "".join(pieces)

    def _body_attributes(self, tag: Tag) -> dict[str, str]:
        attributes = attributes_of(tag)
        style = [self._style(attributes.get("style", ""))]
        for name, css in (("bgcolor", "background-color"), ("text", "color")):
            if name in attributes:
                style.insert(0, self._style(f"{css}:{attributes[name]}"))
        self.blocked += "background" in attributes and is_remote(attributes["background"])
        return {
            "class": attributes.get("class", "") if _CLASSES.fullmatch(attributes.get("class", "")) else "",
            "style": ";".join(filter(None, style)),
            "dir": attributes.get("dir", "").lower() if attributes.get("dir", "").lower() in ("rtl", "ltr") else "",
        }

    def _wrapper_attributes(self) -> str:
        attributes = {**self.wrapper, "class": f"{self.scope} {self.wrapper.get('class', '')}".strip()}
        return "".join(f' {name}="{entities.escape(value)}"' for name, value in attributes.items() if value)

    def _sheet(self) -> str:
        css = "\n".join(self.sheets)
        if not css.strip() or len(css) > SHEET_LIMIT:
            return ""
        cleaned = clean_sheet(css, self.scope)
        self.blocked += cleaned.blocked_remote
        # nothing cleaned has a "<" in it, so the element cannot be ended from inside
        return f"<style>{cleaned.css}</style>" if cleaned.css and "<" not in cleaned.css else ""

    def _attribute(self, _tag: str, name: str, value: str) -> str | None:
        if name == "style":
            return self._style(value) or None
        if name == "href":
            url = _IGNORED_IN_URLS.sub("", value)
            return url if _LINK.match(url) else None
        if name in ("src", "background", "srcset"):
            return self._image(name, value)
        return value

    def _style(self, css: str) -> str:
        cleaned = clean_declarations(css)
        self.blocked += cleaned.blocked_remote
        return cleaned.css

    def _image(self, name: str, value: str) -> str | None:
        url = _IGNORED_IN_URLS.sub("", value)
        if name != "srcset" and _INLINE_IMAGE.match(url):
            return url
        self.blocked += is_remote(url)
        return None
