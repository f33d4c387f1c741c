"""Keys before and after an import: which gpg is to see, and what it says of them (doc/DETAILS of GnuPG)."""

from dataclasses import dataclass
from itertools import pairwise

from mailclient.crypto.openpgp.armor import dearmored_keys
from mailclient.crypto.openpgp.gpg import Run
from mailclient.crypto.openpgp.packets import Tag, read_packets
from mailclient.crypto.openpgp.words import Imported

_MOST_PACKETS = 2_000_000
"""Of a whole keyring."""
_KEYS = (Tag.PUBLIC_KEY, Tag.SECRET_KEY)
_NEWEST_VERSION = 4
"""Of keys, that GnuPG 2.2 reads; at a newer one it would stop and leave those that follow."""
_NEW, _SECRET = 1, 16
_CHANGED = 2 | 4 | 8
"""User ids, signatures, subkeys."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """``raw``: binary, the keys that gpg can read. ``too_new``: how many others there were."""

    raw: bytes = b""
    too_new: int = 0
    secret: bool = False


def key_file(data: bytes) -> KeyFile:
    """Armored or binary, of one key or many, maybe with text around them. ``MESSAGE_BROKEN``."""
    raw = dearmored_keys(data)
    packets = read_packets(raw, _MOST_PACKETS)
    starts = [packet.start for packet in packets if packet.tag in _KEYS]
    versions = [packet.version for packet in packets if packet.tag in _KEYS]
    parts = [raw[start:end] for start, end in pairwise([*starts, len(raw)])]
    kept = [part for part, version in zip(parts, versions, strict=True) if version <= _NEWEST_VERSION]
    before = raw[: starts[0]] if starts else raw  # a revocation may stand alone
    return KeyFile(
        before + b"".join(kept),
        len(parts) - len(kept),
        any(packet.tag in (Tag.SECRET_KEY, Tag.SECRET_SUBKEY) for packet in packets),
    )


def read_import(run: Run) -> Imported:
    """``IMPORT_OK flags fingerprint`` for each key, and the sums of ``IMPORT_RES``."""
    flags: dict[str, int] = {}
    for status in run.of("IMPORT_OK"):
        flags[status.word(1)] = flags.get(status.word(1), 0) | status.number(0)
    sums = next(iter(run.of("IMPORT_RES")), None)
    return Imported(
        added=tuple(key for key, flag in flags.items() if flag & _NEW),
        changed=tuple(key for key, flag in flags.items() if not flag & _NEW and flag & _CHANGED),
        same=tuple(key for key, flag in flags.items() if not flag & (_NEW | _CHANGED)),
        secret=tuple(key for key, flag in flags.items() if flag & _SECRET),
        revocations=sums.number(8) if sums else 0,
        unreadable=(sums.number(1) + sums.number(13) if sums else 0) + len(run.of("IMPORT_PROBLEM")),
    )
