"""People written into a file of the user's: vCards as they are kept, or a table."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from mailclient.mail.contact import Contact, ContactId
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mime.contact_table import write_table
from mailclient.store.reader import Reader

_AT_ONCE = 500


def save_people(reader: Reader, contact_ids: Sequence[ContactId], path: Path) -> Problem | None:
    """Write them to ``path``: whole or not at all. A name that ends in .csv makes a table."""
    pieces = (
        write_table(_contacts(reader, contact_ids)) if path.suffix.lower() == ".csv" else _cards(reader, contact_ids)
    )
    beside = path.with_name(f".{path.name}.part")
    try:
        _write(beside, pieces)
        os.replace(beside, path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        return Problem(ProblemKind.FILE_UNWRITABLE, str(path), str(error))
    return None


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece)


def _cards(reader: Reader, contact_ids: Sequence[ContactId]) -> Iterator[bytes]:
    for start in range(0, len(contact_ids), _AT_ONCE):
        for card in reader.contact_cards(contact_ids[start : start + _AT_ONCE]):
            yield card if card.endswith(b"\n") else card + b"\r\n"


def _contacts(reader: Reader, contact_ids: Sequence[ContactId]) -> Iterator[Contact]:
    for contact_id in contact_ids:
        contact = reader.contact(contact_id)
        if contact is not None:
            yield contact
