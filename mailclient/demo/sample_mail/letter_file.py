"""Reads the letters in ``resources/demo/letters``: plain text files, so that anybody can add a letter.

A line of five or more "=" begins a letter. Then come "key: value" lines, an empty line, and the text. Keys:

- ``folder``: the mailbox (Inbox when missing); ``also``: a copy elsewhere, "minji/Inbox"
- ``when``: "35m", "3h" ago, or "2d 09:14", so many days ago at that time of the reader's day
- ``from``, ``to``, ``cc``: people of ``people.py`` ("me" is the reader) or "Name <address>", with commas
- ``subject``; ``flags``: seen answered flagged draft forwarded, or keywords
- ``id``: a name for this letter; ``re``: the letter it answers, by that name, or "prev"
- ``quote``: yes puts the answered letter below the text
- ``charset``, ``header-charset`` (8bit: without encoded words), ``encoding``, ``flowed: yes``
- ``html``: a file in ``resources/demo/html``, or "yes" to make it from the text
- ``inline``, ``attach``: a file in ``resources/demo/files``, "file as shown name"; ``calendar``: a file there
- ``raw``: a file in ``resources/demo/raw`` with MIME fields and body, in place of the text
- ``header``: any other field

``{{+3d %-d %B}}`` in the text, the subject, HTML or a calendar is a day counted from today, as strftime writes it.
"""

import re
from dataclasses import dataclass, field

_SEPARATOR = re.compile(r"^={5,}\n", re.MULTILINE)
_KEYS = {
    *("folder", "also", "when", "from", "to", "cc", "subject", "flags", "id", "re", "quote", "charset"),
    *("header-charset", "encoding", "flowed", "html", "inline", "attach", "calendar", "raw", "header"),
}
_REPEATED = frozenset({"also", "inline", "attach", "header"})


class LetterFileError(ValueError):
    """A letter file is not well formed: our own mistake, found by the tests."""


@dataclass(frozen=True, slots=True)
class LetterSource:
    """A letter as it is written in the file; ``name`` is the file's name and the letter's place in it."""

    name: str
    text: str
    values: dict[str, str] = field(default_factory=dict)
    repeated: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def value(self, key: str, default: str = "") -> str:
        """The value of a key that stands once."""
        return self.values.get(key, default)

    def all(self, key: str) -> tuple[str, ...]:
        """The values of a key that may stand more than once."""
        return self.repeated.get(key, ())


def read_letters(name: str, content: str) -> list[LetterSource]:
    """The letters of a file in order."""
    pieces = _SEPARATOR.split(content)
    return [_read_letter(f"{name}.{number}", piece) for number, piece in enumerate(pieces[1:], start=1)]


def _read_letter(name: str, piece: str) -> LetterSource:
    head, _, text = piece.partition("\n\n")
    values: dict[str, str] = {}
    repeated: dict[str, tuple[str, ...]] = {}
    for line in head.splitlines():
        key, colon, value = line.partition(":")
        if not colon or key not in _KEYS:
            raise LetterFileError(f"{name}: {line!r}")
        if key in _REPEATED:
            repeated[key] = (*repeated.get(key, ()), value.strip())
        elif key in values:
            raise LetterFileError(f"{name}: {key} twice")
        else:
            values[key] = value.strip()
    return LetterSource(name, text.strip("\n"), values, repeated)
