"""Fills mailboxes with the letters of ``resources/demo``."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from mailclient.demo.mail_store import MailStore
from mailclient.demo.sample_mail.arrival import trace
from mailclient.demo.sample_mail.day_text import sent_at, with_days
from mailclient.demo.sample_mail.html_text import html_from_text
from mailclient.demo.sample_mail.letter import Enclosure, Letter
from mailclient.demo.sample_mail.letter_file import LetterFileError, LetterSource, read_letters
from mailclient.demo.sample_mail.letter_message import message_bytes
from mailclient.demo.sample_mail.people import BY_ADDRESS, PEOPLE, Person
from mailclient.demo.sample_mail.quoting import quoted
from mailclient.mail.address import Address
from mailclient.resource import resource_path

READERS = ("alice", "minji")
_FLAGS = {
    "seen": "\\Seen",
    "answered": "\\Answered",
    "flagged": "\\Flagged",
    "draft": "\\Draft",
    "forwarded": "$Forwarded",
    "junk": "$Junk",
}
_MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".ics": "text/calendar",
    ".vcf": "text/vcard",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".zip": "application/zip",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A letter and the mailboxes it lies in: (reader, mailbox name)."""

    letter: Letter
    places: tuple[tuple[str, str], ...]
    flags: frozenset[str]


def fill(stores: Mapping[str, MailStore], now: datetime) -> None:
    """Put all letters into the mailboxes of their readers (``stores`` by address), oldest first."""
    placed = sorted(all_letters(now), key=lambda one: one.letter.sent)
    for one in placed:
        data = message_bytes(one.letter)
        for reader, name in one.places:
            store = stores[PEOPLE[reader].address]
            mailbox = store.find(name) or store.create(name)
            # What the owner has in Sent is seen, whatever the flags of the other's copy.
            seen = {"\\Seen"} if mailbox.special_use == "\\Sent" else set()
            mail = mailbox.add(
                trace(one.letter, PEOPLE[reader].address, name) + data, one.flags | seen, one.letter.sent
            )
            mail.recent = "\\Seen" not in mail.flags


def all_letters(now: datetime) -> Iterator[Placed]:
    """Every letter, made for ``now``."""
    for reader in READERS:
        for path in sorted(resource_path("demo", "letters", reader).glob("*.txt")):
            maker = _FileReader(reader, now)
            for source in read_letters(f"{reader}.{path.stem}", path.read_text("utf-8")):
                yield maker.place(source)


class _FileReader:
    """Makes the letters of one file; it remembers them, for those that answer others."""

    def __init__(self, reader: str, now: datetime) -> None:
        self._reader = reader
        self._now = now
        self._made: dict[str, Letter] = {}

    def place(self, source: LetterSource) -> Placed:
        """The letter and where it goes."""
        letter = self._letter(source)
        self._made["prev"] = letter
        if name := source.value("id"):
            self._made[name] = letter
        places = [(self._reader, _folder(source.value("folder", "Inbox")))]
        for also in source.all("also"):
            reader, _, folder = also.partition("/")
            places.append((reader, _folder(folder)))
        flags = frozenset(_FLAGS.get(word, word) for word in source.value("flags").split())
        return Placed(letter, tuple(places), flags)

    def _letter(self, source: LetterSource) -> Letter:
        from_ = self._people(source.value("from"))[0]
        answered = self._answered(source)
        person = BY_ADDRESS.get(from_.address)
        zone = timezone(timedelta(minutes=person.zone_minutes)) if person else self._now.tzinfo
        sent = sent_at(source.value("when"), self._now).astimezone(zone)
        text = self._days(source.text)
        quote = quoted(answered) if answered and source.value("quote") else ""
        domain = from_.address.rpartition("@")[2]
        calendar = source.value("calendar")
        return Letter(
            sent=sent,
            from_=from_.mailbox,
            to=tuple(person.mailbox for person in self._people(source.value("to", "me"))),
            cc=tuple(person.mailbox for person in self._people(source.value("cc"))),
            subject=self._days(self._subject(source, answered)),
            message_id=f"{source.name}.{len(source.text)}@{domain if domain.isascii() else 'mail.example'}",
            text=text + quote,
            html=self._html(source, text + quote),
            references=(*answered.references, answered.message_id) if answered else (),
            charset=source.value("charset", "utf-8"),
            header_charset=source.value("header-charset"),
            encoding=source.value("encoding"),
            flowed=source.value("flowed") == "yes",
            enclosures=tuple(self._enclosures(source)),
            calendar=self._calendar(calendar) if calendar else "",
            fields=tuple(self._days(header) for header in source.all("header")),
            raw=self._raw(source.value("raw")),
        )

    def _answered(self, source: LetterSource) -> Letter | None:
        name = source.value("re")
        if name and name not in self._made:
            raise LetterFileError(f"{source.name}: answers {name!r}, which is not there")
        return self._made.get(name) if name else None

    def _subject(self, source: LetterSource, answered: Letter | None) -> str:
        subject = source.value("subject")
        if subject or answered is None:
            return subject
        return answered.subject if answered.subject.startswith("Re: ") else f"Re: {answered.subject}"

    def _people(self, text: str) -> list[Person]:
        people = []
        for word in filter(None, (word.strip() for word in text.split(","))):
            name = self._reader if word == "me" else word
            if name in PEOPLE:
                people.append(PEOPLE[name])
            else:
                address = _address(word)
                people.append(Person(address.name, address.address))
        return people

    def _html(self, source: LetterSource, text: str) -> str:
        name = source.value("html")
        if not name:
            return ""
        page = html_from_text(text) if name == "yes" else resource_path("demo", "html", name).read_text("utf-8")
        return self._days(re.sub(r"\bcid:([\w-]+)", rf"cid:\1@{source.name}", page))

    def _enclosures(self, source: LetterSource) -> Iterator[Enclosure]:
        for value in source.all("inline"):
            path, filename = _file(value)
            yield Enclosure(filename, _MEDIA_TYPES[path.suffix], path.read_bytes(), f"{path.stem}@{source.name}")
        for value in source.all("attach"):
            path, filename = _file(value)
            data = path.read_bytes()
            if path.suffix == ".ics":
                data = self._calendar(path.name).encode("utf-8")
            yield Enclosure(filename, _MEDIA_TYPES[path.suffix], data)

    def _calendar(self, name: str) -> str:
        text = self._days(resource_path("demo", "files", name).read_text("utf-8"))
        return text.replace("\n", "\r\n")

    def _raw(self, name: str) -> bytes:
        """MIME fields and body with CRLF lines; signed ones name no days, so that they stay as they were signed."""
        if not name:
            return b""
        text = resource_path("demo", "raw", name).read_text("utf-8")
        return self._days(text).replace("\n", "\r\n").encode("utf-8")

    def _days(self, text: str) -> str:
        return with_days(text, self._now)


def _address(text: str) -> Address:
    """ "Name <address>", where the name may hold anything."""
    name, bracket, rest = text.rpartition("<")
    return Address(name.strip(), rest.rstrip("> ")) if bracket else Address("", text)


def _file(value: str) -> tuple[Path, str]:
    """The file, and the name it is shown with."""
    name, _, shown = value.partition(" as ")
    path = resource_path("demo", "files", name)
    return path, shown or path.name


def _folder(name: str) -> str:
    return "INBOX" if name == "Inbox" else name
