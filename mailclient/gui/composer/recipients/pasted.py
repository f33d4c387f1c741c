"""Recipients out of whatever text people paste or type. Pure, never raises.

Commas, semicolons, line breaks and tabs separate; "Name <address>" and "Family, Given <address>" keep their name;
``mailto:`` links, columns of a spreadsheet, groups (``Name: a@x, b@y;``) and whole header lines ("To: …") are read.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from mailclient.gui.composer.recipients.recipient import Recipient
from mailclient.mail.address import Address
from mailclient.mime.addresses import clean_name, is_address, parse_addresses

LIMIT = 20_000
"""Recipients read at once; no server takes as many."""

_LINES = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_HEADER = re.compile(
    r"^\s*(?:to|cc|bcc|from|reply-to|받는\s?사람|참조|숨은\s?참조|보낸\s?사람)\s*:\s*(?!.*;\s*$)", re.IGNORECASE
)
_GROUP = re.compile(r'^\s*("(?:[^"\\]|\\.)*"|[^"<>@,;:()\[\]]{1,200}):(?!//)(.*?);?\s*$', re.DOTALL)
_MAILTO = re.compile(r"^<?mailto:", re.IGNORECASE)
_MAILTO_ANYWHERE = re.compile(r"mailto:([^\s<>\"',;?]+@[^\s<>\"',;?]+)", re.IGNORECASE)
_ANGLE = re.compile(r"^(.*)<\s*([^<>\s]+@[^<>\s]+)\s*>\s*$", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]")
_PHONE = re.compile(r"^[+\d\s()./-]*$")
_EDGES = " \t,;<>"


def recipients_of(text: str, *, picked: bool = False) -> list[Recipient]:
    """All recipients in ``text``, in their order; words that are no address are given as they stand."""
    found: list[Recipient] = []
    for each in _each(text, picked):
        found.append(each)
        if len(found) >= LIMIT:
            break
    return found


def _each(text: str, picked: bool) -> Iterator[Recipient]:
    lines = _joined(_LINES.split(text))
    has_columns = any("\t" in line and "@" in line for line in lines)
    is_csv = len(lines) > 1 and all(_is_row(line) for line in lines)
    for line in lines:
        if "\t" in line:
            if "@" in line:
                yield from _row(line.split("\t"), picked)
            elif not has_columns:
                yield from _list(line.replace("\t", ","), picked)
        elif is_csv:
            yield from _row(line.split(","), picked)
        else:
            yield from _list(line, picked)


def _joined(lines: list[str]) -> list[str]:
    """The lines, without those that are empty; a name whose address stands on the next line gets it back."""
    found: list[str] = []
    for line in lines:
        stripped = line.strip(" ")
        if found and stripped.startswith("<") and "@" not in found[-1] and found[-1][-1:] not in ",;":
            found[-1] += f" {stripped}"
        elif stripped.strip(_EDGES):
            found.append(stripped)
    return found


# --- rows of a table ----------------------------------------------------------------------------------------------


def _is_row(line: str) -> bool:
    """Whether it is "name,address", as a spreadsheet writes it."""
    cells = line.split(",")
    addresses = [cell for cell in cells if "@" in cell]
    return (
        1 < len(cells) <= 12
        and len(addresses) == 1
        and ";" not in line
        and "<" not in line
        and is_address(addresses[0].strip(' "'))
        and any(_is_name(cell) for cell in cells)
    )


def _row(cells: list[str], picked: bool) -> Iterator[Recipient]:
    """A person's row: the cells with an address, named by the cells next to it."""
    cells = [cell.strip().strip('"').strip() for cell in cells]
    named = [cell for cell in cells if _is_name(cell)]
    places = [place for place, cell in enumerate(cells) if "@" in cell]
    if len(places) > 1 and not named:
        for place in places:
            yield from _list(cells[place], picked)
        return
    first = places[0]
    before = [cell for cell in cells[:first] if _is_name(cell)][:2]
    after = [cell for cell in cells[first + 1 :] if _is_name(cell)][:1]
    name = clean_name(" ".join(before or after))
    for place in places:
        for one in _list(cells[place], picked):
            if one.valid and not one.address.name and not one.is_group:
                one = Recipient(Address(name, one.address.address), picked=picked)
            yield one


def _is_name(cell: str) -> bool:
    cell = cell.strip()
    return bool(_WORD.search(cell)) and "@" not in cell and not _PHONE.match(cell) and len(cell) < 80


# --- lists --------------------------------------------------------------------------------------------------------


def _list(text: str, picked: bool) -> Iterator[Recipient]:
    if _MAILTO.match(text.strip()):
        text = _of_link(text.strip())
    elif "mailto:" in text.lower():
        text = _MAILTO_ANYWHERE.sub(r"\1", text)
    text = _HEADER.sub("", text)
    yield from _entries(text, picked)


def _of_link(link: str) -> str:
    """The recipients that a ``mailto:`` link names, also in its ``to`` field (RFC 6068)."""
    address, _, fields = link.strip("<>")[7:].partition("?")
    given = [unquote(address)]
    for field in fields.split("&"):
        name, _, value = field.partition("=")
        if name.lower() == "to":
            given.append(unquote(value))
    return ", ".join(" ".join(one.split()) for one in given if one)


def _entries(text: str, picked: bool) -> Iterator[Recipient]:
    pieces = list(_pieces(text))
    waiting: list[str] = []
    for piece, end in pieces:
        group = _GROUP.match(piece) if ":" in piece else None
        if group:
            yield from map(_word, _drained(waiting))
            yield from _group(group, picked)
        elif "@" in piece:
            family = waiting.pop() if len(waiting) == 1 and _ANGLE.match(piece) and '"' not in piece else ""
            yield from map(_word, _drained(waiting))
            yield from _one(f"{family}, {piece}" if family else piece, picked, keep_comma=bool(family))
        elif piece.strip(_EDGES):
            waiting.append(piece.strip(_EDGES))
        if end == ";":
            yield from map(_word, _drained(waiting))
    yield from map(_word, waiting)


def _drained(waiting: list[str]) -> list[str]:
    found = list(waiting)
    waiting.clear()
    return found


def _word(text: str) -> Recipient:
    shown = clean_name(text.strip('"').strip())
    return Recipient(Address("", shown), shown)


def _group(found: re.Match[str], picked: bool) -> Iterator[Recipient]:
    name = clean_name(found[1].strip().strip('"'))
    members = tuple(one for one in parse_addresses(found[2]) if is_address(one.address))
    if members:
        yield Recipient(Address(name, ""), members=members, picked=picked)


def _one(piece: str, picked: bool, *, keep_comma: bool = False) -> Iterator[Recipient]:
    """One entry with an "@"; several addresses with only blanks between them are several."""
    if keep_comma:
        found = _ANGLE.match(piece)
        assert found is not None
        yield Recipient(Address(clean_name(found[1]), found[2]), piece, picked=picked)
        return
    if piece.count("@") > 1 and not any(mark in piece for mark in '<>"('):
        words = piece.split()
        if all("@" in word for word in words) and len(words) > 1:
            for word in words:
                yield from _one(word, picked)
            return
    for address in parse_addresses(piece):
        typed = clean_name(piece.strip(_EDGES) if not is_address(address.address) else "")
        yield Recipient(address, typed, picked=picked)


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """(entry, what ended it), split at commas and semicolons outside of quotes, brackets and groups."""
    start = 0
    quoted = angle = group = False
    for found in _MARKS.finditer(text):
        mark = found[0]
        if mark[0] == "\\":
            continue
        if mark == '"':
            quoted = not quoted and '"' in text[found.end() :]
        elif quoted:
            continue
        elif mark == "<":
            angle = ">" in text[found.end() : found.end() + 400]
        elif mark == ">":
            angle = False
        elif mark == ":" and not angle:
            group = bool(_GROUP_HEAD.match(text[start : found.end()]))
        elif mark == ";" or (mark in ",，；、" and not angle and not group):
            end = ";" if mark in ";；" else ","
            yield text[start : found.start()] + (";" if group else ""), end
            start, angle, group = found.end(), False, False
    yield text[start:], ""


_MARKS = re.compile(r'\\.|[",;<>:，；、]', re.DOTALL)
_GROUP_HEAD = re.compile(r'^\s*(?:"(?:[^"\\]|\\.)*"|[^"<>@,;:()\[\]]{1,200}):$')
