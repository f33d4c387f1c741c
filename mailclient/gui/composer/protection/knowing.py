"""Who is known to know what came encrypted. Pure.

Somebody who caught an encrypted message, but cannot read it, may send it on as his own, or with himself in Cc, and wait
for an answer that quotes it, encrypted for him. So whoever did not sign it inside, and those the header names beyond
whom it was encrypted for, are asked about before what it said is quoted to them.
"""

from mailclient.mail.message import Envelope
from mailclient.mail.protection import Covers, Protection, SignatureVerdict

_OF_THE_SENDER = (SignatureVerdict.GOOD, SignatureVerdict.UNTRUSTED, SignatureVerdict.EXPIRED)
"""Signed inside, by a key that names the sender: nobody can do that who has not read it."""


def known_by(protection: Protection, envelope: Envelope) -> tuple[str, ...]:
    """Addresses (lower case) of those who can read the message already, as far as that is known.

    Whom it was encrypted for is known by number only: if the header names no more people, they are meant.
    """
    signature, encryption = protection.signature, protection.encryption
    if signature is None or encryption is None or signature.signer is None:
        return ()
    sender = {one.address.lower() for one in envelope.from_}
    names = {one.lower() for one in signature.signer.addresses}
    if signature.verdict not in _OF_THE_SENDER or signature.covers is not Covers.ALL or not sender & names:
        return ()
    people = sender | {one.address.lower() for one in (*envelope.to, *envelope.cc)}
    found = {one.lower() for one in encryption.recipients}
    known = people if len(people) <= len(encryption.recipients) else people & found
    return tuple(sorted(known | names))
