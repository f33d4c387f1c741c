"""Writing what is said of keys and certificates: acceptance, where a key came from, how keys are looked for."""

from collections.abc import Iterable

import msgspec

from mailclient.mail.key import KeySettings, KeySource
from mailclient.mail.protection import Acceptance, System
from mailclient.store.transaction import Transaction

_settings = msgspec.json.Decoder(KeySettings)


def accept(
    tx: Transaction, system: System, fingerprint: str, addresses: Iterable[str], acceptance: Acceptance, now: float
) -> None:
    """What the user says from now on of these addresses of a key. By primary key."""
    tx.db.executemany(
        "INSERT OR REPLACE INTO key_acceptance (system, fingerprint, address, acceptance, decided_at)"
        " VALUES (?, ?, ?, ?, ?)",
        [(system.value, fingerprint, address, acceptance.value, now) for address in addresses],
    )
    tx.changes.keys = True


def forget(tx: Transaction, system: System, fingerprint: str) -> None:
    """The key is gone: what was said of it goes, too, but not that it was rejected. By primary key."""
    tx.db.execute(
        "DELETE FROM key_acceptance WHERE system = ? AND fingerprint = ? AND acceptance <> 'rejected'",
        (system.value, fingerprint),
    )
    tx.db.execute("DELETE FROM key_source WHERE fingerprint = ?", (fingerprint,))
    tx.changes.keys = True


def note_source(tx: Transaction, fingerprints: Iterable[str], source: KeySource, now: float) -> None:
    """Where keys came from; what is known of that already stays. By primary key."""
    tx.db.executemany(
        "INSERT OR IGNORE INTO key_source (fingerprint, source, came_at) VALUES (?, ?, ?)",
        [(fingerprint, source.value, now) for fingerprint in fingerprints],
    )
    tx.changes.keys = True


def set_settings(tx: Transaction, settings: KeySettings) -> None:
    """How keys are looked for from now on. One row."""
    encoded = msgspec.json.encode(settings).decode()
    tx.db.execute("INSERT OR REPLACE INTO key_settings (id, settings) VALUES (1, ?)", (encoded,))
    tx.changes.keys = True


def settings_from(text: str) -> KeySettings:
    """What ``set_settings`` wrote."""
    return _settings.decode(text)
