"""Work of an engine without end, in a process of lower priority: mail is read and written into a store, as in a sync.

    python -m tests.speed.typing_beside

Ends when it is terminated. ``tests.speed.typing`` starts it.
"""

import os
import sqlite3
import tempfile
from pathlib import Path

from mailclient.mime.reader import read

_MESSAGE = b"From: a@example.org\r\nSubject: large folder\r\n\r\n" + b"Some words of a message.\r\n" * 400


def main() -> None:
    """Read messages and commit them, fifty at a time."""
    os.nice(5)
    with tempfile.TemporaryDirectory() as folder:
        store = sqlite3.connect(Path(folder) / "mail.sqlite3")
        store.execute("PRAGMA journal_mode=WAL")
        store.execute("CREATE TABLE message (id INTEGER PRIMARY KEY, subject TEXT, data BLOB)")
        while True:
            for _ in range(50):
                parsed = read(_MESSAGE)
                store.execute("INSERT INTO message (subject, data) VALUES (?, ?)", (parsed.envelope.subject, _MESSAGE))
            store.commit()


if __name__ == "__main__":
    main()
