"""Whether the text of an element can be seen: what it inherits, and what hides it.

Hidden is what is not displayed, transparent, tiny, of the colour of its ground, outside of the page or of what clips
it, folded away, squeezed into a place too small for it, or behind a picture that may have its colour. Where that
cannot be told (``calc()``, an unknown colour) it counts as hidden: an answer must not quote what nobody saw.
"""

import re
from dataclasses import dataclass, replace

from mailclient.mime.html.tags import words
from mailclient.mime.quoting.cascade import Values
from mailclient.mime.quoting.measure import Colour, colour_of, contrast, is_keyword, over, pixels
from mailclient.mime.quoting.tree import Element
from mailclient.mime.quoting.valid import SIZES, split

_WHITE: Colour = (1.0, 1.0, 1.0, 1.0)
_INK: Colour = (0.106, 0.122, 0.141, 1.0)
_NIGHT: Colour = (0.10, 0.11, 0.13, 1.0)
_PAPER: Colour = (0.9, 0.91, 0.92, 1.0)
_LINK: Colour = (0.18, 0.44, 0.92, 1.0)
_LEAST_CONTRAST = 1.2
_LEAST_FONT = 5.0
"""Pixels."""
_LEAST_OPACITY = 0.15
_FURTHEST = 900.0
"""Pixels from the left edge."""
_PAGE = 600.0
"""Pixels that 100 % is taken for."""
_NARROW = 300.0
_CELLS = words("table tbody thead tfoot tr td th html body")
_INLINE = words(
    "a abbr b big br cite code em font i img ins kbd del s samp small span strike strong sub sup tt u var wbr"
)
_BLOCK_STEP = 1.2
_COLOUR_WORD = re.compile(r"#[0-9a-f]{3,8}\b|(?:rgb|hsl)a?\([^()]*\)|(?<![\w.(#-])[a-z]{3,20}(?![\w(-])")
_URL = re.compile(r"url\(\s*[\"']?([^\"')]*)")
"""A picture of the web is not there, unless ``shown_body`` says that it was loaded (``cid:loaded``)."""
_WRAPPED = ("normal", "pre-wrap", "pre-line", "break-spaces", "inherit", "initial", "unset", "revert")
_FRAME = 12.0
"""Pixels."""
_BORDERS = words("border border-top border-bottom border-width border-top-width border-bottom-width")
_PAINTS = words(
    "background background-color background-image border border-top border-bottom border-width border-top-width"
    " border-bottom-width box-shadow outline"
)
_GROUND_WORDS = words(
    "none transparent currentcolor inherit initial unset revert repeat no-repeat repeat-x repeat-y space round top left"
    " right bottom center scroll fixed local cover contain auto border-box padding-box content-box !important"
)
_NO_COLOURS = words(
    "to top left right bottom center repeat none url linear radial gradient scroll fixed cover contain no"
)


@dataclass(frozen=True, slots=True)
class Sight:
    """What an element is seen with; inherited, but for what belongs to a box."""

    colour: Colour = _INK
    grounds: tuple[Colour, ...] = (_WHITE,)
    on_picture: bool = False
    opacity: float = 1.0
    font: float = 16.0
    line: float = 1.4
    visible: bool = True
    gone: bool = False
    absent: bool = False
    """It is surely not there, and covers nothing; what is only ``gone`` might be."""
    left: float = 0.0
    indent: float = 0.0
    squeezed: bool = False
    """Letters or words stand on each other, or too far apart."""
    clip: float | None = None
    """Pixels across of what clips it."""
    white_space: str = "normal"
    covers: bool = False
    """It may be painted over what stands before it (not inherited)."""
    covers_all: bool = False
    paints: bool = False
    """It has a ground, a frame, or is a picture (not inherited)."""
    flexes: bool = False
    """It may give what is in it less room than that needs (not inherited)."""
    fixed: bool = False
    """It is in a table whose columns are as wide as they say."""
    pulled: float = 0.0
    """Pixels by which its margins pull up what follows (not inherited)."""

    @property
    def sees_text(self) -> bool:
        """Whether text in it is seen."""
        if self.gone or not self.visible or self.on_picture or self.squeezed:
            return False
        if self.opacity < _LEAST_OPACITY or self.font < _LEAST_FONT or self.line < 0.5:
            return False
        start = self.left + self.indent
        if not -8.0 <= start <= (_FURTHEST if self.clip is None else min(self.clip, _FURTHEST)):
            return False
        if self.colour[3] < _LEAST_OPACITY:
            return False
        return all(contrast(over(self.colour, ground), ground) >= _LEAST_CONTRAST for ground in self.grounds)


def page_sight(*, dark: bool) -> Sight:
    """What the page around a message is seen with."""
    return Sight(colour=_PAPER, grounds=(_NIGHT,)) if dark else Sight()


def below(parent: Sight, element: Element, values: Values) -> Sight:
    """How ``element``, with these values, is seen within ``parent``."""
    if parent.absent or _is_absent(element, values):
        return replace(parent, gone=True, absent=True, covers=False, covers_all=False, pulled=0.0)
    found = _font(parent, values)
    font = parent.font if found is None else found
    sight = replace(
        parent,
        font=font,
        gone=parent.gone or found is None or _is_gone(element, values),
        visible=_visible(parent, values),
        opacity=parent.opacity * _opacity(values),
        white_space=values.get("white-space", "pre" if element.tag == "pre" else parent.white_space),
        covers=False,
        covers_all=False,
        paints=element.tag in ("img", "hr") or any(name in values for name in _PAINTS),
        flexes="flex" in values.get("display", ""),
        fixed=parent.fixed or values.get("table-layout") == "fixed",
        pulled=0.0,
    )
    sight = _coloured(sight, element, values)
    sight = _spaced(sight, values)
    sight = _placed(sight, element, values)
    return _clipped(sight, element, values, flexed=parent.flexes)


def _is_absent(element: Element, values: Values) -> bool:
    return values.get("display") == "none" or ("hidden" in element.attrib and "display" not in values)


def _is_gone(element: Element, values: Values) -> bool:
    if "grid" in values.get("display", "") or "hidden" in element.attrib or element.tag in ("map", "rp"):
        return True
    if "content" in values and values["content"] not in ("normal", "none", "inherit", "initial", '""', "''"):
        return True
    if values.get("position", "static") in ("absolute", "fixed", "sticky"):
        return True
    hiding = ("clip", "clip-path", "transform", "filter", "font-size-adjust")
    return any(values.get(name, "none") not in ("none", "auto") for name in hiding)


def _visible(parent: Sight, values: Values) -> bool:
    said = values.get("visibility", "inherit")
    return parent.visible if said in ("inherit", "unset", "revert") else said in ("visible", "initial")


def _opacity(values: Values) -> float:
    said = values.get("opacity", "1")
    if said in ("unset", "initial", "revert"):
        return 1.0
    found = pixels(said, 16.0, 1.0)
    return 0.0 if found is None else max(0.0, min(1.0, found))


def _font(parent: Sight, values: Values) -> float | None:
    said = values.get("font-size", "inherit")
    if said in ("inherit", "unset"):
        return parent.font
    if said in ("initial", "revert"):
        return 16.0
    if said in ("smaller", "larger"):
        return parent.font * (0.83 if said == "smaller" else 1.2)
    return SIZES[said] if said in SIZES else pixels(said, parent.font, parent.font)


def _coloured(sight: Sight, element: Element, values: Values) -> Sight:
    colour, grounds, on_picture = sight.colour, sight.grounds, sight.on_picture
    if element.tag == "a" and element.get("href") and "color" not in values:
        colour = _LINK
    said = values.get("color", "inherit")
    if said not in ("inherit", "unset", "currentcolor"):
        colour = _INK if said in ("initial", "revert") else colour_of(said) or (0.0, 0.0, 0.0, 0.0)
    ground = values.get("background-color", "")
    on_picture = on_picture or any(_is_unknown_ground(part) for part in split(ground))
    painted = [found for word in _COLOUR_WORD.findall(ground) if word not in _NO_COLOURS and (found := colour_of(word))]
    image = values.get("background-image", "none")
    if any(not found.startswith("remote:") for found in _URL.findall(image)):
        on_picture = True
    elif painted and "(" not in image and painted[-1][3] >= 0.5:
        on_picture = False
    if "gradient" in image:
        stops = [stop for word in _COLOUR_WORD.findall(image) if word not in _NO_COLOURS and (stop := colour_of(word))]
        grounds = (*grounds, *(over(stop, below_it) for stop in stops for below_it in grounds))[:12]
    elif painted:
        grounds = tuple(dict.fromkeys(over(painted[-1], below_it) for below_it in grounds))
    return replace(sight, colour=colour, grounds=grounds, on_picture=on_picture)


def _is_unknown_ground(part: str) -> bool:
    """Whether it may paint what cannot be told: a colour of the system, a function that is not known."""
    part = part.strip(",")
    if not part or part[0] in "#/.+-0123456789" or "url(" in part or "gradient(" in part:
        return part[:1] == "#" and colour_of(part) is None
    return part not in _GROUND_WORDS and colour_of(part) is None


def _spaced(sight: Sight, values: Values) -> Sight:
    squeezed, line = sight.squeezed, sight.line
    for name, least, most in (("letter-spacing", -0.3, 3.0), ("word-spacing", -1.0, 20.0), ("tab-size", 0.0, 1.0)):
        said = values.get(name, "normal")
        if not is_keyword(said):
            found = pixels(said, sight.font, sight.font)
            squeezed = squeezed or found is None or not least * sight.font <= found <= max(most * sight.font, 16.0)
    said = values.get("line-height", "inherit")
    if not is_keyword(said):
        bare = said.replace(".", "", 1).isdigit()
        found = float(said) * sight.font if bare else pixels(said, sight.font, sight.font)
        line = 0.0 if found is None or found > 400.0 else found / max(sight.font, 0.1)
    shift = values.get("vertical-align", "baseline")
    if shift[:1] in "+-.0123456789" or "(" in shift:
        found = pixels(shift, sight.font, sight.font * sight.line)
        squeezed = squeezed or found is None or abs(found) > 30.0
    return replace(sight, squeezed=squeezed, line=line)


def _placed(sight: Sight, element: Element, values: Values) -> Sight:
    """Where it stands, and whether it may stand on something else."""
    left, indent, covers, gone = sight.left, sight.indent, False, sight.gone
    for name in ("margin-left", "padding-left"):
        said = values.get(name, "0")
        gone = gone or said == "inherit"  # that adds up
        if not is_keyword(said):
            found = pixels(said, sight.font, _PAGE)
            gone = gone or found is None
            left += found or 0.0
            covers = covers or (found or 0.0) < -40.0
    pulled = 0.0
    for name in ("margin-right", "margin-top", "margin-bottom"):
        said = values.get(name, "0")
        if not is_keyword(said):
            found = pixels(said, sight.font, _PAGE)
            gone = gone or found is None
            if name == "margin-right":
                covers = covers or (found or 0.0) < -40.0
            else:
                pulled += max(0.0, -(found or 0.0))
    for name in ("margin-left", "margin-right", "padding-left", "padding-right"):
        # so wide a box may push what floats, or what is beside it, off the page
        pulled += _FURTHEST if (pixels(values.get(name, "0"), sight.font, _PAGE) or 0.0) >= _FURTHEST else 0.0
    covers = covers or _paints_above(sight, element, values)
    said = values.get("text-indent", "inherit")
    if not is_keyword(said):
        found = pixels(said.split()[0], sight.font, _PAGE)
        gone = gone or found is None
        indent = found or 0.0
    columns = any(name in values for name in ("column-count", "column-width", "columns"))
    gone = gone or (columns and ("height" in values or "max-height" in values))
    if values.get("table-layout") == "fixed" and any(_has_no_width(each) for each in element.iter("col")):
        gone = True
    around = _paints_around(values)
    return replace(sight, left=left, indent=indent, covers=covers, covers_all=around, pulled=pulled, gone=gone)


def _paints_above(sight: Sight, element: Element, values: Values) -> bool:
    """Whether an inline box has a frame that reaches over the lines before it."""
    display = values.get("display", "inline" if element.tag in _INLINE else "block")
    if display != "inline" or element.tag in ("br", "img"):
        return False
    said = [values.get(name, "0") for name in ("padding-top", "padding-bottom")]
    said += [part for name in _BORDERS for part in values.get(name, "").split() if part[:1] in ".0123456789"]
    found = [pixels(each, sight.font, _PAGE) for each in said if not is_keyword(each)]
    return any(each is None or each > _FRAME for each in found)


def _has_no_width(column: Element) -> bool:
    said = column.get("width", "")
    return "width" in column.get("style", "") or (said.isdigit() and int(said) < 20)


def _paints_around(values: Values) -> bool:
    """Whether its outline or shadow may cover what stands around it."""
    outline = values.get("outline-width") or next(
        (part for part in values.get("outline", "").split() if part[:1].isdigit()), "0"
    )
    width = 0.0 if is_keyword(outline) else pixels(outline, 16.0, 16.0)
    if width is None or width > 10.0:
        return True
    for shadow in re.split(r",(?![^(]*\))", values.get("box-shadow", "none")):
        if "inset" in shadow:
            continue
        lengths = [
            pixels(part, 16.0, 16.0) for part in re.sub(r"\([^)]*\)", "", shadow).split() if part[:1] in "+-.0123456789"
        ]
        if any(each is None or abs(each) > 60.0 for each in lengths) or (
            len(lengths) > 3 and (lengths[3] or 0.0) > 8.0
        ):
            return True
    return False


def _clipped(sight: Sight, element: Element, values: Values, *, flexed: bool) -> Sight:
    """What stands in a box that is smaller than it may be cut off, or be covered by what follows."""
    if element.tag in ("img", "hr", "br"):
        return sight
    clips = any(
        values.get(name, "visible") not in ("visible", "initial", "unset")
        for name in ("overflow-x", "overflow-y", "overflow")
    )
    if element.tag in _CELLS:
        narrow = sight.fixed or any(name in values for name in ("max-width", "max-height"))
        return replace(sight, gone=sight.gone or (clips and narrow))
    gone = sight.gone or (clips and flexed)
    for name in ("height", "max-height"):
        said = values.get(name, "auto")
        if (
            not is_keyword(said)
            and not said.endswith("%")
            and said not in ("min-content", "max-content", "fit-content")
        ):
            gone = gone or not _fits(sight, element, pixels(said, sight.font, _PAGE), clips=clips)
        elif said.endswith("%") and clips and pixels(said, 16.0, 100.0) != 100.0:
            gone = True
    if not clips:
        return replace(sight, gone=gone)
    across = _NARROW if sight.clip is None else sight.clip
    for name in ("width", "max-width"):
        said = values.get(name, "auto")
        if not is_keyword(said) and said not in ("100%", "min-content", "max-content", "fit-content"):
            found = pixels(said, sight.font, _NARROW)
            gone = gone or found is None
            across = found or 0.0 if name == "width" else min(across, found or 0.0)
    text = "".join(element.itertext())
    run = text if sight.white_space not in _WRAPPED else max(text.split(), key=len, default="")
    return replace(sight, gone=gone or _width(run.strip(), sight.font) > max(across, 0.0), clip=across, left=0.0)


def _fits(sight: Sight, element: Element, height: float | None, *, clips: bool) -> bool:
    """Whether the text of a box of this height surely stands within it."""
    if height is None:
        return False
    if height >= 5_000.0 and not clips:
        return True
    if clips and any(each.tag not in _INLINE or each.get("style") for each in element.iter() if each is not element):
        return False
    text = "".join(element.itertext()).strip()
    if not text:
        return True
    breaks = sum(each.tag not in _INLINE or each.tag == "br" for each in element.iter() if each is not element)
    lines = max(1, -(-int(_width(text, sight.font)) // int(_NARROW))) + breaks
    return lines * sight.font * _BLOCK_STEP <= height * 1.05 + 1.0


def _width(text: str, font: float) -> float:
    wide = sum(character > "\u02ff" for character in text)
    return font * (wide + 0.55 * (len(text) - wide))
