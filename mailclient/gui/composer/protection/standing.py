"""How it stands with the protection of a message: a mark for each recipient, and one line with what to do. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from mailclient.gui.composer.before_sending.concern import Mend, Remedy
from mailclient.gui.composer.protection.choice import Choice
from mailclient.gui.composer.recipients.readiness import WORST_FIRST
from mailclient.language import tr, tr_n
from mailclient.language.readiness import NOT_READY, WITHOUT, names_of, why_not
from mailclient.mail.identity import Encrypting, Identity
from mailclient.mail.key import ProtectionPlan, Readiness, RecipientReadiness
from mailclient.mail.protection import System

BEST_FIRST = tuple(reversed(WORST_FIRST))


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of one composer. ``plan`` None: not told yet. ``names``: by address, lower case."""

    choice: Choice
    identity: Identity | None
    plan: ProtectionPlan | None
    names: Mapping[str, str]
    sought: frozenset[str] = frozenset()
    """Addresses (lower case) for which a key was looked up and not found."""

    @property
    def system(self) -> System | None:
        """The one it goes by; None: that is not known, or both."""
        if self.choice.system is not None or self.plan is None:
            return self.choice.system
        return next(iter(self.plan.systems), None)

    @property
    def address(self) -> str:
        """The sender's."""
        return self.identity.address if self.identity is not None else ""

    @property
    def can_protect(self) -> bool:
        """Whether the sender has a key for what is chosen; unknown counts as yes."""
        if self.plan is None:
            return True
        systems = self.plan.can_sign
        return bool(systems) if self.choice.system is None else self.choice.system in systems

    def marks(self) -> dict[str, Readiness]:
        """By address, lower case."""
        if self.plan is None:
            return {}
        return {one.address.casefold(): self._of(one) for one in self.plan.recipients}

    def _of(self, one: RecipientReadiness) -> Readiness:
        if self.system is System.OPENPGP:
            return one.openpgp
        if self.system is System.SMIME:
            return one.smime
        known = {System.OPENPGP: one.openpgp, System.SMIME: one.smime}
        own = self.plan.can_sign if self.plan is not None else ()
        # by a system in which the sender has no key nothing goes out: it could not be read again in Sent
        return min((known[system] for system in own or known), key=BEST_FIRST.index)

    def unready(self) -> dict[str, Readiness]:
        """Those who could not read it, in their order."""
        return {address: how for address, how in self.marks().items() if how in NOT_READY}

    @property
    def changed(self) -> frozenset[str]:
        """Addresses (lower case) that have another key than the one that was trusted."""
        recipients = self.plan.recipients if self.plan is not None else ()
        return frozenset(one.address.casefold() for one in recipients if one.changed)

    @property
    def possible(self) -> bool:
        """Whether it could be encrypted, maybe as two messages: everybody can read it, and the sender has a key."""
        return bool(self.marks()) and not self.unready() and self.can_protect

    @property
    def needs_split(self) -> bool:
        """Whether it would have to go as two messages: some can read only the one kind, some only the other."""
        plan = self.plan
        return plan is not None and plan.split and not plan.systems and self.choice.system is None

    @property
    def offered(self) -> bool:
        """Whether encryption is worth a word though it is off."""
        identity, choice = self.identity, self.choice
        quiet = identity is None or identity.encrypts is Encrypting.NEVER
        return not quiet and not choice.encrypt and not choice.encrypt_decided and self.possible

    @property
    def shows_marks(self) -> bool:
        """Whether recipients are marked: ordinary mail stays calm."""
        return self.choice.encrypt or self.offered


@dataclass(frozen=True, slots=True)
class Said:
    """The line above the bottom bar; ``calm``: all is well."""

    sentence: str
    icon: str
    mends: tuple[Mend, ...] = ()
    calm: bool = False


def say(now: Situation) -> Said | None:
    """The one thing to say; None for nothing."""
    choice = now.choice
    if choice.quotes_secret and not choice.encrypt:
        return Said(
            tr("This quotes a message that came encrypted, and would go readable for everybody on the way."),
            "lock-open",
            (Mend(Remedy.ENCRYPT),),
        )
    if now.plan is None:
        return None
    if (choice.encrypt or choice.sign) and not now.can_protect:
        return _no_own_key(now)
    if choice.encrypt:
        return _encrypted(now)
    if now.offered:
        return Said(tr("Everybody can read this encrypted."), "lock", (Mend(Remedy.ENCRYPT),), calm=True)
    return None


def _no_own_key(now: Situation) -> Said:
    away = Mend(Remedy.SEND_CLEAR) if now.choice.encrypt else Mend(Remedy.SEND_UNSIGNED)
    return Said(no_own_key(now), "key-round", (Mend(Remedy.SET_UP_KEY, now.address), away))


def no_own_key(now: Situation) -> str:
    """That the sender has none."""
    return tr("{address} has no key of its own yet.", address=now.address)


def _encrypted(now: Situation) -> Said | None:
    if not now.marks():
        return None
    unready = now.unready()
    if not unready and now.needs_split and not now.choice.split:
        return Said(split_words(), "users", (Mend(Remedy.SEND_SPLIT),))
    if not unready:
        return _all_ready(now)
    looking = [address for address, how in unready.items() if how is Readiness.LOOKING]
    if len(looking) == len(unready):
        return Said(tr("Looking for the key of {names}…", names=names_of(looking, now.names)), "search", calm=True)
    mends = (*mends_for(unready, now.sought), Mend(Remedy.SEND_CLEAR))
    return Said(why_not(unready, now.names, now.sought, now.changed), "triangle-alert", mends)


def _all_ready(now: Situation) -> Said:
    soon = [address for address, how in now.marks().items() if how is Readiness.EXPIRES_SOON]
    if soon:
        names = names_of(soon, now.names)
        words = tr_n(
            "Everybody can read this encrypted; the key of {names} runs out soon.",
            "Everybody can read this encrypted; the keys of {names} run out soon.",
            len(soon),
            names=names,
        )
    elif now.choice.split and now.needs_split:
        words = tr("It goes as two encrypted messages. Nobody else can read it.")
    else:
        words = tr("Only you and the recipients can read this, the subject too.")
    return Said(words, "lock", calm=True)


def split_words() -> str:
    """That two messages would be needed."""
    return tr("Not all of them can read the same kind of encryption. It can go as two messages.")


def mends_for(unready: Mapping[str, Readiness], sought: Collection[str]) -> tuple[Mend, ...]:
    """What helps those of whom ``why_not`` speaks, in one button for all of them."""
    without = [address for address, how in unready.items() if how in WITHOUT]
    if any(address in sought for address in without):
        return ()
    if without:
        return (Mend(Remedy.LOOK_UP_KEY, " ".join(without)),)
    undecided = [address for address, how in unready.items() if how is Readiness.UNDECIDED]
    return (Mend(Remedy.SHOW_KEY, undecided[0]),) if undecided else ()


def with_searches(plan: ProtectionPlan | None, searching: Collection[str]) -> ProtectionPlan | None:
    """The plan while keys of these addresses (lower case) are being looked up."""
    if plan is None or not searching:
        return plan
    return replace(plan, recipients=tuple(_sought(one, searching) for one in plan.recipients))


def _sought(one: RecipientReadiness, searching: Collection[str]) -> RecipientReadiness:
    waits = one.address.casefold() in searching and one.openpgp in WITHOUT
    return replace(one, openpgp=Readiness.LOOKING) if waits else one


def readiness_of(address: str, now: Situation) -> RecipientReadiness | None:
    """How it stands with one recipient; None while that is not known."""
    recipients = now.plan.recipients if now.plan is not None else ()
    return next((one for one in recipients if one.address.casefold() == address.casefold()), None)


def key_of(one: RecipientReadiness, system: System | None) -> tuple[str, System] | None:
    """The key or certificate that would be used, and of which kind it is; None for none."""
    known = {System.OPENPGP: one.openpgp_key, System.SMIME: one.smime_certificate}
    there = [kind for kind, fingerprint in known.items() if fingerprint]
    wanted = system if system in there else next(iter(there), None)
    return (known[wanted], wanted) if wanted is not None else None
