"""Writing certificates: those of others, one's own with the sealed private key, authorities and roots."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from mailclient.mail.key import KeySource
from mailclient.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class StoredCertificate:
    """``data`` is DER; ``private_key`` sealed PKCS#8, None for those of others; ``root``: the user trusts it as one."""

    fingerprint: str
    data: bytes
    source: KeySource
    authority: bool = False
    root: bool = False
    private_key: bytes | None = field(default=None, repr=False)


def keep(tx: Transaction, one: StoredCertificate, addresses: Iterable[str], now: float) -> bool:
    """Keep a certificate; whether it is new. A private key or a root's trust that is there stays. By primary key."""
    known = tx.row("SELECT 1 FROM certificate WHERE fingerprint = ?", (one.fingerprint,)) is not None
    tx.db.execute(
        "INSERT INTO certificate (fingerprint, certificate, source, came_at, authority, root, private_key)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (fingerprint) DO UPDATE SET root = max(root, excluded.root),"
        " private_key = coalesce(excluded.private_key, private_key),"
        " source = iif(excluded.private_key IS NULL, source, excluded.source)",
        (one.fingerprint, one.data, one.source.value, now, one.authority, one.root, one.private_key),
    )
    tx.db.executemany(
        "INSERT OR IGNORE INTO certificate_address (address, fingerprint) VALUES (?, ?)",
        [(address, one.fingerprint) for address in addresses],
    )
    tx.changes.keys = True
    return not known


def trust_root(tx: Transaction, fingerprint: str, *, trusted: bool) -> None:
    """Whether an authority is a root for this user. By primary key."""
    tx.db.execute("UPDATE certificate SET root = ? WHERE fingerprint = ?", (trusted, fingerprint))
    tx.changes.keys = True


def remove(tx: Transaction, fingerprint: str) -> None:
    """Forget a certificate, and its private key. By primary key."""
    tx.db.execute("DELETE FROM certificate WHERE fingerprint = ?", (fingerprint,))
    tx.changes.keys = True


def wish(tx: Transaction, address: str, fingerprint: str, signed_at: float, reads_gcm: bool) -> None:
    """How a signer wants mail encrypted (RFC 8551 2.5.2, 2.5.3); the newest word counts. By primary key."""
    tx.db.execute(
        "INSERT INTO certificate_wish (address, fingerprint, signed_at, reads_gcm) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (address) DO UPDATE SET fingerprint = excluded.fingerprint, signed_at = excluded.signed_at,"
        " reads_gcm = excluded.reads_gcm WHERE excluded.signed_at > signed_at",
        (address, fingerprint, signed_at, reads_gcm),
    )
    tx.changes.keys = True
