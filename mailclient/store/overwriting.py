"""Deleting so that nothing of it can be read from the file any more (https://sqlite.org/pragma.html#pragma_secure_delete).

SQLite lets what is deleted or replaced stand in free pages until they are used again. Within ``overwriting`` it writes
zeros over it. The log of changes may hold it a while longer: ``Writer.empty_log``.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from mailclient.store.transaction import Transaction


@contextmanager
def overwriting(tx: Transaction) -> Iterator[None]:
    """What is deleted or replaced meanwhile. Not for much at a time: each page of it is written once more."""
    before = tx.row("PRAGMA secure_delete", ())[0]
    tx.db.execute("PRAGMA secure_delete = ON")
    try:
        yield
    finally:
        tx.db.execute(f"PRAGMA secure_delete = {before}")
