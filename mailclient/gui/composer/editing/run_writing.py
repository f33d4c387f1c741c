"""Runs as HTML and as plain text. Pure."""

import re
from collections.abc import Iterator, Sequence
from html import escape

from mailclient.gui.composer.editing.run import INKS, Look, Run
from mailclient.gui.theme.palette import LIGHT

_BREAK = "<br>"
_TAB = "    "
OBJECT = "\ufffc"
"""Stands for a picture where white space is looked at."""
LASTING = re.compile(r"(?:(?<=[ \xa0])\xa0|\xa0(?=[ \xa0\n])|^\xa0|(?<=\n)\xa0|\xa0$)")
"""A no-break space that stands only for white space that shall last; one between two words is meant."""
_SWALLOWED = re.compile(r"^ | (?=[ \n])|(?<=\n) | $")
"""White space that HTML would not show."""


def ink_colour(name: str) -> str:
    """The "#RRGGBB" that is written for a text colour: the light one, whatever the window looks like now."""
    return LIGHT.avatars[INKS.index(name)][1].lower()


def marker_colour(name: str) -> str:
    """The "#RRGGBB" that is written for the ground behind a text."""
    return LIGHT.avatars[INKS.index(name)][0].lower()


def runs_html(runs: tuple[Run, ...], *, code: bool = False) -> str:
    """The runs of a line; ``code``: white space stays as it is."""
    out: list[str] = []
    text = "".join(OBJECT if run.picture is not None else run.text.replace("\t", _TAB) for run in runs)
    text = text if code else _SWALLOWED.sub("\xa0", LASTING.sub(" ", text))
    at = 0
    for run in runs:
        if run.picture is not None:
            width = f' width="{run.picture.width}"' if run.picture.width else ""
            inner = f'<img src="cid:{escape(run.picture.content_id)}" alt="{escape(run.picture.alt)}"{width}>'
            at += 1
        else:
            length = len(run.text.replace("\t", _TAB))
            inner = escape(text[at : at + length], quote=False).replace("\xa0", "&nbsp;")
            inner = inner if code else inner.replace("\n", _BREAK)
            at += length
        out.append(_dressed(inner, run.look))
    return "".join(out)


def _dressed(inner: str, look: Look) -> str:
    for wanted, tag in (
        (look.code, "code"),
        (look.strike, "s"),
        (look.underline and not look.url, "u"),
        (look.italic, "i"),
        (look.bold, "b"),
    ):
        if wanted:
            inner = f"<{tag}>{inner}</{tag}>"
    style = ";".join(_colours(look))
    if style:
        inner = f'<span style="{style}">{inner}</span>'
    return f'<a href="{escape(look.url)}">{inner}</a>' if look.url else inner


def _colours(look: Look) -> Iterator[str]:
    if look.ink:
        yield f"color:{ink_colour(look.ink)}"
    if look.marker:
        yield f"background-color:{marker_colour(look.marker)}"


def plain_runs(runs: Sequence[Run]) -> str:
    """The words of runs. Parts of one link are one link."""
    return "".join(text for text, _run in plain_pieces(runs))


def plain_pieces(runs: Sequence[Run]) -> list[tuple[str, Run | None]]:
    """The same in pieces, each with its run; None: the address of a link, written behind it."""
    out: list[tuple[str, Run | None]] = []
    for number, run in enumerate(runs):
        text = f"[{run.picture.alt}]" if run.picture is not None and run.picture.alt else run.text
        out.append((text.replace("\xa0", " "), run))
        url = run.look.url
        if url and (number + 1 == len(runs) or runs[number + 1].look.url != url):
            first = number
            while first and runs[first - 1].look.url == url:
                first -= 1
            words = "".join(one.text for one in runs[first : number + 1]).strip()
            shown = url.removeprefix("mailto:")
            if words not in (url, shown, shown.removeprefix("https://").removeprefix("http://")):
                out.append((f" <{shown}>", None))
    return out
