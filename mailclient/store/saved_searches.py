"""Writing searches kept under a name. A few rows, by primary key."""

from mailclient.mail.saved_search import SavedSearch, SavedSearchId
from mailclient.store.transaction import Transaction


def save(tx: Transaction, search: SavedSearch) -> None:
    """Keep it; one that has its id is replaced."""
    sql = "INSERT OR REPLACE INTO saved_search (id, name, query) VALUES (?, ?, ?)"
    tx.db.execute(sql, (search.id, search.name, search.query))
    tx.changes.searches = True


def remove(tx: Transaction, search_id: SavedSearchId) -> bool:
    """Forget it; whether it was there."""
    tx.changes.searches = True
    return bool(tx.db.execute("DELETE FROM saved_search WHERE id = ?", (search_id,)).rowcount)
