"""Signatures against the sender: which of them the mark is about, and what it says.

A mark is for the message that is shown and for the one who is said to have written it. A signature around an encryption
is about ciphertext, which anybody can sign who never read it: it says nothing of the text. One bad signature among the
others spoils the mark: somebody has changed something. Where several people signed, the sender's counts.
"""

import re
from dataclasses import replace

from mailclient.crypto.smime.reason import Reason
from mailclient.engine.protection.keys import Keys
from mailclient.engine.protection.opened import FoundSignature, Walk
from mailclient.mail.protection import Acceptance, Covers, Signature, SignatureVerdict, Signer, System
from mailclient.mime.protection.sender import ClaimedSender

_UNROOTED = (str(Reason.UNKNOWN_ROOT), str(Reason.CHAIN_BROKEN))
_CLOCKS_DIFFER = 86_400.0
"""Seconds: time zones, too, that were set wrongly."""
_ASKED = 50
"""User ids of a key; nobody has more."""
_AT = re.compile("[@\uff20\ufe6b]")
"""A name with it is an address, and maybe not the one that was looked at."""
_KNOWN = (Acceptance.ACCEPTED, Acceptance.VERIFIED, Acceptance.OWN)
_ORDER = (
    SignatureVerdict.GOOD,
    SignatureVerdict.GOOD_OTHER_SENDER,
    SignatureVerdict.UNTRUSTED,
    SignatureVerdict.EXPIRED,
    SignatureVerdict.UNKNOWN_KEY,
    SignatureVerdict.WEAK,
    SignatureVerdict.REVOKED,
    SignatureVerdict.BAD,
    SignatureVerdict.NONE,
)


async def weigh_signatures(walk: Walk, sender: ClaimedSender, keys: Keys) -> Signature | None:
    """The mark; None where nothing is signed."""
    weighed = [_in_time(await _weighed(found, sender, keys), walk.latest) for found in walk.signatures]
    if not weighed:
        return None
    counting = [one for one in weighed if one.inside == len(walk.encryptions)]
    best = _chosen(counting or weighed)
    verdict, reason, covers = best.verdict, best.reason, walk.covers
    if not counting and verdict is not SignatureVerdict.BAD:
        verdict, reason, covers = SignatureVerdict.NONE, "signed_outside", Covers.NONE
    if walk.problem and verdict is not SignatureVerdict.BAD:
        verdict, reason = SignatureVerdict.NONE, walk.problem
    if verdict in (SignatureVerdict.BAD, SignatureVerdict.NONE) and verdict is best.verdict:
        covers = Covers.NONE
    return Signature(
        system=best.system,
        verdict=verdict,
        covers=covers,
        signer=best.signer if best.signer.fingerprint else None,
        signers=tuple(one.signer for one in weighed if one.signer.fingerprint),
        time=best.time,
        reason=reason,
        revocation=best.revocation,
    )


def _chosen(weighed: list[FoundSignature]) -> FoundSignature:
    bad = [one for one in weighed if one.verdict is SignatureVerdict.BAD]
    if bad:
        return bad[-1]
    return min(weighed, key=lambda one: _ORDER.index(one.verdict))


async def _weighed(found: FoundSignature, sender: ClaimedSender, keys: Keys) -> FoundSignature:
    """With the acceptance of its key, and the verdict that follows from that and from the sender."""
    signer = found.signer
    if not signer.fingerprint or found.verdict in (SignatureVerdict.UNKNOWN_KEY, SignatureVerdict.BAD):
        return found
    for_any = await keys.acceptance(signer.fingerprint, None, found.system)
    for_sender = Acceptance.UNDECIDED
    if sender.address:
        for_sender = await keys.acceptance(signer.fingerprint, sender.address, found.system)
    if found.chained and for_any is Acceptance.UNDECIDED:
        for_any = Acceptance.ACCEPTED
    if found.chained and for_sender is Acceptance.UNDECIDED and sender.address in signer.addresses:
        for_sender = Acceptance.ACCEPTED
    # of a key somebody may have said that it is also of an address that it does not name; a certificate cannot be so
    is_senders = sender.address in signer.addresses or (found.system is System.OPENPGP and for_sender in _KNOWN)
    acceptance = for_any if for_any is Acceptance.REJECTED or not is_senders else for_sender
    found = replace(found, signer=await _introduced(found, acceptance, sender, keys))
    found = _by_own_word(found, acceptance)
    if found.verdict is not SignatureVerdict.GOOD:
        return found
    if acceptance not in _KNOWN:
        return replace(found, verdict=SignatureVerdict.UNTRUSTED, reason=str(acceptance))
    doubt = sender.doubt
    if doubt == "answers_elsewhere" and set(sender.answers) <= set(signer.addresses):
        doubt = ""
    if doubt or not is_senders:
        reason = doubt or "other_sender"
        return replace(found, verdict=SignatureVerdict.GOOD_OTHER_SENDER, reason=reason)
    return replace(found, verdict=SignatureVerdict.GOOD, reason="")


def _in_time(found: FoundSignature, latest: float) -> FoundSignature:
    """Nobody has signed anything tomorrow."""
    right = (SignatureVerdict.GOOD, SignatureVerdict.GOOD_OTHER_SENDER)
    if found.verdict not in right or found.time is None or found.time <= latest + _CLOCKS_DIFFER:
        return found
    return replace(found, verdict=SignatureVerdict.UNTRUSTED, reason="signed_in_future")


def _by_own_word(found: FoundSignature, acceptance: Acceptance) -> FoundSignature:
    """A certificate whose root nobody trusts, or that nobody sent, where the user said that it is the right one."""
    unrooted = found.verdict is SignatureVerdict.UNTRUSTED and found.reason in _UNROOTED
    if found.system is not System.SMIME or acceptance not in _KNOWN or not unrooted:
        return found
    verdict, reason = found.alone
    return replace(found, verdict=verdict, reason=reason)


async def _introduced(found: FoundSignature, acceptance: Acceptance, sender: ClaimedSender, keys: Keys) -> Signer:
    """The signer by the name and addresses that are known to be theirs, and a chain that ends where one trusts it.

    The first address is the sender's, if it is one of them: most who show one show that.

    Whoever has a key can write any name into it, and whoever makes a certificate any authority.
    """
    first_the_senders = tuple(sorted(found.signer.addresses, key=lambda address: address != sender.address))
    chain = found.signer.chain if found.chained else ()
    signer = replace(found.signer, acceptance=acceptance, chain=chain, addresses=first_the_senders)
    if not found.people:
        return signer
    shown = [one for one in found.people if one.address.lower() == sender.address]
    if not shown:
        shown = [
            one
            for one in found.people[:_ASKED]
            if await keys.acceptance(signer.fingerprint, one.address.lower(), found.system) in _KNOWN
        ]
        signer = replace(signer, addresses=tuple(one.address.lower() for one in shown) or signer.addresses)
    by_own_word = acceptance in _KNOWN and not shown
    name = "" if by_own_word else (shown or found.people)[0].name
    return replace(signer, name="" if _AT.search(name) else name)
