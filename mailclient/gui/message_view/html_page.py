"""The page around a sanitised HTML body: policy, type, width, and what dark mode does with it.

HTML that sets no colours of its own takes the theme's. With colours of its own it is darkened in the dark theme, or
stays on a light card with round corners (``html_dark.py`` decides). Pure: no Qt.
"""

import html as entities
import re
from collections.abc import Collection
from dataclasses import dataclass

from mailclient.gui.message_view.html_dark import (
    Look,
    darkened,
    has_own_dark,
    is_designed,
    is_shown_dark,
    sets_colours,
    with_scheme,
)

POLICY = (
    "default-src 'none'; img-src cid: data:{remote}; style-src 'unsafe-inline'{remote};"
    " form-action 'none'; base-uri 'none'"
)
"""Content-Security-Policy: even what a sanitiser lets slip can load nothing but the message's own parts."""

_REMOTE_IMAGE = re.compile(r'<img(?: [a-z-]+(?:="[^"]*+")?+)*? src="remote:(\d+)"(?: [a-z-]+(?:="[^"]*+")?+)*+>')
_SAYS = re.compile(r' alt="[^"]*\w[^"]*"')
_SIZED = re.compile(r' (?:width|height)="\d{2}|(?<![\w-])(?:width|height):\s*\d{2}')
"""Ten pixels or more."""
_WORDS = re.compile(r' alt="([^"]*)"')
_WIDTH, _HEIGHT = re.compile(r' width="(\d{2,4})(?:px)?"'), re.compile(r' height="(\d{2,4})(?:px)?"')
_EMPTY = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
"""One transparent pixel: stands where an image would, so that the rest keeps its place."""
_REMOTE_SHEET = re.compile(r'<link rel="stylesheet" href="remote:(\d+)"[^>]*>')
_OWN_FRAME = re.compile(r"\s*(?:<(?:div|center|style)\b[^>]*>\s*|</style>\s*)*<table\b", re.IGNORECASE)
"""Starts with a table: a newsletter, which brings its own margins."""

_DESIGNED_SIZE = 16
"""Of a message drawn for a browser: what it does not say is as there."""

_STYLE = """
:root {{ color-scheme: {scheme}; }}
html {{ background: {background}; }}
body {{ margin: 0; padding: 0 24px 24px; font: {size}px/{line} {family}; color: {text};
  word-break: keep-all; overflow-wrap: anywhere; }}
main {{ max-width: {width}px; margin-left: max(0px, calc((100vw - 48px - {width}px) / 2)); {card} }}
a {{ color: {link}; }}
img {{ max-width: 100%; }}
td img[width], td img[style*=width] {{ max-width: none; }}
img:not([height]) {{ height: auto; }}
img:not([src]):not([alt]), img:not([src])[alt=""] {{ display: none; }}
img[src="{empty}"] {{ background: {hairline}; opacity: 0.5; border-radius: 4px; }}
.unloaded-picture {{ display: inline-block; box-sizing: border-box; max-width: 100%; padding: 4px; overflow: hidden;
  vertical-align: middle; text-align: start; font: 12px/1.3 {family}; background: rgb(128 128 128 / 20%);
  border-radius: 4px; }}
table {{ word-break: normal; overflow-wrap: normal; }}
pre {{ white-space: pre-wrap; font-family: inherit; }}
blockquote {{ margin: 8px 0; padding: 0 0 0 14px; border-left: 3px solid {hairline}; color: {muted}; }}
@media print {{ main > div {{ overflow-y: clip; }} }}
@media (max-width: 560px) {{ body {{ padding: 0 16px 16px; }} }}
::selection {{ background: {selection}; color: {selected_text}; }}
::-webkit-scrollbar {{ width: 10px; height: 10px; }}
::-webkit-scrollbar-thumb {{ background: {scroll}; border-radius: 5px; border: 2px solid {background}; }}
::-webkit-scrollbar-corner {{ background: {background}; }}
"""


_CARD = "background: #fff; border-radius: 10px; overflow: hidden; min-width: min-content; padding: {padding}px;"


@dataclass(frozen=True, slots=True)
class PageColours:
    """CSS colours of the theme, and whether it is dark."""

    dark: bool
    background: str
    text: str
    muted: str
    hairline: str
    link: str
    selection: str
    scroll: str


LIGHT_CARD = PageColours(False, "#FFFFFF", "#1B1F24", "#5B6470", "#E3E6EB", "#2F6FEB", "#CFE0FC", "#C4C9D1")
"""What coloured HTML is shown with in the dark theme: the colours of paper."""


def page(
    html: str,
    colours: PageColours,
    *,
    family: str,
    size: int,
    width: int,
    remote: Collection[int] = (),
    look: Look = Look.AUTO,
) -> str:
    """The whole document for a sanitised fragment; ``width`` and ``size`` in px, ``family`` as CSS.

    ``remote``: the numbers of ``Body.remote`` that it may ask for. ``look``: what is wanted of it in the dark theme.
    """
    designed = is_designed(html)
    coloured = colours.dark and sets_colours(html)
    on_card = coloured and not is_shown_dark(html, look)
    html = without_remote(html, remote)
    if coloured and not on_card and not has_own_dark(html):
        html = darkened(html)
    html = with_scheme(html, dark=colours.dark and not on_card)
    inner = LIGHT_CARD if on_card else colours
    style = _STYLE.format(
        scheme="light" if on_card or not colours.dark else "dark",
        background=colours.background,
        size=_DESIGNED_SIZE if designed else size,
        line="normal" if designed else 1.55,
        family=family,
        text=inner.text,
        empty=_EMPTY,
        width=width,
        card=_CARD.format(padding=0 if _OWN_FRAME.match(html) else 20) if on_card else "",
        link=inner.link,
        hairline=inner.hairline,
        muted=inner.muted,
        selection=inner.selection,
        selected_text=inner.text,
        scroll=colours.scroll,
    )
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY.format(remote=" remote:" if remote else "")}">'
        f"<style>{style}</style></head><body><main>{html}</main></body></html>"
    )


def without_remote(html: str, kept: Collection[int] = ()) -> str:
    """The HTML without its ``remote:`` images and sheets, but for those whose number is kept.

    Of an image its words stay, and one that has a size keeps its place.
    """
    if "remote:" not in html:
        return html
    html = _REMOTE_IMAGE.sub(lambda found: found[0] if int(found[1]) in kept else _place_of(found), html)
    return _REMOTE_SHEET.sub(lambda found: found[0] if int(found[1]) in kept else "", html)


def _place_of(image: re.Match[str]) -> str:
    tag, source = image[0], f' src="remote:{image[1]}"'
    if not _SAYS.search(tag) and len(_SIZED.findall(tag)) >= 2:
        return tag.replace(source, f' src="{_EMPTY}"')
    words, width, height = _WORDS.search(tag), _WIDTH.search(tag), _HEIGHT.search(tag)
    if words is None or width is None or height is None:
        return tag.replace(source, "")
    # Chromium would draw the sign of a broken image beside the words.
    size = f"width:{width[1]}px;height:{height[1]}px"
    return f'<span class="unloaded-picture" style="{size}">{entities.escape(entities.unescape(words[1]))}</span>'
