"""Small things the engine wants to remember over a restart, by name."""

from mailclient.store.transaction import Transaction


def load(tx: Transaction, key: str) -> bytes | None:
    """What was kept under ``key``."""
    found = tx.row("SELECT value FROM engine_state WHERE key = ?", (key,))
    return None if found is None else found[0]


def save(tx: Transaction, key: str, value: bytes) -> None:
    """Keep ``value`` under ``key``, replacing what was there."""
    tx.db.execute("INSERT OR REPLACE INTO engine_state (key, value) VALUES (?,?)", (key, value))


def remove(tx: Transaction, key: str) -> None:
    """Forget ``key``."""
    tx.db.execute("DELETE FROM engine_state WHERE key = ?", (key,))


def size_limit_key(host: str, port: int) -> str:
    """Of the largest message that a submission server takes, in bytes as decimal digits; "0": it names none."""
    return f"size_limit {host.casefold()}:{port}"
