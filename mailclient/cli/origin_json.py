"""Who sent a message, as a JSON object: the ``origin`` of ``show --json``, and what ``origin --json`` answers.

standing reason               "good", "unknown", "suspicious" or "failed", and why (``mail.verdict.Reason``)
sentence                      the same in words
author domain subject         the address shown as the sender, its domain, what else the reason names (or null)
first_contact                 whether there was no mail from this address before
believed                      {"server", "results"} of the account's own receiving server, or null;
                              a result: method, result, domain, policy, selector (null when not given)
ignored                       authserv-ids of fields that others wrote
checked                       {"at", "signatures", "policy", "complete"} of what was checked here, or null;
                              a signature: domain, selector, state, algorithm, key_bits
findings                      what is odd: {"oddity", "subject"}
hops                          the way it took, the last server first: said, name, ip, by, protocol, tls, cipher, at
"""

from datetime import UTC, datetime
from typing import Any

from mailclient.language.origin import origin_sentence
from mailclient.mail.origin import Check, CheckedSignature, Claim, Hop
from mailclient.mail.verdict import Verdict


def origin_json(verdict: Verdict) -> dict[str, Any]:
    """The object."""
    return {
        "standing": verdict.standing.value,
        "reason": verdict.reason.value,
        "sentence": origin_sentence(verdict),
        "author": verdict.author or None,
        "domain": verdict.domain or None,
        "subject": verdict.subject or None,
        "first_contact": verdict.first_contact,
        "believed": {"server": verdict.believed, "results": list(map(_claim, verdict.claims))}
        if verdict.has_believed
        else None,
        "ignored": list(verdict.ignored),
        "checked": None if verdict.check is None else _check(verdict.check),
        "findings": [{"oddity": one.oddity.value, "subject": one.subject or None} for one in verdict.findings],
        "hops": list(map(_hop, verdict.origin.hops)),
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "method": claim.method,
        "result": claim.result,
        "domain": claim.domain or None,
        "policy": claim.policy or None,
        "selector": claim.selector or None,
    }


def _check(check: Check) -> dict[str, Any]:
    return {
        "at": datetime.fromtimestamp(check.at, UTC).isoformat(),
        "signatures": list(map(_signature, check.signatures)),
        "policy": check.policy or None,
        "complete": check.complete,
    }


def _signature(signature: CheckedSignature) -> dict[str, Any]:
    return {
        "domain": signature.domain,
        "selector": signature.selector,
        "state": signature.state.value,
        "algorithm": signature.algorithm or None,
        "key_bits": signature.key_bits or None,
    }


def _hop(hop: Hop) -> dict[str, Any]:
    return {
        "said": hop.said or None,
        "name": hop.name or None,
        "ip": hop.ip or None,
        "by": hop.by or None,
        "protocol": hop.protocol or None,
        "tls": hop.tls or None,
        "cipher": hop.cipher or None,
        "at": hop.at.isoformat() if hop.at else None,
    }
