"""HTML that must not be parsed, and HTML that may."""

from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailclient.mime.html.nesting import NESTING_LIMIT, too_complex
from mailclient.mime.html.sanitise import HTML_LIMIT, sanitise
from mailclient.mime.html.tags import attributes_of, tags_of, without_tags, words
from mailclient.mime.warning import MimeWarning
from tests.little_work import little_work

DEEP = {
    "divs": "<div>" * 100_000,
    "tables": "<table><tr><td>" * 5_000,
    "ends in comments": "<div><!--</div>-->" * 10_000,
    "ends in attributes": "<div><p title='</div>'></p>" * 10_000,
    "ends in broken attributes": '<div a"></div x">' * 5_000 + "<div>" * 300,
    "ends in raw text": "<div><style></div></style>" * 10_000,
    "ends that are out of scope": "<div><table><tr><td></div></td></tr></table>" * 10_000,
    "ends in a select": "<div><select></div></select>" * 10_000,
    "spans around blocks": "<span><div></span></div>" * 10_000,
    "formatting opened again": "".join(f"<div><font size={number}>x</div>" for number in range(1_000)),
    "formatting in paragraphs": "".join(f"<p><a name={number}>x</p>" for number in range(1_000)),
    "formatting out of scope": "<font><table></font></table>" * 1_000,
    "blocks after svg": "<svg></svg><div>" * 1_000,
    "attributes": "<p " + " ".join(f"a{number}=1" for number in range(50_000)) + ">",
    "tags": "<br>" * 200_000,
    "nothing but brackets": "<" * 7_000_000,
    "drawings without an end": "<svg>" * 140_000,
    "drawings and formulas without an end": "<svg><math>" * 70_000,
}
FLAT = {
    "nothing": "",
    "text": "a < b " * 10_000,
    "paragraphs": "<p>text</p>" * 20_000,
    "unclosed paragraphs": "<p>text" * 20_000,
    "unclosed items": "<ul>" + "<li>text" * 20_000 + "</ul>",
    "unclosed cells": "<table>" + ("<tr>" + "<td>text" * 20) * 1_000 + "</table>",
    "line breaks": "text<br>" * 100_000,
    "bold words": "<b>word</b> " * 20_000,
    "a newsletter": "<table><tbody><tr><td><table><tr><td><a href=x>w</a></td></tr></table></td></tr></table>" * 500,
    "a picture": "<img src='data:image/png;base64," + "A" * 3_000_000 + "'>",
    "deep, but not too": "<div>" * 200 + "x" + "</div>" * 200,
}


@pytest.mark.parametrize("name", DEEP)
def test_what_is_refused(name: str) -> None:
    with little_work(2):
        assert too_complex(DEEP[name])
        assert sanitise(DEEP[name]).refused is MimeWarning.HTML_TOO_DEEP


@pytest.mark.parametrize("name", FLAT)
def test_what_is_parsed(name: str) -> None:
    with little_work(2):
        assert sanitise(FLAT[name]).refused is None


FLOODS = {
    # within the limits of tags, and yet too much to be cleaned whole
    "one style": "<p style='" + "width:calc(1px);" * 400_000 + "'>x",
    "styles, each another": "".join(f"<p style='width:calc({number}px + 1px)'>x</p>" for number in range(30_000)),
    "backgrounds, each another": "".join(f"<p style='background:url(http://x.org/{n})'>x</p>" for n in range(30_000)),
    "a large picture in a style": "<p style='background:url(data:image/png;base64," + "A" * 7_000_000 + ")'>x",
    "a large sheet": "<style>" + "p{color:red}" * 500_000 + "</style>x",
}
FILLED = {
    "images": "".join(f"<img src=http://x.org/{number}>" for number in range(50_000)),
    "images of hosts in other scripts": "".join(f"<img src=http://ä{number}.de/>" for number in range(50_000)),
    "sheets of the web": "".join(f"<link rel=stylesheet href=http://x.org/{number}>" for number in range(50_000)),
    "a table": "<table>" + ("<tr>" + "<td>x" * 100) * 1_000,
    "references": "&amp;" * 1_500_000,
    "attributes": ("<p " + " ".join(f"a{number}=1" for number in range(299)) + ">x") * 1_000,
    "rules": "<style>" + "p{color:red}" * 24_000 + "</style>",
}


@pytest.mark.parametrize("name", [*FLOODS, *FILLED])
def test_what_is_cleaned_in_time(name: str) -> None:
    html = FLOODS.get(name) or FILLED[name]
    with little_work(2):
        clean = sanitise(html)
    assert clean.refused is None
    assert clean.cut == (name in FLOODS)


def test_too_much_html_is_refused() -> None:
    clean = sanitise("x" * (HTML_LIMIT + 1))
    assert clean.refused is MimeWarning.HTML_TOO_LARGE


class _Depth(HTMLParser):
    """Measures what nh3 has made: that is well-formed."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.deepest = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in ("br", "hr", "img", "wbr", "col"):
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1


NAMES = words("div p span b a font i table tbody tr td th ul li dl dt dd h1 center blockquote caption pre em")
MORE = words(
    "<!-- --> <select> </select> <style> </style> <svg> </svg> <title> </title> <template> </template> <object>"
    " </object> <textarea> <button> <br> x '>"
)
PIECES = st.sampled_from(
    sorted(MORE.union((f"<{name}>" for name in NAMES), (f"</{name}>" for name in NAMES), ["<font a=1>", '<p a"']))
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=8))
def test_the_count_is_not_fooled(pieces: list[str]) -> None:
    """Anything repeated that nests in truth beyond the limit (with room for what is opened by itself) is refused."""
    html = "".join(pieces) * 120
    allowed = set(NAMES | {"tfoot", "thead"})
    measured = _Depth()
    measured.feed(nh3.clean(html, tags=allowed, attributes={"*": {"a"}}, link_rel=None))
    if measured.deepest > 2 * NESTING_LIMIT:
        assert too_complex(html)


def test_tags_and_attributes() -> None:
    tags = list(tags_of("""a<B c='1' D="&lt;2" e=f/ g><!-- <i> --></b ><style><p></style x><1><a/b=c>"""))
    assert [(tag.name, tag.is_end) for tag in tags] == [
        ("b", False), ("b", True), ("style", False), ("style", True), ("a", False),
    ]  # fmt: skip
    assert attributes_of(tags[0]) == {"c": "1", "d": "<2", "e": "f/", "g": ""}
    assert attributes_of(tags[4]) == {"b": "c"}


def test_words_without_tags() -> None:
    html = "<title>t</title><p>one &amp; two</p><script>x</script><!-- c -->three<br>four <b>five</b>"
    assert without_tags(html) == "one & two\nthree\nfour five"
