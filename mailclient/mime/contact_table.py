"""Contacts as a table (CSV): the columns that Outlook, Google and Thunderbird write, in English and Korean.

A column is known by its name, whatever program wrote it and in whatever order; columns that nobody knows go into the
note, so that nothing of a row is lost. Written are Outlook's names, which all three read.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from mailclient.mail.contact import Contact, ContactEntry, PostalAddress, StructuredName
from mailclient.mime.charset import decode
from mailclient.mime.contact_columns import ENTRIES, IGNORED, KNOWN, OUTLOOK, PLACE_PARTS, PLACES
from mailclient.mime.vcard.read import date, full_name

CELL_CHARACTERS = 100_000
_ROWS_MAX = 200_000
_COLUMNS_MAX = 500
_MARK = re.compile(r"[\s\-_./:()*#]+")
_NUMBERED = re.compile(r"(e-?mail|phone|address|website|organization|im|relation|event|custom field) (\d+) (.+)")
_SEPARATORS = ",;\t"


class NoTable(ValueError):  # noqa: N818  it says what happened
    """There is no row of column names that we know."""


def read_table(data: bytes) -> Iterator[tuple[int, Contact | str]]:
    """Each row: its line and the contact, or why there is none. ``NoTable``."""
    text = _text(data)
    csv.field_size_limit(CELL_CHARACTERS)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=False)
    try:
        header = [_plain(name) for name in next(rows, [])][:_COLUMNS_MAX]
    except csv.Error as error:
        raise NoTable(str(error)) from error
    columns = _Columns(header)
    if not columns.is_useful:
        raise NoTable(", ".join(header)[:200])
    for _ in range(_ROWS_MAX):
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield rows.line_num, str(error)
            continue
        if row is None:
            return
        if any(cell.strip() for cell in row):
            contact = columns.contact(row)
            yield rows.line_num, contact if contact is not None else "neither a name nor an address"


def write_table(contacts: Iterable[Contact]) -> Iterator[bytes]:
    """The rows, UTF-8 with the mark by which Excel tells it; what could be a formula is not one."""
    yield b"\xef\xbb\xbf" + _line(OUTLOOK)
    for contact in contacts:
        said = _said(contact)
        yield _line([said.get(name, "") for name in OUTLOOK])


@dataclass(slots=True)
class _Columns:
    header: list[str]
    names: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names = [_meaning(name) for name in self.header]
        if ("family", "") in self.names and ("given", "") not in self.names:  # 이름 beside 성 is the given name
            self.names = [("given", "") if name == ("name", "") else name for name in self.names]

    @property
    def is_useful(self) -> bool:
        kinds = [kind for kind, _ in self.names]
        return any(kind in ("emails", "phones", "name", "given", "family") for kind in kinds)

    def contact(self, row: list[str]) -> Contact | None:
        """None for a row that says neither who somebody is nor how to reach them."""
        texts: dict[str, list[str]] = {}
        entries: dict[str, list[ContactEntry]] = {"emails": [], "phones": [], "urls": []}
        places: dict[str, dict[str, str]] = {}
        labels: dict[str, str] = {}
        others: list[str] = []
        for number, ((kind, detail), cell) in enumerate(zip(self.names, row, strict=False)):
            value = cell.strip()
            if not value or value in ("0/0/00", "0000-00-00"):
                continue
            if kind in entries:
                found = [ContactEntry(one.strip(), detail) for one in value.split(" ::: ") if one.strip()]
                entries[kind] += [one for one in found if one.value not in {each.value for each in entries[kind]}]
            elif kind.startswith("label "):
                labels[kind.removeprefix("label ")] = value.lstrip("* ").lower()
            elif kind.startswith("numbered "):
                what, _, which = kind.removeprefix("numbered ").partition(" ")
                label = labels.get(f"{what} {which}", "")
                entries[what] += [ContactEntry(one.strip(), label) for one in value.split(" ::: ") if one.strip()]
            elif kind.startswith("place "):
                place = places.setdefault(labels.get(kind[6:], kind[6:]), {})
                place[detail] = f"{place[detail]}\n{value}" if detail in place else value
            elif kind == "unknown":
                others.append(f"{self.header[number]}: {value}")
            elif kind:
                texts.setdefault(kind, []).append(value)
        return _contact(texts, entries, places, others)


def _contact(
    texts: dict[str, list[str]],
    entries: dict[str, list[ContactEntry]],
    places: dict[str, dict[str, str]],
    others: list[str],
) -> Contact | None:
    def text(name: str) -> str:
        return " ".join(" ".join(texts.get(name, [])).split()) if name != "note" else "\n".join(texts.get(name, []))

    structured = StructuredName(
        text("family"), text("given"), text("additional"), text("prefix"), text("suffix"), text("phonetic_family"),
        text("phonetic_given"),
    )  # fmt: skip
    emails = tuple(one for one in entries["emails"] if "@" in one.value)
    name = text("name") or full_name(structured) or text("nickname") or text("organisation")
    if not (name or emails or entries["phones"]):
        return None
    wrong = [one.value for one in entries["emails"] if "@" not in one.value]
    note = "\n".join([*([text("note")] if text("note") else []), *wrong, *others])
    categories = [one.strip("* ") for piece in texts.get("categories", []) for one in re.split(r";| ::: |,", piece)]
    return Contact(
        name=name or (emails[0].value if emails else entries["phones"][0].value),
        structured=structured,
        nicknames=tuple(texts.get("nickname", [])),
        emails=emails,
        phones=tuple(entries["phones"]),
        urls=tuple(entries["urls"]),
        addresses=tuple(
            replace(PostalAddress(kind=PLACES.get(kind, kind)), **said)  # type: ignore[arg-type]  # fields of text only
            for kind, said in places.items()
        ),
        organisation=text("organisation"),
        units=tuple(texts.get("unit", [])),
        title=text("title"),
        birthday=_date(text("birthday")),
        anniversary=_date(text("anniversary")),
        note=note,
        categories=tuple(dict.fromkeys(one for one in categories if one and one.lower() != "mycontacts")),
    )


def _meaning(name: str) -> tuple[str, str]:
    """What a column holds: ("emails", kind), ("place home", part), a field's name, "unknown", or "" to pass over."""
    if name in KNOWN:
        return KNOWN[name], ""
    for what, names in ENTRIES.items():
        if name in names:
            return what, names[name]
    numbered = _NUMBERED.match(name.replace("e mail", "email"))
    if numbered is not None:
        return _numbered(numbered[1], numbered[2], numbered[3])
    first, _, rest = name.partition(" ")
    if first in PLACES and rest in PLACE_PARTS:
        return f"place {first}", PLACE_PARTS[rest]
    return ("", "") if name in IGNORED or not name else ("unknown", "")


def _numbered(what: str, number: str, rest: str) -> tuple[str, str]:
    """Google's "E-mail 1 - Value" beside "E-mail 1 - Label"."""
    kinds = {"email": "emails", "phone": "phones", "website": "urls"}
    if rest in ("label", "type"):
        return (f"label {kinds[what]} {number}" if what in kinds else f"label {what} {number}"), ""
    if what in kinds:
        return (f"numbered {kinds[what]} {number}", "") if rest == "value" else ("", "")
    if what == "address":
        return (f"place address {number}", PLACE_PARTS[rest]) if rest in PLACE_PARTS else ("", "")
    if what == "organization":
        names = {"name": "organisation", "title": "title", "department": "unit"}
        return names.get(rest, ""), ""
    return "unknown", ""


def _said(contact: Contact) -> dict[str, str]:
    name = contact.structured
    said = {
        "First Name": name.given, "Middle Name": name.additional, "Last Name": name.family, "Title": name.prefix,
        "Suffix": name.suffix, "Nickname": ", ".join(contact.nicknames), "Company": contact.organisation,
        "Department": " / ".join(contact.units), "Job Title": contact.title, "Birthday": contact.birthday,
        "Anniversary": contact.anniversary, "Categories": ";".join(contact.categories), "Display Name": contact.name,
    }  # fmt: skip
    more: list[str] = []
    for number, one in enumerate(contact.emails):
        said[_at("E-mail {}Address", number, 3, one.value, more)] = one.value
    columns = {"home": "Home Phone", "work": "Business Phone", "mobile": "Mobile Phone", "fax": "Business Fax"}
    for one in contact.phones:
        column = columns.get(one.kind, "Other Phone")
        if column in said:
            more.append(f"{one.kind or 'phone'}: {one.value}")
        said.setdefault(column, one.value)
    for one in contact.urls:
        if "Web Page" in said:
            more.append(one.value)
        said.setdefault("Web Page", one.value)
    for place in contact.addresses:
        start = "Business" if place.kind == "work" else "Home"
        if f"{start} Street" in said:
            more.append(", ".join(filter(None, (place.street, place.locality, place.code, place.country))))
            continue
        parts = (place.street, place.locality, place.region, place.code, place.country)
        said.update(zip((f"{start} {part}" for part in _PARTS), parts, strict=True))
    said["Notes"] = "\n".join(filter(None, [contact.note, *more]))
    return said


_PARTS = ("Street", "City", "State", "Postal Code", "Country")


def _at(column: str, number: int, limit: int, value: str, more: list[str]) -> str:
    if number >= limit:
        more.append(value)
        return ""
    return column.format(f"{number + 1} " if number else "")


def _line(cells: Iterable[str]) -> bytes:
    made = io.StringIO(newline="")
    csv.writer(made).writerow([_harmless(cell) for cell in cells])
    return made.getvalue().encode("utf-8", "replace")


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet would run gets a mark before it; a phone number is none of those."""
    is_number = not cell.strip("+-0123456789 ()")
    return f"'{cell}" if cell[:1] in ("=", "@", "+", "-", "\t", "\r") and not is_number else cell


def _plain(name: str) -> str:
    return " ".join(_MARK.sub(" ", name.replace("\ufeff", "").strip().strip('"')).lower().split())


def _date(said: str) -> str:
    found = re.match(r"(\d{4})[./ ]{1,2}(\d{1,2})[./ ]{1,2}(\d{1,2})\.?\Z", said)
    if found is not None:
        return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    american = re.match(r"(\d{1,2})/(\d{1,2})/(\d{4})\Z", said)
    if american is not None and int(american[1]) <= 12:
        return f"{american[3]}-{int(american[1]):02}-{int(american[2]):02}"
    return date(said)


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return decode(data.removeprefix(b"\xef\xbb\xbf"), "utf-8")


def _separator(text: str) -> str:
    first = text.partition("\n")[0][:10_000]
    return max(_SEPARATORS, key=first.count)
