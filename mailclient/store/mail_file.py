"""The mail file, open for reading: what every part of the reader asks through."""

import sqlite3
from pathlib import Path
from typing import Any

from mailclient.store import schema
from mailclient.store.failures import told_as_problem
from mailclient.store.mail_lists import has_tag, is_tagged
from mailclient.store.use_rank import use_rank


class MailFile:
    """The file at ``path``, which need not exist yet; while it does not, or has an older schema, it is empty."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db: sqlite3.Connection | None = None

    @property
    def path(self) -> Path:
        """The mail file, for another thread's reader."""
        return self._path

    @property
    def is_current(self) -> bool:
        """Whether there is something to read: not before the engine has made the file, or brought it up to date."""
        with told_as_problem(self._path):
            return self._opened() is not None

    def close(self) -> None:
        """Close the file; the next call opens it again."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def _rows(self, sql: str, *parameters: Any) -> list[Any]:
        with told_as_problem(self._path):
            db = self._opened()
            return [] if db is None else db.execute(sql, parameters).fetchall()

    def _bytes(self, sql: str, *parameters: Any) -> bytes | None:
        return next((data for (data,) in self._rows(sql, *parameters)), None)

    def _blob(self, table: str, column: str, rowid: int) -> bytes | None:
        """One large value. A SELECT of it would hold it twice."""
        with told_as_problem(self._path):
            db = self._opened()
            if db is None:
                return None
            try:
                blob = db.blobopen(table, column, rowid, readonly=True)
            except sqlite3.OperationalError as error:
                if "no such rowid" in str(error):
                    return None
                raise
            with blob:
                return blob.read()

    def _opened(self) -> sqlite3.Connection | None:
        if self._db is None and self._path.exists():
            db = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
            try:
                db.execute("PRAGMA query_only = ON")
                db.create_function("is_tagged", 1, is_tagged, deterministic=True)
                db.create_function("has_tag", 2, has_tag, deterministic=True)
                db.create_function("use_rank", 4, use_rank, deterministic=True)
                is_current = schema.version_of(db, self._path) == schema.VERSION
            except BaseException:
                db.close()
                raise
            if not is_current:
                db.close()
                return None
            self._db = db
        return self._db
