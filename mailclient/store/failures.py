"""SQLite's errors as problems a user can act on; everything else stays a programming error."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mailclient.mail.problem import MailError, Problem, ProblemKind

_PRIMARY = 0xFF
_KINDS = {
    sqlite3.SQLITE_FULL: ProblemKind.DISK_FULL,
    sqlite3.SQLITE_CORRUPT: ProblemKind.STORE_DAMAGED,
    sqlite3.SQLITE_NOTADB: ProblemKind.STORE_DAMAGED,
    sqlite3.SQLITE_CANTOPEN: ProblemKind.FILE_UNREADABLE,
    sqlite3.SQLITE_READONLY: ProblemKind.FILE_UNWRITABLE,
}
_IO_KINDS = {
    sqlite3.SQLITE_IOERR_WRITE: ProblemKind.DISK_FULL,
    sqlite3.SQLITE_IOERR_SHMSIZE: ProblemKind.DISK_FULL,
    sqlite3.SQLITE_IOERR_TRUNCATE: ProblemKind.DISK_FULL,
    sqlite3.SQLITE_IOERR_SHORT_READ: ProblemKind.STORE_DAMAGED,
}


def problem_of(error: sqlite3.Error, path: Path) -> Problem | None:
    """The problem behind an error of SQLite, or None when it is a mistake of ours."""
    code = getattr(error, "sqlite_errorcode", 0)
    kind = _IO_KINDS.get(code) or _KINDS.get(code & _PRIMARY)
    return Problem(kind, str(path), str(error)) if kind else None


@contextmanager
def told_as_problem(path: Path) -> Iterator[None]:
    """Turn the expected errors of SQLite into ``MailError``: disk full, file damaged, no right to it."""
    try:
        yield
    except sqlite3.Error as error:
        problem = problem_of(error, path)
        if problem is None:
            raise
        raise MailError(problem) from error
