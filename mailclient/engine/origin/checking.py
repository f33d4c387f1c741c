"""The signatures of one message, checked here. The message is read in a thread; DNS is asked once for each name."""

import asyncio

from mailclient.engine.origin.keys import keys_of, policy_of
from mailclient.mail.origin import Check, SignatureState
from mailclient.mime.header import fields_of
from mailclient.mime.origin.authors import authors_of
from mailclient.mime.origin.dkim import SignedMessage
from mailclient.transport.dns import DomainNames


async def check(data: bytes, names: DomainNames, now: float) -> Check:
    """``data``: the message byte for byte. ``now``: epoch seconds. Never raises: what DNS did not tell is said."""
    message = await asyncio.to_thread(SignedMessage, data)
    keys = await keys_of(names, message.key_names())
    signatures = await asyncio.to_thread(message.checked, keys, now)
    authors = authors_of(fields_of(message.header_block))
    policy = await policy_of(names, authors[0].domain) if authors and authors[0].domain else None
    unasked = tuple(name for name, records in keys.items() if records is None)
    return Check(
        signatures=signatures,
        policy=policy.policy if policy else "",
        strict=policy.strict if policy else False,
        at=now,
        complete=not unasked and (policy is None or policy.known),
        unasked=unasked,
    )


def has_answers(found: Check) -> bool:
    """Whether DNS answered for anything."""
    return found.complete or any(one.state is not SignatureState.NOT_ASKED for one in found.signatures)
