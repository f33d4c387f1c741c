"""Lists of keys as gpg writes them ``--with-colons`` (doc/DETAILS of GnuPG)."""

import re
from dataclasses import dataclass, field, replace
from email.utils import parseaddr

from mailclient.crypto.openpgp.algorithms import is_weak_key, key_algorithm
from mailclient.mail.key import KeyPerson, KeySource, OpenPgpKey, OpenPgpSubkey
from mailclient.mail.protection import Acceptance

_ESCAPE = re.compile(rb"\\x([0-9a-fA-F]{2})")
_ADDRESS = re.compile(r"<([^<>\s]+@[^<>\s]+)>\s*$")
_TYPE, _VALIDITY, _OWNER_TRUST, _CAPABILITIES, _TOKEN = 0, 1, 8, 11, 14
"""Fields of a line that are asked for often."""
_UNUSABLE = frozenset({"r", "e", "i", "d", "n"})
"""Of a key: revoked, expired, invalid, disabled."""
_ACCEPTANCES = {"u": Acceptance.OWN, "f": Acceptance.ACCEPTED}
_NOT_A_NAME = frozenset({"r", "i"})
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


def read_keys(listing: bytes, *, imported: bool = False, file: bool = False) -> list[OpenPgpKey]:
    """All keys of a listing; ``imported``: of the keyring that is not the user's own, ``file``: of no keyring at all.

    Of a file GnuPG says "#", not here, of each secret key that it has not taken in.
    """
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
    return [_key(record, imported=imported or file, file=file) for record in records]


def _unescaped(part: bytes) -> str:
    return _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), part).decode("utf-8", "replace")


def _key(record: _Record, *, imported: bool, file: bool) -> OpenPgpKey:
    validity, capabilities = record.text(_VALIDITY), record.text(_CAPABILITIES)
    here = [part for part in (record, *record.subkeys) if file or part.text(_TOKEN) != "#"]
    secret = record.text(_TYPE) == "sec" and bool(here)
    subkeys = tuple(_subkey(part) for part in record.subkeys)
    usable = [_subkey(part) for part in (record, *record.subkeys) if part.text(_VALIDITY) not in _UNUSABLE]
    revoked = validity == "r"
    can_encrypt = "E" in capabilities and "D" not in capabilities
    people = tuple(
        replace(_person(uid[9]), confirmed=not imported and uid[_VALIDITY] in _ACCEPTANCES)
        for uid in record.uids
        if uid[_VALIDITY] not in _NOT_A_NAME or revoked
    )
    ends = [subkey.expires for subkey in usable if subkey.can_encrypt]
    return OpenPgpKey(
        fingerprint=record.fingerprint.upper(),
        people=people,
        algorithm=key_algorithm(record.number(3), record.number(2), record.text(16)),
        created=float(record.number(5)),
        expires=float(record.number(6)) or None,
        revoked=revoked,
        can_sign="S" in capabilities
        and "D" not in capabilities
        and (not secret or any("s" in part.text(_CAPABILITIES) for part in here)),
        can_encrypt=can_encrypt,
        weak=is_weak_key(record.number(3), record.number(2)) or any(subkey.weak for subkey in usable),
        secret=secret,
        on_card=any(len(part.text(_TOKEN)) > 1 for part in (record, *record.subkeys)),
        acceptance=Acceptance.OWN if secret else Acceptance.UNDECIDED if imported else _acceptance(record),
        source=KeySource.IMPORTED if imported else KeySource.OWN if secret else KeySource.KEYRING,
        subkeys=subkeys,
        encrypts_until=None if not can_encrypt or None in ends else max((end for end in ends if end), default=None),
        withdrawn=_withdrawn(record, {person.address.lower() for person in people}),
    )


def _withdrawn(record: _Record, named: set[str]) -> tuple[str, ...]:
    """The addresses of user ids that were revoked and that no other user id names."""
    found = (_person(uid[9]).address.lower() for uid in record.uids if uid[_VALIDITY] == "r")
    return tuple(dict.fromkeys(address for address in found if address and address not in named))


def _subkey(record: _Record) -> OpenPgpSubkey:
    capabilities = record.text(_CAPABILITIES)
    return OpenPgpSubkey(
        fingerprint=record.fingerprint.upper(),
        algorithm=key_algorithm(record.number(3), record.number(2), record.text(16)),
        created=float(record.number(5)),
        expires=float(record.number(6)) or None,
        revoked=record.text(_VALIDITY) == "r",
        can_sign="s" in capabilities,
        can_encrypt="e" in capabilities,
        weak=is_weak_key(record.number(3), record.number(2)),
        on_card=len(record.text(_TOKEN)) > 1,
        usable=record.text(_VALIDITY) not in _UNUSABLE,
    )


def _acceptance(record: _Record) -> Acceptance:
    """What the user told GnuPG of it: the best of its user ids counts."""
    if record.text(_OWNER_TRUST) == "n":
        return Acceptance.REJECTED
    best = max((uid[_VALIDITY] for uid in record.uids), key="-qnmfu".find, default="")
    return _ACCEPTANCES.get(best, Acceptance.UNDECIDED)


def _person(uid: str) -> KeyPerson:
    """Name and address of a user id, which is any text (RFC 9580 §5.11)."""
    found = _ADDRESS.search(uid)
    if found and found[1].isprintable():
        return KeyPerson(uid[: found.start()].strip().strip('"'), found[1].lower())
    _, address = parseaddr(uid)
    if address == uid.strip() and "@" in address and address.isprintable():
        return KeyPerson("", address.lower())
    return KeyPerson(uid.strip(), "")
