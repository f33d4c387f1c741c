"""What there is to say about the protection of a letter before it goes. Pure.

What is to be encrypted and cannot be stays here: it goes in clear only by a button that says so.
"""

from collections.abc import Iterator, Sequence

from mailclient.gui.composer.before_sending.concern import Concern, Matter, Mend, Remedy
from mailclient.gui.composer.protection.standing import Situation, no_own_key, split_words
from mailclient.language import tr
from mailclient.language.readiness import WITHOUT, names_of, why_not
from mailclient.mail.identity import Encrypting
from mailclient.mail.key import Readiness

_MOST = 4
"""People who are named one by one."""


def protection_concerns(now: Situation, *, consented: bool) -> Iterator[Concern]:
    """All of it; ``consented``: that quoted secrets go out readable."""
    choice = now.choice
    if choice.quotes_secret and not choice.encrypt and not consented:
        yield Concern(
            Matter.ENCRYPTION,
            tr("This quotes a message that came encrypted."),
            tr("Sent like this, everybody on the way can read what was meant for you alone."),
            "quoted",
            (Mend(Remedy.ENCRYPT), Mend(Remedy.SEND_CLEAR)),
            blocking=True,
        )
    if (choice.encrypt or choice.sign) and not now.can_protect:
        away = Mend(Remedy.SEND_CLEAR) if choice.encrypt else Mend(Remedy.SEND_UNSIGNED)
        why = tr("Without one it can be neither signed nor encrypted.")
        mends = (Mend(Remedy.SET_UP_KEY, now.address), away)
        yield Concern(Matter.KEYS, no_own_key(now), why, now.address, mends, blocking=True)
    elif choice.encrypt:
        yield from _recipients(now)
        yield from _strangers(now)
    elif _asks(now):
        yield Concern(
            Matter.ENCRYPTION,
            tr("Everybody could read this encrypted."),
            tr("It is about to go readable for everybody on the way."),
            mends=(Mend(Remedy.ENCRYPT),),
        )


def _strangers(now: Situation) -> Iterator[Concern]:
    """Whoever would read what is quoted for the first time; once for all of them."""
    known = now.choice.known_by
    others = [] if known is None else [one for one in now.marks() if one not in known and one != now.address.lower()]
    if now.choice.quotes_secret and others:
        yield Concern(
            Matter.ENCRYPTION,
            tr("{names} may never have been able to read what you quote.", names=names_of(others, now.names)),
            tr("It came encrypted, and nothing in it shows that it was meant for them."),
            " ".join(others),
            tuple(Mend(Remedy.REMOVE_RECIPIENT, one) for one in others) if len(others) == 1 else (),
        )


def _asks(now: Situation) -> bool:
    asks = now.identity is not None and now.identity.encrypts is Encrypting.ASK
    return asks and not now.choice.encrypt_decided and now.possible


def _recipients(now: Situation) -> Iterator[Concern]:
    unready = now.unready()
    clear = Mend(Remedy.SEND_CLEAR)
    if not unready and now.needs_split and not now.choice.split:
        why = tr("Each person gets the one that they can read, with the same text.")
        yield Concern(Matter.KEYS, split_words(), why, "split", (Mend(Remedy.SEND_SPLIT), clear), blocking=True)
    named = list(unready.items())[:_MOST]
    for place, (address, how) in enumerate(named):
        others = list(unready)[_MOST:] if place == len(named) - 1 else []
        yield _about(address, how, now, others)


def _about(address: str, how: Readiness, now: Situation, others: Sequence[str]) -> Concern:
    """One person; the last of those that are named stands for all ``others``."""
    clear = Mend(Remedy.SEND_CLEAR)
    away = Mend(Remedy.REMOVE_RECIPIENT, address)
    if how is Readiness.LOOKING:
        words = tr("Looking for the key of {names}…", names=names_of([address], now.names))
        return Concern(Matter.KEYS, words, "", address, (away, clear), blocking=True)
    why = {
        Readiness.MISSING: tr("Without a key it cannot be encrypted for them."),
        Readiness.EXPIRED: tr("Ask them for a newer one, or look it up."),
        Readiness.UNDECIDED: tr("Whoever made a false key could read it: compare the key if much depends on it."),
    }[how]
    if others:
        also = tr("The same goes for {names}.", names=names_of(others, now.names))
        why = f"{why} {also}"
    remedy = Remedy.USE_KEY if how is Readiness.UNDECIDED else Remedy.LOOK_UP_KEY
    helping = () if how in WITHOUT and address in now.sought else (Mend(remedy, address),)
    sentence = why_not({address: how}, now.names, now.sought, now.changed)
    return Concern(Matter.KEYS, sentence, why, address, (*helping, away, clear), blocking=True)
