"""Sanitised HTML as a tree: the same tree that the browser has made of it.

nh3 parses by the rules of browsers (HTML Living Standard section 13.2.6) and writes a tree that needs no rules to be
read again, so that a tag that is never closed hides as much here as it does on the screen.
"""

import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import nh3

from mailclient.mime.html.tags import words

Element = ET.Element

_SHEET = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_PLACE = '<wbr value="sheet">'
"""Stands for a sheet, which counts where rules count elements (``:nth-child``)."""
_VOID = words("area base br col embed hr img input link meta param source track wbr")
_TAGS = set(
    nh3.ALLOWED_TAGS
    | {"big", "dir", "font", "main", "nobr", "section", "tfoot", "fieldset", "legend", "button", "label"}
)
_ATTRIBUTES = set(
    words(
        "align alt background bgcolor border bordercolor cellpadding cellspacing class color cols colspan coords"
        " datetime dir face frame height hidden href hspace id lang name noshade nowrap open reversed rowspan rules"
        " scope shape size span src start style summary title type usemap valign value vspace width"
    )
)
"""All that a rule may ask for in what was sanitised."""
_NOT_SHOWN = {"script", "style", "title", "template", "svg", "math", "object", "iframe", "textarea", "select", "head"}


def tree_of(html: str) -> tuple[Element, str]:
    """The tree below one root ``div``, and the text of all sheets."""
    sheets = "\n".join(found[1] for found in _SHEET.finditer(html))
    flat = nh3.clean(
        _SHEET.sub(_PLACE, html),
        tags=_TAGS,
        clean_content_tags=_NOT_SHOWN,
        attributes={"*": _ATTRIBUTES},
        url_schemes={"http", "https", "mailto", "cid", "data", "remote"},
        link_rel=None,
    )
    builder = _Builder()
    builder.feed(flat)
    builder.close()
    return builder.root, sheets


class _Builder(HTMLParser):
    """Reads what a serialiser wrote: every tag is closed in its order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("div")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go down."""
        if tag == "wbr" and ("value", "sheet") in attrs:
            ET.SubElement(self._open[-1], "style", {"hidden": ""})
            return
        made = ET.SubElement(self._open[-1], tag, {name: value or "" for name, value in attrs})
        if tag not in _VOID:
            self._open.append(made)

    def handle_endtag(self, tag: str) -> None:
        """Go up."""
        if len(self._open) > 1 and self._open[-1].tag == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Text belongs to the element, or follows its last child."""
        parent = self._open[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + data
        else:
            parent.text = (parent.text or "") + data
