"""Tags of the profile. Their keywords on the server are the same here, so nothing is to be taken over for messages.

A tag's keyword is made of its name; what people have called the first five, and colours, are told as not taken over.
"""

from mailclient.engine.imports.thunderbird.prefs import Prefs
from mailclient.mail.import_report import ImportNote, NoteKind
from mailclient.mail.tag import FIRST_FIVE, name_in

_START = "mailnews.tags."
_NAMES = dict(zip(FIRST_FIVE, ("Important", "Work", "Personal", "To Do", "Later"), strict=True))
"""As Thunderbird calls them in English; in another language there is no telling whether people did."""
_TAGS_MAX = 500


def read_tags(prefs: Prefs) -> tuple[tuple[str, ...], list[ImportNote]]:
    """The names of all tags but the first five, and what is to be told."""
    names: list[str] = []
    notes: list[ImportNote] = []
    for key in [one.removesuffix(".tag") for one in prefs.below(_START) if one.endswith(".tag")][:_TAGS_MAX]:
        name = prefs.text(f"{_START}{key}.tag")
        if not name:
            continue
        if key in _NAMES:
            if name != _NAMES[key]:
                notes.append(ImportNote(NoteKind.TAG_NAME, name, key))
            continue
        names.append(name)
        if name_in(key).casefold() != name.casefold():
            notes.append(ImportNote(NoteKind.TAG_NAME, name, key))
        if colour := prefs.text(f"{_START}{key}.color"):
            notes.append(ImportNote(NoteKind.TAG_COLOUR, name, colour))
    return tuple(names), notes
