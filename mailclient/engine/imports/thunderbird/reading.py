"""All that a profile holds, read at once. Takes a while with large files: call it on a thread."""

from dataclasses import dataclass
from pathlib import Path

from mailclient.engine.imports.thunderbird.accounts import Accounts, ReadAccount
from mailclient.engine.imports.thunderbird.address_books import read_address_books
from mailclient.engine.imports.thunderbird.prefs import Prefs
from mailclient.engine.imports.thunderbird.tags import read_tags
from mailclient.mail.address import Address
from mailclient.mail.import_report import ImportNote, NoteKind


@dataclass(frozen=True, slots=True)
class ProfileContent:
    """What can be taken over. ``notes`` are those of no account."""

    accounts: tuple[ReadAccount, ...]
    tags: tuple[str, ...]
    tag_notes: tuple[ImportNote, ...]
    addresses: tuple[Address, ...]
    notes: tuple[ImportNote, ...]


def read_profile(profile: Path, home: Path) -> ProfileContent:
    """``MailError(FILE_UNREADABLE)`` when it is no profile; all else that is wrong is in the notes."""
    prefs = Prefs.of(profile)
    accounts = Accounts(prefs, profile, home)
    read = accounts.read()
    tags, tag_notes = read_tags(prefs)
    addresses, address_notes = read_address_books(profile, prefs)
    notes = [*accounts.notes, *address_notes]
    if prefs.cut:
        notes.append(ImportNote(NoteKind.SETTINGS_CUT, "prefs.js"))
    return ProfileContent(tuple(read), tags, tuple(tag_notes), tuple(addresses), tuple(notes))
