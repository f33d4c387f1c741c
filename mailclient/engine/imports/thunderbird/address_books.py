"""Address books of the profile: ``abook.sqlite``, ``abook-1.sqlite`` …, and ``history.sqlite`` (collected addresses).

They are copied before they are opened: Thunderbird may be writing into them, and what is to be read may still be in the
log beside the file.
"""

import re
import tempfile
from pathlib import Path

from mailclient.engine.imports.foreign_file import read_start
from mailclient.engine.imports.thunderbird.prefs import Prefs
from mailclient.mail.address import Address
from mailclient.mail.import_report import ImportNote, NoteKind
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.addresses import is_address
from mailclient.store.foreign_address_book import FIELDS, read_cards

ADDRESSES_MAX = 100_000
_BOOK = re.compile(r"(?:abook(?:-\d+)?|history)\.sqlite\Z")
_OLD = re.compile(r"(?:abook(?:-\d+)?|history)\.mab\Z")
_FILE_LIMIT = 200_000_000
_BOOKS_MAX = 50
_LDAP, _CARDDAV = 0, 102
"""``dirType`` of a book that is kept on a server."""


def read_address_books(profile: Path, prefs: Prefs) -> tuple[list[Address], list[ImportNote]]:
    """All addresses, each once, and what is to be told."""
    try:
        names = sorted(one.name for one in profile.iterdir())
    except OSError as error:
        raise MailError(Problem(ProblemKind.FILE_UNREADABLE, str(profile), str(error))) from error
    notes = _of_servers(prefs)
    books = [name for name in names if _BOOK.match(name)]
    replaced = {name.replace(".sqlite", ".mab") for name in books}
    notes += [ImportNote(NoteKind.ADDRESS_BOOK_OLD, one) for one in names if _OLD.match(one) and one not in replaced]
    found: dict[str, Address] = {}
    for name in books[:_BOOKS_MAX]:
        try:
            for address in _addresses(profile / name):
                found.setdefault(address.address.casefold(), address)
        except MailError as error:
            notes.append(ImportNote(NoteKind.ADDRESS_BOOK_UNREADABLE, name, error.problem.detail))
    return list(found.values())[:ADDRESSES_MAX], notes


def _of_servers(prefs: Prefs) -> list[ImportNote]:
    keys = {one.partition(".")[0] for one in prefs.below("ldap_2.servers.")}
    remote = [key for key in sorted(keys) if prefs.number(f"ldap_2.servers.{key}.dirType", -1) in (_LDAP, _CARDDAV)]
    return [
        ImportNote(NoteKind.ADDRESS_BOOK_REMOTE, prefs.text(f"ldap_2.servers.{key}.description", key)) for key in remote
    ]


def _addresses(path: Path) -> list[Address]:
    with tempfile.TemporaryDirectory(prefix="mailclient-import-") as directory:
        copy = Path(directory) / "book.sqlite"
        for ending in ("", "-wal"):
            beside = path.with_name(path.name + ending)
            if ending and not beside.exists():
                continue
            data = read_start(beside, _FILE_LIMIT + 1)
            if len(data) > _FILE_LIMIT:
                raise MailError(Problem(ProblemKind.FILE_UNREADABLE, str(path), "too large"))
            copy.with_name(copy.name + ending).write_bytes(data)
        cards = read_cards(copy)
    found = []
    for card in cards:
        name = " ".join(card.get("DisplayName", "").split())
        addresses = (card.get(field, "").strip() for field in FIELDS if field.endswith("Email"))
        found += [Address(name, one) for one in addresses if one and is_address(one)]
    return found
