"""The page around a sanitised HTML body: policy, type, width, and what dark mode does with it.

HTML that sets no colours of its own takes the theme's. HTML that does (every newsletter) was designed on white; in
the dark theme it stays on a white card with round corners: inverting colours was rejected, since it spoils pictures
and brand colours. Pure: no Qt.
"""

import re
from dataclasses import dataclass

POLICY = "default-src 'none'; img-src cid: data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
"""Content-Security-Policy: even what a sanitiser lets slip can load nothing but the message's own parts."""

_COLOURED = re.compile(r"(?:\bbgcolor|\bbackground(?:-color)?|(?<![\w-])color)\s*[=:]", re.IGNORECASE)

_OWN_FRAME = re.compile(r"\s*(?:<(?:div|center|style)\b[^>]*>\s*|</style>\s*)*<table\b", re.IGNORECASE)
"""Starts with a table: a newsletter, which brings its own margins."""

_STYLE = """
:root {{ color-scheme: {scheme}; }}
html {{ background: {background}; }}
body {{ margin: 0; padding: 0 24px 24px; font: {size}px/1.55 {family}; color: {text};
  word-break: keep-all; overflow-wrap: anywhere; }}
main {{ max-width: {width}px; margin-left: max(0px, calc((100vw - 48px - {width}px) / 2)); {card} }}
a {{ color: {link}; }}
img {{ max-width: 100%; }}
img:not([height]) {{ height: auto; }}
img:not([src]):not([alt]), img:not([src])[alt=""] {{ display: none; }}
table {{ word-break: normal; overflow-wrap: normal; }}
pre {{ white-space: pre-wrap; font-family: inherit; }}
blockquote {{ margin: 8px 0; padding: 0 0 0 14px; border-left: 3px solid {hairline}; color: {muted}; }}
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


def sets_colours(html: str) -> bool:
    """Whether the HTML names any colour, so that ours may not be mixed in."""
    return _COLOURED.search(html) is not None


def page(html: str, colours: PageColours, *, family: str, size: int, width: int) -> str:
    """The whole document for a sanitised fragment; ``width`` and ``size`` in px, ``family`` as CSS."""
    on_card = colours.dark and sets_colours(html)
    inner = LIGHT_CARD if on_card else colours
    style = _STYLE.format(
        scheme="light" if on_card or not colours.dark else "dark",
        background=colours.background,
        size=size,
        family=family,
        text=inner.text,
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
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<style>{style}</style></head><body><main>{html}</main></body></html>"
    )
