"""The messages that one draft becomes: mostly one.

What is encrypted becomes several where nobody may know of somebody: each recipient in Bcc gets one of his own, for an
encrypted message names the keys of all that can read it. And two where some read OpenPGP only and others S/MIME only.

All name the same people in To and Cc. Each has a Message-ID of its own, for a copy found in Sent tells that this one
was sent, and nothing of the others; all but the first refer to the first, so that they are one conversation. Each is
filed in Sent, where its sender can read it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mailclient.engine.keys.readiness import is_reachable
from mailclient.mail.key import ProtectionPlan, RecipientReadiness
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.protection import System
from mailclient.mime.attached import File

if TYPE_CHECKING:
    from mailclient.crypto.smime.own import OwnCertificate


@dataclass(frozen=True, slots=True)
class Copy:
    """One of them. ``recipients`` of the SMTP envelope (None: all of the draft); ``system``: it is protected by.

    ``signer``: fingerprint of one's own key, or one's own certificate; ``keys``: what it is encrypted to, fingerprints
    or certificates (DER), one's own among them; ``authenticated``: of the latter all read AES-GCM.
    ``outside``: further header lines; ``inside``: those that only who decrypts it sees. ``files``: attached besides.
    ``references``: Message-IDs that it refers to besides.
    """

    recipients: tuple[str, ...] | None = None
    system: System | None = None
    signer: "str | OwnCertificate | None" = None
    keys: tuple[str | bytes, ...] = field(default=(), repr=False)
    outside: bytes = b""
    inside: bytes = b""
    files: tuple[File, ...] = ()
    references: tuple[str, ...] = ()
    authenticated: bool = False


WHOLE = Copy()


@dataclass(frozen=True, slots=True)
class Group:
    """Recipients that get the same encrypted message."""

    system: System
    recipients: tuple[str, ...]


def groups(
    plan: ProtectionPlan, visible: Sequence[str], blind: Sequence[str], wanted: System | None, *, split: bool
) -> list[Group]:
    """Who gets the same message, by which system; ``wanted``: what the sender chose, None: choose.

    ``MailError`` RECIPIENT_KEY_MISSING (the subject: whose), SPLIT_NEEDED.
    """
    reached = {one.address: _systems_of(one) for one in plan.recipients}
    missing = [address for address in (*visible, *blind) if not reached.get(address.lower())]
    if missing:
        raise _missing(missing)
    order = _order(plan, wanted)
    made = _visible_groups(visible, reached, order, wanted, split=split)
    if made:
        order.sort(key=lambda system: system is not made[0].system)
    return made + [Group(next(one for one in order if one in reached[each.lower()]), (each,)) for each in blind]


def _visible_groups(
    visible: Sequence[str],
    reached: dict[str, tuple[System, ...]],
    order: Sequence[System],
    wanted: System | None,
    *,
    split: bool,
) -> list[Group]:
    if not visible:
        return []
    for system in order:
        others = [address for address in visible if system not in reached[address.lower()]]
        if not others:
            return [Group(system, tuple(visible))]
        if wanted is not None and not split:
            raise _missing(others)
    if not split:
        raise MailError(Problem(ProblemKind.SPLIT_NEEDED))
    first = [address for address in visible if order[0] in reached[address.lower()]]
    rest = [address for address in visible if address not in first]
    return [Group(order[0], tuple(first)), Group(order[1], tuple(rest))]


def _order(plan: ProtectionPlan, wanted: System | None) -> list[System]:
    order = [*plan.systems, *plan.can_sign, *System]
    return list(dict.fromkeys([wanted, *order] if wanted is not None else order))


def _systems_of(one: RecipientReadiness) -> tuple[System, ...]:
    return tuple(system for system in System if is_reachable(one, system))


def _missing(addresses: Sequence[str]) -> MailError:
    return MailError(Problem(ProblemKind.RECIPIENT_KEY_MISSING, ", ".join(addresses)))
