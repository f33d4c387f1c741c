"""The page around an HTML body: what it may load, and what the dark theme does with its colours."""

import itertools

import pytest

from mailclient.gui.message_view.html_colour import Colour, colour_of, contrast, dark_background, light_text
from mailclient.gui.message_view.html_dark import Look, darkened, is_designed, is_shown_dark, sets_colours
from mailclient.gui.message_view.html_page import LIGHT_CARD, PageColours, page, without_remote
from mailclient.mime.html.sanitise import sanitise

DARK = PageColours(True, "#1F2228", "#E6E9ED", "#9BA5B2", "#2D3138", "#8FB5FF", "#243450", "#3E444D")
LETTER = '<p style="color:#111">x</p>'
NEWSLETTER = '<table bgcolor="#eee"><tr><td><table><tr><td><img src="cid:x"></td></tr></table></td></tr></table>' * 3


def shown(html: str, colours: PageColours = DARK, **more: object) -> str:
    return page(html, colours, family="x", size=15, width=760, **more)  # type: ignore[arg-type]


def test_policy_loads_nothing() -> None:
    html = shown("<p>x</p>", LIGHT_CARD)
    assert "default-src 'none'; img-src cid: data:; style-src 'unsafe-inline'; form-action" in html
    assert "<main><p>x</p></main>" in html


def test_policy_allows_what_is_allowed() -> None:
    html = shown('<img src="remote:0">', LIGHT_CARD, remote={0})
    assert "img-src cid: data: remote:; style-src 'unsafe-inline' remote:;" in html
    assert '<img src="remote:0">' in html


def test_what_is_not_allowed_is_not_named() -> None:
    sheet = '<link rel="stylesheet" href="remote:3">'
    html = f'<p>src="remote:1"</p><img alt="a > b" src="remote:1"><img src="remote:2">{sheet}'
    assert without_remote(html) == '<p>src="remote:1"</p><img alt="a > b"><img>'
    assert without_remote(html, {2, 3}).endswith(f'<img src="remote:2">{sheet}')


def test_an_image_that_is_not_loaded_keeps_its_place() -> None:
    for sized in (
        '<img src="remote:0" width="300" height="40">',
        '<img style="width:60px;height: 60px" src="remote:0">',
    ):
        assert 'src="data:image/gif;base64,' in without_remote(sized)
    for unsized in (
        '<img src="remote:0" width="1" height="1">',
        '<img src="remote:0">',
        '<img src="remote:0" alt="a" width="90" height="90">',
    ):
        assert "src" not in without_remote(unsized)


def test_an_image_with_words_and_a_size_leaves_a_box_with_its_words() -> None:
    image = '<img width="80" src="remote:0" height="60" alt="a &lt;b> &amp; c">'
    box = '<span class="unloaded-picture" style="width:80px;height:60px">a &lt;b&gt; &amp; c</span>'
    assert without_remote(f"<p>{image}</p>") == f"<p>{box}</p>"
    assert without_remote(image, {0}) == image


def test_colours_are_seen_where_they_are_set() -> None:
    assert sets_colours('<td bgcolor="#fff">')
    assert sets_colours("<style>.mail p{color:red}</style>")
    assert not sets_colours("<p>the colour of water; color: red</p>")


def test_html_without_colours_takes_those_of_the_theme() -> None:
    html = shown("<p>x</p>")
    assert "background: #fff" not in html
    assert "color: #E6E9ED" in html


def test_a_letter_is_darkened_and_a_newsletter_is_on_a_card() -> None:
    assert "background: #fff" not in shown(LETTER)
    assert "background: #fff" in shown(LETTER, look=Look.LIGHT)
    assert "background: #fff" in shown(NEWSLETTER)
    assert "background: #fff" not in shown(NEWSLETTER, look=Look.DARK)
    assert shown(LETTER, LIGHT_CARD).count("#111") == 1
    assert is_designed(NEWSLETTER)
    assert not is_designed(LETTER)


def test_a_dark_design_of_its_own_is_used() -> None:
    html = sanitise(
        "<style>.a{color:#000}@media (prefers-color-scheme:dark){.a{color:#fff}}"
        "@media (prefers-color-scheme: light){.a{color:#111}}</style><p class=a>x</p>"
    ).html
    assert is_shown_dark(html, Look.AUTO)
    assert "@media (min-width:0){.mail .a{color:#fff}}" in shown(html)
    assert "@media (max-width:0){.mail .a{color:#111}}" in shown(html)
    assert "@media (max-width:0){.mail .a{color:#fff}}" in shown(html, look=Look.LIGHT)
    assert "@media (max-width:0){.mail .a{color:#fff}}" in shown(html, LIGHT_CARD)


@pytest.mark.parametrize(
    ("html", "dark"),
    [
        ('<p style="color:#000">color:#000</p>', '<p style="color:#ebebeb">color:#000</p>'),
        ('<p style="color:windowtext">x</p>', '<p style="color:#ebebeb">x</p>'),
        ('<td bgcolor="#FFFFFF" align="left">x', '<td align="left">x'),
        ('<p style="background-color:white">', '<p style="background-color:transparent">'),
        ('<p style="background:none transparent">x</p>', '<p style="background:none transparent">x</p>'),
        ('<font color="navy" face="Arial">x</font>', '<font color="#c7d7f6" face="Arial">x</font>'),
        ("<style>.mail p{color:#000;font:12px red}</style>", "<style>.mail p{color:#ebebeb;font:12px red}</style>"),
    ],
)  # fmt: skip
def test_each_colour_is_turned(html: str, dark: str) -> None:
    assert darkened(html) == dark


@pytest.mark.parametrize(
    ("text", "css"),
    [
        ("#FFF", "#ffffff"), ("#11223344", "rgba(17,34,51,0.267)"), ("rgb(255, 0, 0)", "#ff0000"),
        ("rgba(0,0,0,.5)", "rgba(0,0,0,0.5)"), ("hsl(120, 100%, 25%)", "#008000"), ("Navy", "#000080"),
        ("transparent", None), ("rgba(0,0,0,0)", None), ("inherit", None), ("#12", None), ("rgb(", None), ("", None),
    ],
)  # fmt: skip
def test_colours_are_read(text: str, css: str | None) -> None:
    found = colour_of(text)
    assert (found.css if found else None) == css


def test_what_could_be_read_can_be_read_in_the_dark() -> None:
    """WCAG AA: 4.5. Every pair of a grid of colours that had it has it still, and text on the page itself."""
    grid = [Colour(*parts) for parts in itertools.product([step / 5 for step in range(6)], repeat=3)]
    texts = {colour: light_text(colour) for colour in grid}
    grounds = {colour: dark_background(colour) for colour in grid}
    pairs = [(text, ground) for text in grid for ground in grid if contrast(text, ground) >= 4.5]
    assert len(pairs) > 5_000
    assert min(contrast(texts[text], grounds[ground]) for text, ground in pairs) >= 4.5
    page_ground = colour_of(DARK.background)
    assert page_ground
    assert min(contrast(text, page_ground) for text in texts.values()) >= 4.5
