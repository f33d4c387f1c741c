"""An address book of Thunderbird: SQLite, a table ``properties`` of (card, name, value).

The file is somebody else's and may be made to do harm: only one question is asked, of a table and never of a view,
nothing of its schema is trusted, every answer is bounded, and a question that takes too long is given up. Give it a
copy, which it may write the log of the original into.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from mailclient.mail.problem import MailError, Problem, ProblemKind

FIELDS = ("PrimaryEmail", "SecondEmail", "DisplayName")
"""What is read of a card."""
_ROWS_MAX = 300_000
_VALUE_MAX = 1_000
"""Characters; a longer value is left out."""
_STEPS = 10_000
_PATIENCE = 20_000
"""Times so many steps of SQLite's machine: some seconds."""
_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION})
_KIND = "SELECT type FROM sqlite_master WHERE name = 'properties'"
_PROPERTIES = """
SELECT card, name, value FROM properties
WHERE name IN (?, ?, ?) AND typeof(card) = 'text' AND typeof(value) = 'text' AND length(value) <= ? LIMIT ?
"""


def read_cards(copy: Path) -> list[dict[str, str]]:
    """The cards, each with those of ``FIELDS`` it has. ``MailError(FILE_UNREADABLE)`` for what is no address book."""
    try:
        with closing(sqlite3.connect(copy, isolation_level=None)) as db:
            return _read(db)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise MailError(Problem(ProblemKind.FILE_UNREADABLE, copy.name, str(error))) from error


def _read(db: sqlite3.Connection) -> list[dict[str, str]]:
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA cell_size_check = ON")
    db.execute("PRAGMA query_only = ON")
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 10_000_000)
    db.text_factory = lambda data: data.decode("utf-8", "replace")
    left = _PATIENCE

    def is_enough() -> int:
        nonlocal left
        left -= 1
        return left < 0

    db.set_progress_handler(is_enough, _STEPS)
    db.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY)
    if db.execute(_KIND).fetchall() != [("table",)]:
        raise sqlite3.DatabaseError("no table of properties")
    cards: dict[str, dict[str, str]] = {}
    for card, name, value in db.execute(_PROPERTIES, (*FIELDS, _VALUE_MAX, _ROWS_MAX)):
        cards.setdefault(card, {})[name] = value
    return list(cards.values())
