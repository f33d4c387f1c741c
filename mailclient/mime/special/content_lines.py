"""Content lines of iCalendar and vCard: ``group.NAME;PARAM=value:value``, folded (RFC 5545 section 3.1, RFC 6350 3.2).

Tolerant: a component without END ends with the text, an END without BEGIN is skipped, a line that is none is added to
the one before it where that breaks off in the middle, else skipped. No library does that, and none raises nothing.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mailclient.mime.charset import decode

_FOLD = re.compile(r"\n[ \t]")
_ELEMENT = r'(?:"[^"\n]*+"|[^":;,\n]*+)'
_VALUES = rf"{_ELEMENT}(?:,{_ELEMENT})*+"
_HEAD = re.compile(rf'([\w.-]{{1,100}}+)((?:;[^:;="\n]{{1,60}}+(?:={_VALUES})?+)*+):')
_PARAMETER = re.compile(rf';([^:;="\n]++)(=?+)((?<==){_VALUES})?+')
_ESCAPED = re.compile(r"\\([nN\\;,:\"])")
_QUOTED_PRINTABLE = re.compile(r";(?:encoding=)?quoted-printable[;:]", re.IGNORECASE)
_LINES_LIMIT = 50_000
_NESTING_LIMIT = 10


@dataclass(frozen=True, slots=True)
class ContentLine:
    """``name`` and the names of ``parameters`` are upper case; ``value`` is as written, unfolded."""

    name: str
    value: str
    parameters: dict[str, str] = field(default_factory=dict)
    group: str = ""

    @property
    def text(self) -> str:
        """The value as text: escapes undone (RFC 5545 section 3.3.11)."""
        return _ESCAPED.sub(lambda escaped: "\n" if escaped[1] in "nN" else escaped[1], self.value)


@dataclass(slots=True)
class Component:
    """BEGIN … END; the root has no name."""

    name: str
    lines: list[ContentLine] = field(default_factory=list)
    children: list["Component"] = field(default_factory=list)
    is_closed: bool = False

    def first(self, name: str) -> ContentLine | None:
        """The first line of that name."""
        return next((line for line in self.lines if line.name == name), None)

    def all(self, name: str) -> list[ContentLine]:
        """All lines of that name."""
        return [line for line in self.lines if line.name == name]

    def value(self, name: str) -> str:
        """The text of the first line of that name, "" without one."""
        line = self.first(name)
        return "" if line is None else line.text.strip()

    def inside(self, name: str) -> Iterator["Component"]:
        """All components of that name below this one, in order."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.inside(name)


def component_of(text: str) -> Component:
    """The tree of components in a text; never raises."""
    root = Component("")
    stack = [root]
    for line in lines_of(text):
        name = line.value.strip().upper()
        if line.name == "BEGIN":
            child = Component(name)
            stack[-1].children.append(child)
            if len(stack) <= _NESTING_LIMIT:
                stack.append(child)
        elif line.name == "END":
            if name in [one.name for one in stack[1:]]:
                while stack[-1].name != name:
                    stack.pop()
                stack.pop().is_closed = True
        else:
            stack[-1].lines.append(line)
    return root


def lines_of(text: str) -> Iterator[ContentLine]:
    """All content lines; at most ``_LINES_LIMIT``."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff\n ")
    for number, line in enumerate(_unfolded(text)):
        if number >= _LINES_LIMIT:
            return
        head = _HEAD.match(line)
        if head is None:
            continue
        parameters: dict[str, str] = {}
        for name, equals, value in _PARAMETER.findall(head[2]):
            key, word = (name, value) if equals else ("TYPE", name)
            key = key.strip().upper()
            said = value_of(word)
            parameters[key] = f"{parameters[key]},{said}" if key in parameters else said
        group, _, name = head[1].rpartition(".")
        yield ContentLine(name.upper(), _decoded(line[head.end() :], parameters), parameters, group)


def value_of(parameter: str) -> str:
    """A parameter's value without its quotes (RFC 6868 escapes undone)."""
    plain = parameter.strip().replace('"', "")
    return plain.replace("^n", "\n").replace("^'", '"').replace("^^", "^") if "^" in plain else plain


def _unfolded(text: str) -> Iterator[str]:
    """Lines put together again; quoted-printable ones break softly at "=" (vCard 2.1)."""
    pending = ""
    for line in _FOLD.sub("", text).split("\n"):
        whole = pending + line
        if whole.endswith("=") and _QUOTED_PRINTABLE.search(whole):
            pending = whole[:-1]
            continue
        pending = ""
        yield whole


def _decoded(value: str, parameters: dict[str, str]) -> str:
    said = f"{parameters.get('ENCODING', '')},{parameters.get('TYPE', '')}".lower()
    if "quoted-printable" in said:
        data = binascii.a2b_qp(value.encode("utf-8", "replace"))
        return decode(data, parameters.get("CHARSET", "") or "utf-8")
    return value
