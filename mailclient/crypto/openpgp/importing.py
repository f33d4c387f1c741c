"""What gpg says of an import (doc/DETAILS of GnuPG)."""

from mailclient.crypto.openpgp.gpg import Run
from mailclient.crypto.openpgp.words import Imported

_NEW, _SECRET = 1, 16
_CHANGED = 2 | 4 | 8
"""User ids, signatures, subkeys."""


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
