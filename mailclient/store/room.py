"""The room that deleted mail leaves in the file: given back to the disk, slice by slice.

New mail fills it first; only when much is left is the file cut. Files made before this program asked SQLite to keep
account of it (auto_vacuum) are not cut.
"""

from mailclient.store.transaction import Transaction

SLICE_PAGES = 500
_FEW_PAGES = 4_096
"""16 MB: less is not worth the work."""


def much_is_unused(tx: Transaction) -> bool:
    """Whether a quarter of the file is unused and can be given back. 10 µs."""
    unused, pages = _pages(tx)
    return unused > _FEW_PAGES and unused * 4 > pages and tx.row("PRAGMA auto_vacuum")[0] == _INCREMENTAL


def give_back(tx: Transaction) -> bool:
    """Cut ``SLICE_PAGES`` off; False when little is left to cut. 20 ms: pages at the end are moved to the front."""
    unused, _ = _pages(tx)
    if unused <= _FEW_PAGES // 2:
        return False
    for _ in range(min(SLICE_PAGES, unused)):
        # One statement cuts one page: Python's sqlite3 asks such a statement for no more than one step.
        tx.db.execute("PRAGMA incremental_vacuum(1)")
    return True


_INCREMENTAL = 2


def _pages(tx: Transaction) -> tuple[int, int]:
    return tx.row("PRAGMA freelist_count")[0], tx.row("PRAGMA page_count")[0]
