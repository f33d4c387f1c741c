"""What is said of a key: by the user for each address, else by GnuPG or by the chain of a certificate."""

from collections.abc import Iterable, Mapping

from mailclient.mail.key import OpenPgpKey
from mailclient.mail.protection import Acceptance

Said = Mapping[str, Mapping[str, Acceptance]]
"""By fingerprint, then by address in lower case."""
TRUSTED = (Acceptance.ACCEPTED, Acceptance.VERIFIED, Acceptance.OWN)
_ORDER = (Acceptance.UNDECIDED, Acceptance.ACCEPTED, Acceptance.VERIFIED, Acceptance.OWN)


def addresses_of(key: OpenPgpKey) -> tuple[str, ...]:
    """The addresses that a key names, lower case."""
    return tuple(dict.fromkeys(person.address.lower() for person in key.people if person.address))


def of_key(key: OpenPgpKey, said: Said, address: str | None = None) -> Acceptance:
    """For one address, or (None) the best of all; what was rejected for any address is rejected then."""
    own = Acceptance.OWN if key.secret and key.acceptance is not Acceptance.REJECTED else key.acceptance
    told = _still_said(key, said.get(key.fingerprint, {}))
    if address is None:
        return _of_all(told.values(), own)
    return _of_one(told, address, own if _is_of(key, address.lower()) else own.UNDECIDED)


def _still_said(key: OpenPgpKey, said: Mapping[str, Acceptance]) -> Mapping[str, Acceptance]:
    """What was said of an address that its owner has taken back counts no more; unless the key was rejected for it."""
    gone = [address for address in key.withdrawn if said.get(address) is not Acceptance.REJECTED]
    return {address: one for address, one in said.items() if address not in gone}


def _is_of(key: OpenPgpKey, address: str) -> bool:
    """Whether what GnuPG says of the key it says of this address: the owner of a key can add any other to it."""
    people = [person for person in key.people if person.address.lower() == address]
    return bool(people) and (key.acceptance is not Acceptance.ACCEPTED or any(one.confirmed for one in people))


def of_certificate(
    fingerprint: str, addresses: Iterable[str], said: Said, otherwise: Acceptance, address: str | None = None
) -> Acceptance:
    """As ``of_key``; ``otherwise``: what follows from its chain, or OWN."""
    if address is None:
        return _of_all(said.get(fingerprint, {}).values(), otherwise)
    return _of_one(
        said.get(fingerprint, {}), address, otherwise if address.lower() in addresses else otherwise.UNDECIDED
    )


def _of_all(said: Iterable[Acceptance], otherwise: Acceptance) -> Acceptance:
    found = [*said, otherwise]
    if Acceptance.REJECTED in found:
        return Acceptance.REJECTED
    return max(found, key=_ORDER.index)


def _of_one(said: Mapping[str, Acceptance], address: str, otherwise: Acceptance) -> Acceptance:
    one = said.get(address.lower(), Acceptance.UNDECIDED)
    if one is Acceptance.UNDECIDED:
        return otherwise
    # What one verified is more than that GnuPG takes it for valid; that it is one's own is more than both.
    return otherwise if one is Acceptance.ACCEPTED and otherwise in TRUSTED else one
