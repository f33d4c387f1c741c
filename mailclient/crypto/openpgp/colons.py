"""Lists of keys as gpg writes them ``--with-colons`` (doc/DETAILS of GnuPG)."""

import re
from dataclasses import dataclass, field
from email.utils import parseaddr

from mailclient.crypto.openpgp.algorithms import is_weak_key, key_algorithm
from mailclient.mail.key import KeyPerson, KeySource, OpenPgpKey
from mailclient.mail.protection import Acceptance

_ESCAPE = re.compile(rb"\\x([0-9a-fA-F]{2})")
_ADDRESS = re.compile(r"<([^<>\s]+@[^<>\s]+)>\s*$")
_VALIDITY = {"u": Acceptance.OWN, "f": Acceptance.ACCEPTED}
_NOT_A_NAME = frozenset("ri")
"""User ids that were revoked, or that the key itself does not confirm."""


@dataclass(slots=True)
class _Record:
    """A key or subkey as it is read."""

    fields: list[str]
    fingerprint: str = ""
    uids: list[list[str]] = field(default_factory=list)
    subkeys: list["_Record"] = field(default_factory=list)

    def text(self, index: int) -> str:
        return self.fields[index] if index < len(self.fields) else ""

    def number(self, index: int) -> int:
        text = self.text(index)
        return int(text) if text.isascii() and text.isdecimal() else 0


def read_keys(listing: bytes, *, imported: bool = False) -> list[OpenPgpKey]:
    """All keys of a listing; ``imported``: of the keyring that is not the user's own."""
    records: list[_Record] = []
    last: _Record | None = None
    for line in listing.split(b"\n"):
        fields = [_unescaped(part) for part in line.rstrip(b"\r").split(b":")]
        match fields[0]:
            case "pub" | "sec":
                last = _Record(fields)
                records.append(last)
            case "sub" | "ssb" if records:
                last = _Record(fields)
                records[-1].subkeys.append(last)
            case "fpr" if last is not None and not last.fingerprint:
                last.fingerprint = fields[9]
            case "uid" if records:
                records[-1].uids.append(fields)
    return [_key(record, imported=imported) for record in records]


def _unescaped(part: bytes) -> str:
    return _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), part).decode("utf-8", "replace")


def _key(record: _Record, *, imported: bool) -> OpenPgpKey:
    validity, capabilities = record.text(1), record.text(11)
    secret = record.text(0) == "sec" and any(part.text(14) != "#" for part in (record, *record.subkeys))
    revoked = validity == "r"
    acceptance = _VALIDITY.get(
        max((uid[1] for uid in record.uids), key="-qnmfu".find, default=""), Acceptance.UNDECIDED
    )
    if record.text(8) == "n":
        acceptance = Acceptance.REJECTED
    if imported:
        acceptance = Acceptance.UNDECIDED
    return OpenPgpKey(
        fingerprint=record.fingerprint.upper(),
        people=tuple(_person(uid[9]) for uid in record.uids if uid[1] not in _NOT_A_NAME or revoked),
        algorithm=key_algorithm(record.number(3), record.number(2), record.text(16)),
        created=float(record.number(5)),
        expires=float(record.number(6)) or None,
        revoked=revoked,
        can_sign="S" in capabilities,
        can_encrypt="E" in capabilities,
        weak=is_weak_key(record.number(3), record.number(2)),
        secret=secret,
        on_card=any(len(part.text(14)) > 1 for part in (record, *record.subkeys)),
        acceptance=acceptance,
        source=KeySource.IMPORTED if imported else KeySource.KEYRING,
    )


def _person(uid: str) -> KeyPerson:
    """Name and address of a user id, which is any text (RFC 9580 §5.11)."""
    found = _ADDRESS.search(uid)
    if found:
        return KeyPerson(uid[: found.start()].strip().strip('"'), found[1].lower())
    _, address = parseaddr(uid)
    if address == uid.strip() and "@" in address:
        return KeyPerson("", address.lower())
    return KeyPerson(uid.strip(), "")
