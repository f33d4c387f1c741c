"""The part of the reader that knows what is said of keys, the certificates, and what mail told of its senders' keys.

Imported before the first paint, so what it needs is imported when it is asked.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mailclient.mail.protection import Acceptance, System
from mailclient.store.mail_file import MailFile
from mailclient.store.transaction import batches, marks

if TYPE_CHECKING:
    from mailclient.mail.key import KeySettings, KeySource
    from mailclient.mail.peer import Peer
    from mailclient.store.certificates import StoredCertificate


class KeyReading(MailFile):
    """Acceptances, certificates, peers."""

    def acceptances(self, system: System) -> dict[str, dict[str, Acceptance]]:
        """What the user said of keys: by fingerprint, then by address, lower case. A few hundred rows."""
        found: dict[str, dict[str, Acceptance]] = {}
        for fingerprint, address, acceptance in self._rows(ACCEPTANCES, system.value):
            found.setdefault(fingerprint, {})[address.lower()] = Acceptance(acceptance)
        return found

    def key_sources(self) -> "dict[str, KeySource]":
        """Where OpenPGP keys came from, by fingerprint. A few hundred rows."""
        from mailclient.mail.key import KeySource

        return {fingerprint: KeySource(source) for fingerprint, source in self._rows(KEY_SOURCES)}

    def key_settings(self) -> "KeySettings":
        """How keys are looked for. One row."""
        from mailclient.mail.key import KeySettings
        from mailclient.store import keys

        found = self._rows(KEY_SETTINGS)
        return keys.settings_from(found[0][0]) if found else KeySettings()

    def certificates(self) -> "list[StoredCertificate]":
        """All certificates, authorities among them. A few hundred rows of 1 to 2 KB."""
        return [_certificate(row) for row in self._rows(CERTIFICATES)]

    def certificate(self, fingerprint: str) -> "StoredCertificate | None":
        """One certificate. By primary key."""
        return next(map(_certificate, self._rows(CERTIFICATE, fingerprint)), None)

    def certificates_of(self, addresses: Sequence[str]) -> "dict[str, list[StoredCertificate]]":
        """The certificates that name these addresses, by address in lower case. By primary key; 5 ms for 200."""
        found: dict[str, list[StoredCertificate]] = {}
        for batch in batches(addresses, 500):
            for address, *row in self._rows(CERTIFICATES_OF.format(marks=marks(batch)), *batch):
                found.setdefault(address.lower(), []).append(_certificate(row))
        return found

    def certificate_wishes(self, addresses: Sequence[str]) -> dict[str, str]:
        """What signers want mail encrypted to: fingerprints by address in lower case. By primary key."""
        found: dict[str, str] = {}
        for batch in batches(addresses, 500):
            rows = self._rows(CERTIFICATE_WISHES.format(marks=marks(batch)), *batch)
            found |= {address.lower(): fingerprint for address, fingerprint in rows}
        return found

    def reading_gcm(self, addresses: Sequence[str]) -> frozenset[str]:
        """Certificates (fingerprints) whose owners said by these addresses that they read AES-GCM. By primary key."""
        batched = batches(addresses, 500)
        rows = (row for batch in batched for row in self._rows(READING_GCM.format(marks=marks(batch)), *batch))
        return frozenset(fingerprint for (fingerprint,) in rows)

    def peers(self, addresses: Sequence[str]) -> "dict[str, Peer]":
        """What mail told of the keys of these addresses, by address in lower case. By primary key."""
        from mailclient.mail.peer import Peer

        found: dict[str, Peer] = {}
        for batch in batches(addresses, 500):
            for row in self._rows(PEERS.format(marks=marks(batch)), *batch):
                address, last_seen, key_seen, fingerprint, prefers, gossip_seen, gossip = row
                found[address.lower()] = Peer(
                    address, last_seen, key_seen, fingerprint, bool(prefers), gossip_seen, gossip
                )
        return found


def _certificate(row: "Sequence[Any]") -> "StoredCertificate":
    from mailclient.mail.key import KeySource
    from mailclient.store.certificates import StoredCertificate

    fingerprint, data, source, authority, root, private_key = row
    return StoredCertificate(fingerprint, data, KeySource(source), bool(authority), bool(root), private_key)


_CERTIFICATE_COLUMNS = "fingerprint, certificate, source, authority, root, private_key"
ACCEPTANCES = "SELECT fingerprint, address, acceptance FROM key_acceptance WHERE system = ?"
KEY_SOURCES = "SELECT fingerprint, source FROM key_source WHERE fingerprint > ''"
KEY_SETTINGS = "SELECT settings FROM key_settings WHERE id = 1"
CERTIFICATES = f"SELECT {_CERTIFICATE_COLUMNS} FROM certificate WHERE fingerprint > '' ORDER BY fingerprint"
CERTIFICATE = f"SELECT {_CERTIFICATE_COLUMNS} FROM certificate WHERE fingerprint = ?"
CERTIFICATES_OF = """
SELECT address, certificate.fingerprint, certificate, source, authority, root, private_key
FROM certificate_address CROSS JOIN certificate ON certificate.fingerprint = certificate_address.fingerprint
WHERE address IN ({marks})
"""
CERTIFICATE_WISHES = "SELECT address, fingerprint FROM certificate_wish WHERE address IN ({marks})"
READING_GCM = "SELECT fingerprint FROM certificate_wish WHERE address IN ({marks}) AND reads_gcm = 1"
PEERS = """
SELECT address, last_seen, key_seen, fingerprint, prefers_encryption, gossip_seen, gossip_fingerprint
FROM peer WHERE address IN ({marks})
"""
