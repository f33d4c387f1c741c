"""The bytes of the vault: passwords under a passphrase (Argon2id, RFC 9106; AES-256-GCM, NIST SP 800-38D).

    magic 8 · iterations u32 · memory KiB u32 · lanes u32 · salt 16 · check 16 · nonce 12 · ciphertext and tag · SHA-256

All numbers big-endian. The header, up to the nonce, is authenticated as associated data; the plain text is JSON, name →
secret. Argon2id makes 48 bytes of the passphrase: the key, and ``check``, which tells a wrong passphrase from a damaged
file; it says nothing about the key. The SHA-256 over everything before it finds an accident of the disk before anybody
is asked for a passphrase; who changes the file on purpose is found by the tag.

Rejected: scrypt (nothing wrong with it; Argon2id is what RFC 9106 recommends and costs an attacker with graphics cards
more), a SQLite file with encrypted values (its names, sizes and times would be open), Fernet (no associated data).
"""

import hashlib
import hmac
import json
import os
import struct
import unicodedata
from dataclasses import dataclass, field

_MAGIC = b"mcvault1"
_HEADER = struct.Struct(">8sIII16s16s12s")
_DIGEST_BYTES = 32
_KEY_BYTES = 32
_CHECK_BYTES = 16
_FILE_BYTES_MAX = 16 * 1024 * 1024


class VaultDamaged(Exception):  # noqa: N818  it says what is the case
    """This is no vault, or not all of it, or somebody has changed it."""


class WrongPassphrase(Exception):  # noqa: N818  likewise
    """The vault is whole; the passphrase is another."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What Argon2id takes: RFC 9106 section 4, second recommendation; a quarter of a second, 64 MB."""

    iterations: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 4

    def is_sane(self) -> bool:
        """A file must not make us compute for hours or take all memory."""
        memory_is_sane = 8 * self.lanes <= self.memory_kib <= 1024 * 1024
        return 1 <= self.iterations <= 64 and 1 <= self.lanes <= 64 and memory_is_sane


@dataclass(frozen=True, slots=True)
class VaultKey:
    """Made of a passphrase; seals the vault again without asking for it."""

    cost: Cost
    salt: bytes
    check: bytes
    key: bytes = field(repr=False)


def new_key(passphrase: str, cost: Cost) -> VaultKey:
    """With a salt of its own."""
    return _derive(passphrase, os.urandom(16), cost)


def seal(entries: dict[str, str], key: VaultKey) -> bytes:
    """The whole file, under a fresh nonce."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cost, nonce = key.cost, os.urandom(12)
    header = _HEADER.pack(_MAGIC, cost.iterations, cost.memory_kib, cost.lanes, key.salt, key.check, nonce)
    sealed = header + AESGCM(key.key).encrypt(nonce, json.dumps(entries).encode(), header)
    return sealed + hashlib.sha256(sealed).digest()


def unseal(data: bytes, passphrase: str) -> tuple[dict[str, str], VaultKey]:
    """What is in it, and its key. Raises ``VaultDamaged`` and ``WrongPassphrase``."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if not _HEADER.size + _DIGEST_BYTES < len(data) <= _FILE_BYTES_MAX:
        raise VaultDamaged("it has the wrong length")
    sealed, digest = data[:-_DIGEST_BYTES], data[-_DIGEST_BYTES:]
    if hashlib.sha256(sealed).digest() != digest:
        raise VaultDamaged("its checksum is wrong")
    header = sealed[: _HEADER.size]
    magic, iterations, memory_kib, lanes, salt, check, nonce = _HEADER.unpack(header)
    cost = Cost(iterations, memory_kib, lanes)
    if magic != _MAGIC or not cost.is_sane():
        raise VaultDamaged("it is of a version that is not known here")
    key = _derive(passphrase, salt, cost)
    if not hmac.compare_digest(key.check, check):
        raise WrongPassphrase
    try:
        entries = json.loads(AESGCM(key.key).decrypt(nonce, sealed[_HEADER.size :], header))
    except (InvalidTag, ValueError):
        # Without the cause: a JSON error would bring the plain text into a traceback.
        raise VaultDamaged("it has been changed") from None
    return entries, key


def _derive(passphrase: str, salt: bytes, cost: Cost) -> VaultKey:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    argon = Argon2id(
        salt=salt,
        length=_KEY_BYTES + _CHECK_BYTES,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    # The same letters typed on two keyboards may be other code points.
    made = argon.derive(unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass"))
    return VaultKey(cost, salt, made[_KEY_BYTES:], made[:_KEY_BYTES])
