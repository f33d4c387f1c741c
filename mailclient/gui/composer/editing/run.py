"""Runs: text of one look, and pictures between it. Pure."""

from dataclasses import dataclass

INKS = ("blue", "green", "red", "yellow", "purple", "teal", "pink", "grey")
"""Names of the colours for text and for the ground behind it, in the order of the palette's ``avatars``."""

LINK_SCHEMES = ("http:", "https:", "mailto:", "tel:")


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks. ``ink`` and ``marker`` are one of ``INKS`` or ""; ``url`` is "" where it is no link."""

    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    code: bool = False
    ink: str = ""
    marker: str = ""
    url: str = ""


PLAIN = Look()


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of the message, by its Content-ID. ``width``: shown so wide, in pixels; 0: as wide as it is."""

    content_id: str
    alt: str = ""
    width: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look; "\\n" in it is a line break inside the line. With a ``picture`` the text is ""."""

    text: str
    look: Look = PLAIN
    picture: Picture | None = None


def is_link(url: str) -> bool:
    """Whether a text may lead there."""
    return url.lower().startswith(LINK_SCHEMES)


def merged_runs(runs: list[Run]) -> tuple[Run, ...]:
    """Neighbours of one look as one, empty ones left out."""
    out: list[Run] = []
    for run in runs:
        if run.picture is None and not run.text:
            continue
        if out and run.picture is None and out[-1].picture is None and out[-1].look == run.look:
            out[-1] = Run(out[-1].text + run.text, run.look)
        else:
            out.append(run)
    return tuple(out)


def units(text: str) -> int:
    """The length as Qt counts it: in UTF-16 units."""
    return len(text) + sum(letter > "\uffff" for letter in text)
