"""How it stands with the recipients of a message: pure, so that 200 of them cost nothing.

What the user verified is never replaced by what came later: then the later one is UNDECIDED, and told.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mailclient.engine.keys.acceptance import TRUSTED
from mailclient.mail.key import ProtectionPlan, Readiness, RecipientReadiness
from mailclient.mail.protection import Acceptance, System

SOON_SECONDS = 14 * 86_400.0
REACHABLE = (Readiness.READY, Readiness.EXPIRES_SOON)
_RANK = (Acceptance.ACCEPTED, Acceptance.VERIFIED, Acceptance.OWN)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A key or certificate that names somebody. ``usable``: it can encrypt and was not revoked, whatever the time."""

    fingerprint: str
    acceptance: Acceptance
    created: float
    expires: float | None = None
    usable: bool = True
    wished: bool = False
    """Its owner wants mail encrypted to this one."""
    by_chain: bool = False
    """Accepted by nobody but its authority: not enough in the place of one that was verified."""

    def is_over(self, now: float) -> bool:
        """Whether it has run out."""
        return self.expires is not None and self.expires <= now


@dataclass(frozen=True, slots=True)
class Standing:
    """With one recipient by one system. ``changed``: another one than was trusted before, which cannot be used now."""

    readiness: Readiness = Readiness.MISSING
    fingerprint: str = ""
    changed: bool = False
    unchecked: bool = False
    """Ready though nobody said that it is the right one: both sides want mail encrypted (Autocrypt)."""


def standing(candidates: Sequence[Candidate], now: float, mutual: str = "") -> Standing:
    """The best of the candidates; ``mutual``: the one that Autocrypt recommends because both sides want it."""
    kept = [one for one in candidates if one.acceptance is not Acceptance.REJECTED and one.usable]
    current = [one for one in kept if not one.is_over(now)]
    strict = any(one.acceptance is Acceptance.VERIFIED for one in candidates)
    trusted = [one for one in current if one.acceptance in TRUSTED and not (strict and one.by_chain)]
    verified = [one for one in trusted if one.acceptance is not Acceptance.ACCEPTED]
    if chosen := _best(verified or trusted):
        soon = chosen.expires is not None and chosen.expires - now < SOON_SECONDS
        return Standing(Readiness.EXPIRES_SOON if soon else Readiness.READY, chosen.fingerprint)
    changed = any(one.acceptance in TRUSTED for one in candidates)
    undecided = [one for one in current if one not in trusted]
    if not changed and any(one.fingerprint == mutual for one in undecided):
        return Standing(Readiness.READY, mutual, unchecked=True)
    if chosen := _best(undecided):
        return Standing(Readiness.UNDECIDED, chosen.fingerprint, changed=changed)
    if chosen := _best([one for one in kept if one.is_over(now)]):
        return Standing(Readiness.EXPIRED, chosen.fingerprint)
    return Standing()


def recipient(address: str, openpgp: Standing, smime: Standing) -> RecipientReadiness:
    """Both systems together."""
    return RecipientReadiness(
        address,
        openpgp.readiness,
        smime.readiness,
        tuple(one.fingerprint for one in (openpgp, smime) if one.fingerprint),
        openpgp_key=openpgp.fingerprint,
        smime_certificate=smime.fingerprint,
        changed=openpgp.changed or smime.changed,
        unchecked=openpgp.unchecked,
    )


def plan(
    recipients: Sequence[RecipientReadiness], can_sign: Sequence[System], *, encrypts_by_itself: bool = False
) -> ProtectionPlan:
    """What works for all of them. A system that the sender can sign with comes before one that only encrypts."""
    whole = [system for system in System if recipients and all(is_reachable(one, system) for one in recipients)]
    whole.sort(key=lambda system: system not in can_sign)
    each = bool(recipients) and all(any(is_reachable(one, system) for system in System) for one in recipients)
    return ProtectionPlan(
        recipients=tuple(recipients),
        systems=tuple(whole),
        split=each and not whole,
        missing=tuple(one.address for one in recipients if _cannot_be_reached(one)),
        can_sign=tuple(can_sign),
        by_default=encrypts_by_itself and bool(whole),
    )


def is_reachable(one: RecipientReadiness, system: System) -> bool:
    """Whether mail can be encrypted to this recipient by this system."""
    return (one.openpgp if system is System.OPENPGP else one.smime) in REACHABLE


def _cannot_be_reached(one: RecipientReadiness) -> bool:
    return not any(readiness in (*REACHABLE, Readiness.UNDECIDED) for readiness in (one.openpgp, one.smime))


def _best(among: Sequence[Candidate]) -> Candidate | None:
    def weight(one: Candidate) -> tuple[int, bool, float]:
        return (_RANK.index(one.acceptance) if one.acceptance in _RANK else -1, one.wished, one.created)

    return max(among, key=weight, default=None)
