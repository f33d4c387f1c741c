"""Whose word counts, and what follows from it: from an ``Origin`` to a ``Verdict``. Pure.

**Threat model.** Whoever writes a message writes its header too: Authentication-Results, Received, ARC and DKIM fields,
anything. Only what the account's own receiving server has written on top is not in their hands, and that server is
expected to take away foreign fields that bear its own authserv-id (RFC 8601 section 5). So:

- Only fields with the receiving server's authserv-id count (``ReceivingServer.ids``; learnt from the inbox, or set by
  the user), or of a host below that name.
- And only in the receiving server's own part of the header, which is on top: no Received field above may show that the
  message came from outside there already. A Received field counts as inside when it was written *by* one of the
  receiving organisation's servers and names as giver one of its own, a private address, or none. What the giver *said*
  (HELO) decides only where the taker found nothing out: who lies there makes the border appear lower, and is stopped by
  the next rule.
- Where the field stands above the Received field of the border (Postfix, Exchange, most), all fields with that id
  before the next Received field count; where it stands right below (Gmail), only the first one does, for below it
  the sender's own header begins.
- A claim of pass counts only for a domain in line with the one that is *shown* as the sender (DMARC alignment, relaxed:
  the same organisational domain). DKIM or SPF for any other domain say nothing about who wrote it.

What is left to an attacker: a receiving server that neither writes results nor takes forged ones away, while the user
has named it as believed; and whoever controls that server, or the author's own.
"""

import ipaddress
from collections.abc import Iterable

from mailclient.mail.origin import Check, Claim, Claims, Finding, Hop, Oddity, Origin, ReceivingServer, SignatureState
from mailclient.mail.verdict import Reason, Standing, Verdict

DECEIVING = (
    Oddity.SEVERAL_FROM,
    Oddity.BROKEN_FROM,
    Oddity.AMBIGUOUS_FROM,
    Oddity.SEVERAL_AUTHORS,
    Oddity.NAME_IS_ADDRESS,
    Oddity.HIDDEN_CHARACTERS,
    Oddity.CONFUSABLE_DOMAIN,
)
"""Those that deserve a bar, the worst first."""
_UNCLEAR = (Oddity.SEVERAL_FROM, Oddity.BROKEN_FROM, Oddity.AMBIGUOUS_FROM, Oddity.SEVERAL_AUTHORS)
"""With these nobody can say that what was checked is what is shown."""


# --- whose word counts ----------------------------------------------------------------------------------------------


def believed(origin: Origin, servers: Iterable[ReceivingServer]) -> tuple[Claims, ...]:
    """The fields that one of the receiving servers has written; () when there are none."""
    for server in servers:
        own = [claims for claims in origin.claims if is_of(claims.server, server.ids)]
        inside = [claims for claims in own if _is_inside(origin.hops, claims.hops_above, server)]
        if not inside:
            continue
        if not server.above:
            return (inside[0],)
        return tuple(claims for claims in inside if claims.hops_above == inside[0].hops_above)
    return ()


def is_of(authserv_id: str, ids: Iterable[str]) -> bool:
    """Whether an id is one of these, or a host below one; "" (none written) only where "" is among them."""
    return any(authserv_id == one or bool(one and authserv_id.endswith(f".{one}")) for one in ids)


def _is_inside(hops: tuple[Hop, ...], above: int, server: ReceivingServer) -> bool:
    """Whether all of the way above was inside the receiving organisation, or up to its border."""
    passed, below = hops[:above], hops[above : above + 1]
    border = below if server.above else passed[-1:]
    inner = passed if server.above else passed[:-1]
    return (
        bool(border)
        and is_taken_by(border[0], server.organisations)
        and all(is_internal(hop, server.organisations) for hop in inner)
    )


def is_taken_by(hop: Hop, organisations: Iterable[str]) -> bool:
    """Whether a server of the organisation has written this field."""
    return not hop.by or hop.by_organisation in organisations or _is_local(hop.by)


def is_internal(hop: Hop, organisations: Iterable[str]) -> bool:
    """Whether a message went from one server of the organisation to another, or stayed with one."""
    organisations = tuple(organisations)
    if not (hop.said or hop.name or hop.ip):
        return True  # nobody gave it: what comes over the border is given by somebody
    if not is_taken_by(hop, organisations):
        return False
    if hop.name:
        return hop.from_organisation in organisations or _is_local(hop.name)
    if hop.ip and _is_local(hop.ip):
        return True
    return hop.from_organisation in organisations or (not hop.ip and _is_local(hop.said))


def _is_local(host: str) -> bool:
    """A private address, or a name that no public one can be."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".internal", ".local", ".localdomain", ".lan"))


# --- what follows from it -------------------------------------------------------------------------------------------


def weigh(origin: Origin, servers: Iterable[ReceivingServer], check: Check | None = None) -> Verdict:
    """The verdict by the header and what was checked here; not by what the user knows (``store.origin_reading``)."""
    fields = believed(origin, servers)
    claims = tuple(claim for field in fields for claim in field.results)
    ignored = tuple(dict.fromkeys(claims.server for claims in origin.claims if claims not in fields))
    author = origin.authors[0] if origin.authors else None
    standing, reason, subject = _weighed(origin, claims, check)
    return Verdict(
        standing,
        reason,
        author.address if author else "",
        author.address.rpartition("@")[2] if author else "",
        subject,
        believed=fields[0].server if fields else "",
        has_believed=bool(fields),
        claims=claims,
        ignored=ignored,
        check=check,
        can_check=bool(origin.signatures),
        findings=origin.findings,
        origin=origin,
    )


def _weighed(origin: Origin, claims: tuple[Claim, ...], check: Check | None) -> tuple[Standing, Reason, str]:
    odd = worst(origin.findings)
    organisation = origin.authors[0].organisation if origin.authors else ""
    confirmed = _confirmed(claims, organisation)
    verified = _verified(check, origin)
    if not (confirmed or verified) and _is_refused(claims, organisation):
        forwarder = _forwarder(origin, claims)
        if forwarder:
            return Standing.UNKNOWN, Reason.FORWARDED, forwarder
        return Standing.FAILED, Reason.REFUSED, ""
    if odd is not None and (odd.oddity in DECEIVING):
        return Standing.SUSPICIOUS, Reason.ODD, odd.subject
    if confirmed:
        return Standing.GOOD, Reason.CONFIRMED, ""
    if verified:
        return Standing.GOOD, Reason.VERIFIED, ""
    return _unconfirmed(origin, claims, check, organisation)


def worst(findings: tuple[Finding, ...]) -> Finding | None:
    """The finding that is to be told first."""
    found = [finding for finding in findings if finding.oddity in DECEIVING]
    return min(found, key=lambda finding: DECEIVING.index(finding.oddity), default=None)


def _confirmed(claims: tuple[Claim, ...], organisation: str) -> bool:
    """DMARC, DKIM or SPF pass for the domain that is shown."""
    return bool(organisation) and any(
        claim.method in ("dmarc", "dkim", "spf") and claim.result == "pass" and claim.organisation == organisation
        for claim in claims
    ) and not any(
        claim.method == "dmarc" and claim.result == "fail" and claim.organisation == organisation for claim in claims
    )  # fmt: skip


def _verified(check: Check | None, origin: Origin) -> bool:
    """A signature that fits, of the organisation shown; of the very same domain where that asks for it (adkim=s)."""
    if check is None or not origin.authors or not origin.authors[0].organisation:
        return False
    author = origin.authors[0]
    return any(
        signature.state is SignatureState.VALID
        and (signature.domain == author.domain if check.strict else signature.organisation == author.organisation)
        for signature in check.signatures
    )


def _is_refused(claims: tuple[Claim, ...], organisation: str) -> bool:
    """The domain wants such mail refused (or put aside): DMARC fails under a policy that asks for it."""
    return any(
        claim.method == "dmarc"
        and claim.result == "fail"
        and claim.organisation in (organisation, "")
        and claim.policy in ("reject", "quarantine")
        for claim in claims
    )


def _is_broken(check: Check | None, origin: Origin, organisation: str) -> bool:
    """The domain signs its mail and asks that none be taken without; and its signature does not fit this message.

    By a mailing list that is usual. SPF is not known here, so this is no proof.
    """
    if check is None or origin.lists or check.policy not in ("reject", "quarantine"):
        return False
    own = [signature for signature in check.signatures if signature.organisation == organisation]
    return bool(own) and all(signature.state is SignatureState.WRONG for signature in own)


def _forwarder(origin: Origin, claims: tuple[Claim, ...]) -> str:
    """The domain that changed the message on its way and sealed before that it was confirmed; "" if there is none.

    Only when the receiving server says that the chain of seals is whole.
    """
    if not origin.seals or not any(claim.method == "arc" and claim.result == "pass" for claim in claims):
        return ""
    organisation = origin.authors[0].organisation if origin.authors else ""
    first = origin.seals[0]
    return first.domain if first.found and _confirmed(first.found.results, organisation) else ""


def _unconfirmed(
    origin: Origin, claims: tuple[Claim, ...], check: Check | None, organisation: str
) -> tuple[Standing, Reason, str]:
    if not organisation:
        return Standing.UNKNOWN, Reason.UNCONFIRMED, ""
    mismatched = [
        claim.domain for claim in claims if claim.method == "dmarc" and claim.organisation not in ("", organisation)
    ]
    if mismatched:
        return Standing.SUSPICIOUS, Reason.NOT_WHAT_WAS_CHECKED, mismatched[0]
    forwarder = _forwarder(origin, claims)
    if forwarder:
        return Standing.UNKNOWN, Reason.FORWARDED, forwarder
    if not claims and _is_broken(check, origin, organisation):
        return Standing.SUSPICIOUS, Reason.BROKEN_SIGNATURE, ""
    if origin.lists and claims:
        return Standing.UNKNOWN, Reason.BY_LIST, origin.lists[0]
    if any(claim.method == "spf" and claim.result == "fail" and claim.organisation == organisation for claim in claims):
        return Standing.SUSPICIOUS, Reason.ANOTHER_SERVER, ""
    return Standing.UNKNOWN, Reason.UNCONFIRMED if claims or check else Reason.NOT_CHECKED, ""
