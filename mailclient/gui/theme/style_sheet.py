"""The style sheet: ``resources/style/window.qss`` with the palette and the sizes filled in."""

from functools import lru_cache
from string import Template

from mailclient.gui.theme import tokens
from mailclient.gui.theme.palette import Palette
from mailclient.resource import resource_path


@lru_cache(maxsize=2)
def style_sheet(palette: Palette) -> str:
    """The sheet in these colours; ``KeyError`` when it names a token that does not exist."""
    sizes = {name.lower(): str(value) for name, value in vars(tokens).items() if name.isupper()}
    names = (
        palette.names()
        | sizes
        | {
            "style": resource_path("style").as_posix(),
            "scheme": "dark" if palette.dark else "light",
        }
    )
    return Template(resource_path("style", "window.qss").read_text("utf-8")).substitute(names)
