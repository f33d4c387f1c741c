"""What a search covered, and what of a query was not taken as it may have been meant, in words."""

from mailclient.language import tr, tr_n
from mailclient.mail.query import Note, NoteKind
from mailclient.mail.search import Coverage


def coverage_sentence(coverage: Coverage) -> str:
    """ "48,201 of 52,000 messages have their text here." and, while it is so, how many wait for the index."""
    if coverage.bodies >= coverage.messages:
        sentence = tr_n(
            "{count} message has its text here.", "All {count} messages have their text here.", coverage.messages
        )
    else:
        sentence = tr(
            "{bodies} of {messages} messages have their text here.",
            bodies=f"{coverage.bodies:,}",
            messages=f"{coverage.messages:,}",
        )
    if not coverage.waiting:
        return sentence
    waiting = tr("{count} messages are still being made searchable.", count=f"{coverage.waiting:,}")
    return f"{sentence} {waiting}"


def note_sentence(note: Note) -> str:
    """Why something was taken otherwise than it looks."""
    if note.kind is NoteKind.UNKNOWN_OPERATOR:
        return tr("“{words}” is looked for as words.", words=note.text)
    if note.kind is NoteKind.UNREADABLE_VALUE:
        return tr("“{words}” is looked for as words: what stands behind the colon is not understood.", words=note.text)
    return tr("Only the beginning of what was typed is looked for.")


def unchecked_sentence(words: tuple[str, ...]) -> str:
    """What a server could not look at."""
    return tr("The server cannot look for {words}.", words=", ".join(words))
