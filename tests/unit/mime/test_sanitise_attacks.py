"""Other people's attacks on sanitisers: no script survives, and nothing that is left loads by itself."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from mailclient.mime.html.sanitise import sanitise
from mailclient.mime.html.tags import words

ELEMENTS = words(
    "a abbr acronym area article aside b bdi big blockquote br caption center cite code col colgroup dd del "
    "details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd "
    "li main map mark nav nobr ol p pre q rp rt rtc ruby s samp section small span strike strong style sub summary "
    "sup table tbody td tfoot th thead time tr tt u ul var wbr"
)
LOADING = {
    "src",
    "background",
    "srcset",
    "poster",
    "data",
    "action",
    "formaction",
    "cite",
    "longdesc",
    "ping",
    "manifest",
}
INLINE = re.compile(r"cid:|data:image/(?!svg)|remote:\d+\Z")
STRING = re.compile(r'"[^"\\\n]*"|(?<![\w])\'[^\'\\\n]*\'')
OWN_IN_CSS = re.compile(r"""url\("(?:cid:[^"\s()]*|data:image/(?!svg)[^"\s()]*|remote:\d+)"\)""")
IN_CSS = re.compile(
    r"url\s*\(|expression|@import|binding|behavior|(?<!-)position\s*:|image-set|@font-face|javascript|\\|<",
    re.IGNORECASE,
)


class _Inspection(HTMLParser):
    """Reads what is left as a browser would and complains."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.complaints: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        sheet = tag == "link" and dict(attrs).keys() <= {"rel", "href", "media"} and dict(attrs)["rel"] == "stylesheet"
        if tag not in ELEMENTS and not sheet:
            self.complaints.append(f"<{tag}>")
        for name, value in attrs:
            self._attribute(tag, name, value or "")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") or name in ("srcdoc", "target", "xmlns", "is", "slot"):
            self.complaints.append(f"{name}={value!r}")
        if name == "usemap" and not value.startswith("#"):
            self.complaints.append(f"{name}={value!r}")
        if name in LOADING and not INLINE.match(value):
            self.complaints.append(f"{name}={value!r}")
        if tag == "link" and name == "href":
            if not re.fullmatch(r"remote:\d+", value):
                self.complaints.append(f"{name}={value!r}")
        elif name == "href" and (tag not in ("a", "area") or not re.match(r"https?:|mailto:|#", value, re.IGNORECASE)):
            self.complaints.append(f"{name}={value!r}")
        if name == "style" and IN_CSS.search(STRING.sub("", OWN_IN_CSS.sub("", value))):
            self.complaints.append(f"style={value!r}")

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style and IN_CSS.search(STRING.sub("", OWN_IN_CSS.sub("", data))):
            self.complaints.append(f"<style>{data}")

    def handle_comment(self, data: str) -> None:
        self.complaints.append(f"<!--{data}")

    def handle_decl(self, decl: str) -> None:
        self.complaints.append(f"<!{decl}")


def complaints(html: str) -> list[str]:
    clean = sanitise(html)
    inspection = _Inspection()
    inspection.feed(clean.html)
    inspection.close()
    # cleaning twice is cleaning once, but for the wrapper
    again = sanitise(clean.html).html
    if not clean.refused and sanitise(again).html.count("<div") != again.count("<div") + 1:
        inspection.complaints.append("not stable")
    return inspection.complaints


def _texts(value: Any) -> list[str]:
    """Every text in a JSON value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [text for each in value for text in _texts(each)] if isinstance(value, list) else []


@pytest.mark.parametrize("suite", ["httpleaks", "h5sc", "dompurify"])
def test_attacks(corpus: Path, suite: str) -> None:
    cases = _texts(json.loads((corpus / suite / "cases.json").read_text("utf-8")))
    attacks = [text for text in cases if "<" in text]
    assert len(attacks) >= 10
    left = {attack[:200]: found for attack in attacks if (found := complaints(attack))}
    assert left == {}


@pytest.mark.parametrize(
    "suite", ["bleach", "owasp-html-sanitizer", "roundcube", "kde-messagelib", "thunderbird-mail", "mimekit"]
)
def test_pages(corpus: Path, suite: str) -> None:
    pages = [file for file in sorted((corpus / suite).rglob("*")) if file.suffix in (".test", ".html", ".htm", ".txt")]
    assert pages
    left = {}
    for file in pages:
        found = complaints(file.read_text("utf-8", "replace"))
        if found:
            left[str(file.relative_to(corpus))] = found[:3]
    assert left == {}


def test_nothing_of_the_leaks_is_left(corpus: Path) -> None:
    """The beacon host may only be left in a link, which loads when it is clicked, and in plain text."""
    cases = json.loads((corpus / "httpleaks" / "cases.json").read_text("utf-8"))
    for html in _texts(cases):
        clean = re.sub(r'<a href="[^"]*"', "<a", sanitise(html).html)
        inside_tags = "".join(re.findall(r"<[^>]*>", clean)) + "".join(
            re.findall(r"<style>.*?</style>", clean, re.DOTALL)
        )
        assert "leaking.via" not in inside_tags
