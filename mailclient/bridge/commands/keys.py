"""Commands about keys (OpenPGP) and certificates (S/MIME): one's own, those of others, and whether all can be reached.

Nothing here is durable by an ``operation_id``: each is done, or not, when its ``Finished`` or ``Failed`` comes. What
changed is told by ``KeysChanged``. ``fingerprint`` is upper-case hex: of the primary key, or SHA-256 of a certificate.
"""

from mailclient.bridge.commands.command import Command
from mailclient.mail.ids import AccountId
from mailclient.mail.key import KeySettings, KeySource
from mailclient.mail.protection import Acceptance, System


class ListKeys(Command, frozen=True, tag=True):
    """``Finished.keys``: all OpenPGP keys that are here, or those that name ``address``. ``Failed`` GNUPG_MISSING."""

    request_id: str
    address: str = ""


class LookAtKeys(Command, frozen=True, tag=True):
    """What a file or attachment holds, before it is taken: ``Finished.keys`` and ``Finished.certificates``.

    ``Failed`` FILE_UNREADABLE, NO_KEYS.
    """

    request_id: str
    data: bytes = b""
    path: str = ""
    passphrase: str = ""
    """Of PKCS#12."""

    def __repr__(self) -> str:
        return f"LookAtKeys({self.request_id!r}, …)"


class ImportKeys(Command, frozen=True, tag=True):
    """Take keys, public or secret, armoured or not, one or several; ``Finished.imported``.

    ``acceptance`` is said of all of them (a secret key becomes OWN). A key that was verified or rejected stays so.
    With UNDECIDED they are kept apart from the user's own keyring. ``Failed``: FILE_UNREADABLE, NO_KEYS: also of
    secret keys that were ATTACHED to a message, which whoever sent them has, too.
    """

    request_id: str
    data: bytes = b""
    path: str = ""
    acceptance: Acceptance = Acceptance.UNDECIDED
    source: KeySource = KeySource.IMPORTED
    passphrase: str = ""
    """Of a secret key, where GnuPG wants to know it."""

    def __repr__(self) -> str:
        return f"ImportKeys({self.request_id!r}, {self.path!r}, {self.acceptance})"


class ExportKey(Command, frozen=True, tag=True):
    """``Finished.exported``: the public key, armoured (``armoured`` false: binary); with ``secret`` the secret one.

    ``passphrase``: of the secret key, where its owner has to be asked and has no window for that.
    ``revocation``: the certificate that revokes it instead. ``Failed`` KEY_MISSING, PASSPHRASE_WRONG …
    """

    request_id: str
    fingerprint: str
    secret: bool = False
    armoured: bool = True
    revocation: bool = False
    passphrase: str = ""

    def __repr__(self) -> str:
        return f"ExportKey({self.request_id!r}, {self.fingerprint!r}, secret={self.secret})"


class GenerateKey(Command, frozen=True, tag=True):
    """Make a key of one's own; ``Finished.keys`` has it. Ed25519 and X25519. ``passphrase`` "": none.

    ``account_id``: it becomes the one that the account's identity of this address signs with.
    """

    request_id: str
    name: str
    address: str
    expires_days: int = 3 * 365
    """0: never."""
    passphrase: str = ""
    account_id: AccountId | None = None

    def __repr__(self) -> str:
        return f"GenerateKey({self.request_id!r}, {self.name!r}, {self.address!r}, {self.expires_days})"


class ChangeKeyExpiry(Command, frozen=True, tag=True):
    """From now that many days; 0: never. ``Finished.keys`` has it as it is now."""

    request_id: str
    fingerprint: str
    expires_days: int
    passphrase: str = ""

    def __repr__(self) -> str:
        return f"ChangeKeyExpiry({self.request_id!r}, {self.fingerprint!r}, {self.expires_days})"


class RevokeKey(Command, frozen=True, tag=True):
    """Say that an own key must not be used any more; ``Finished.exported`` is the key to be given to others.

    ``reason``: one of ``REVOCATION_REASONS``; ``text`` is published with it.
    """

    request_id: str
    fingerprint: str
    reason: str = ""
    text: str = ""
    passphrase: str = ""

    def __repr__(self) -> str:
        return f"RevokeKey({self.request_id!r}, {self.fingerprint!r}, {self.reason!r})"


class RemoveKey(Command, frozen=True, tag=True):
    """Forget a key. One with a secret key only with ``secret``: what was encrypted for it can never be read again.

    ``Failed`` KEY_MISSING; KEY_IS_SECRET without ``secret``.
    """

    request_id: str
    fingerprint: str
    secret: bool = False


class AcceptKey(Command, frozen=True, tag=True):
    """What the user says of a key or certificate: REJECTED, UNDECIDED, ACCEPTED, VERIFIED; OWN of one's own secret key.

    For ``addresses``; empty: for all that it names. Answer ``Finished``; ``Failed`` KEY_MISSING.
    """

    request_id: str
    fingerprint: str
    acceptance: Acceptance
    addresses: tuple[str, ...] = ()
    system: System = System.OPENPGP


class LookUpKey(Command, frozen=True, tag=True):
    """Ask the web key directory of the address's domain and then, with ``keyserver``, a keyserver.

    ``Finished.keys``: what was found; kept apart as UNDECIDED, with its ``source``. ``Failed`` KEY_NOT_FOUND (nobody
    has one), and those of a connection.
    """

    request_id: str
    address: str
    keyserver: bool = True


class ListCertificates(Command, frozen=True, tag=True):
    """``Finished.certificates``: all, or those that name ``address``; with ``authorities`` also roots and what is
    between.
    """

    request_id: str
    address: str = ""
    authorities: bool = False


class ImportCertificates(Command, frozen=True, tag=True):
    """Take certificates: PEM, DER, PKCS#7, or PKCS#12 with ``passphrase``; ``Finished.imported``.

    ``acceptance`` as in ``ImportKeys``; with ACCEPTED or VERIFIED authorities that signed themselves become trusted
    roots. Private keys are kept sealed. ``Failed``: FILE_UNREADABLE, NO_KEYS, PASSPHRASE_NEEDED, PASSPHRASE_WRONG.
    """

    request_id: str
    data: bytes = b""
    path: str = ""
    passphrase: str = ""
    acceptance: Acceptance = Acceptance.UNDECIDED
    source: KeySource = KeySource.IMPORTED

    def __repr__(self) -> str:
        return f"ImportCertificates({self.request_id!r}, {self.path!r}, {self.acceptance})"


class ExportCertificate(Command, frozen=True, tag=True):
    """``Finished.exported``: PEM, or with ``secret`` PKCS#12 under ``passphrase``. ``Failed`` KEY_MISSING."""

    request_id: str
    fingerprint: str
    secret: bool = False
    passphrase: str = ""

    def __repr__(self) -> str:
        return f"ExportCertificate({self.request_id!r}, {self.fingerprint!r}, secret={self.secret})"


class TrustRoot(Command, frozen=True, tag=True):
    """Trust an authority that is here, or (``trusted`` false) no longer. ``Failed`` KEY_MISSING, KEY_UNUSABLE."""

    request_id: str
    fingerprint: str
    trusted: bool = True


class RemoveCertificate(Command, frozen=True, tag=True):
    """Forget a certificate; one with a private key only with ``secret``, as ``RemoveKey``."""

    request_id: str
    fingerprint: str
    secret: bool = False


class AskReadiness(Command, frozen=True, tag=True):
    """How it stands with these recipients: ``Finished.plan``. Fast: asked while they are being typed.

    Where the user chose that (``KeySettings``), missing keys are looked up after that; ``KeysChanged`` tells of them.
    ``recipients`` are addresses ("local@domain").
    """

    request_id: str
    account_id: AccountId
    from_: str
    recipients: tuple[str, ...]


class ReadSetupMessage(Command, frozen=True, tag=True):
    """Take the secret key of an Autocrypt Setup Message: ``data`` is the whole message or its encrypted part.

    ``code``: as typed, 36 digits. ``Finished.imported``. ``Failed``: PASSPHRASE_WRONG, MESSAGE_BROKEN.
    """

    request_id: str
    data: bytes
    code: str

    def __repr__(self) -> str:
        return f"ReadSetupMessage({self.request_id!r}, …)"


class MakeSetupMessage(Command, frozen=True, tag=True):
    """Put an own secret key into an Autocrypt Setup Message to oneself.

    ``Finished.exported`` is the whole message, and its ``setup_code`` what the user has to copy to the other device.
    """

    request_id: str
    fingerprint: str
    address: str
    passphrase: str = ""

    def __repr__(self) -> str:
        return f"MakeSetupMessage({self.request_id!r}, {self.fingerprint!r}, {self.address!r})"


class SetKeySettings(Command, frozen=True, tag=True):
    """Keep them (``Reader.key_settings``), then ``KeysChanged``."""

    request_id: str
    settings: KeySettings
