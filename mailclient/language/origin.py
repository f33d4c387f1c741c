"""Who sent a message, in words: one sentence, and the details for who asks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from mailclient.language.catalogue import tr, tr_n
from mailclient.mail.origin import CheckedSignature, Claim, Finding, Hop, Oddity, ReceivingServer, SignatureState
from mailclient.mail.verdict import Reason, Standing, Verdict
from mailclient.mail.weighing import worst


def origin_sentence(verdict: Verdict) -> str:
    """The verdict in one sentence."""
    if verdict.reason is Reason.ODD:
        found = worst(verdict.findings)
        return finding_sentence(found, verdict) if found else ""
    if not verdict.domain:
        return tr("It does not say who sent it.")
    return _SENTENCES[verdict.reason](verdict)


def origin_note(verdict: Verdict) -> str:
    """What stands beside the mark, in two or three words; "" where the mark says enough."""
    if verdict.alarming or verdict.reason is Reason.OWN:
        return ""
    return tr("First message from this address") if verdict.first_contact else ""


def first_contact_sentence(verdict: Verdict) -> str:
    """That the sender is new, "" if not."""
    return tr("You have not had mail from this address before.") if verdict.first_contact else ""


def finding_sentence(finding: Finding, verdict: Verdict) -> str:
    """What is odd, in one sentence."""
    match finding.oddity:
        case Oddity.SEVERAL_FROM:
            return tr("It names several senders; nobody can say which of them was checked.")
        case Oddity.BROKEN_FROM:
            return tr("The sender is written so that programs read it differently, as forgers do.")
        case Oddity.AMBIGUOUS_FROM if finding.subject:
            return tr("The sender can also be read as {address}.", address=finding.subject)
        case Oddity.AMBIGUOUS_FROM:
            return tr("The sender can be read in more than one way, as forgers do.")
        case Oddity.SEVERAL_AUTHORS:
            return tr("It names several senders, {address} among them.", address=finding.subject)
        case Oddity.NAME_IS_ADDRESS:
            return tr(
                "The name says {address}, but it came from {author}.", address=finding.subject, author=verdict.author
            )
        case Oddity.HIDDEN_CHARACTERS:
            return tr("The sender's name holds characters that cannot be seen, as forgers use them.")
        case Oddity.CONFUSABLE_DOMAIN:
            return tr(
                "The sender's domain {domain} is written to look like {fake}.",
                domain=verdict.domain,
                fake=finding.subject,
            )
        case Oddity.REPLIES_ELSEWHERE:
            return tr("Answers go to {address}.", address=finding.subject)
        case Oddity.SENDER_ELSEWHERE:
            return tr("It was handed in by {address}.", address=finding.subject)
    return tr("It does not say who sent it.")


_SENTENCES: dict[Reason, Callable[[Verdict], str]] = {
    Reason.CONFIRMED: lambda one: tr("{author}, confirmed by {domain}", author=one.author, domain=one.domain),
    Reason.VERIFIED: lambda one: tr(
        "{author}, confirmed by the signature of {domain}", author=one.author, domain=one.domain
    ),
    Reason.OWN: lambda _one: tr("You wrote this."),
    Reason.UNCONFIRMED: lambda one: tr("Nothing confirms that this came from {domain}.", domain=one.domain),
    Reason.NOT_CHECKED: lambda one: tr("Nobody has checked whether this came from {domain}.", domain=one.domain),
    Reason.FORWARDED: lambda one: tr(
        "{forwarder} has passed this on and changed it; before that {domain} confirmed it.",
        forwarder=one.subject,
        domain=one.domain,
    ),
    Reason.BY_LIST: lambda one: tr(
        "This came by a mailing list of {list}; nothing confirms that it was written at {domain}.",
        list=one.subject,
        domain=one.domain,
    ),
    Reason.REFUSED: lambda one: tr(
        "This did not come from {domain}, which asks that such mail be refused.", domain=one.domain
    ),
    Reason.BROKEN_SIGNATURE: lambda one: tr(
        "This may not come from {domain}: the signature does not fit the message.", domain=one.domain
    ),
    Reason.ANOTHER_SERVER: lambda one: tr(
        "This may not come from {domain}: a server sent it that does not belong to {domain}.", domain=one.domain
    ),
    Reason.NOT_WHAT_WAS_CHECKED: lambda one: tr(
        "The sender shown is {author}, but {checked} was checked.", author=one.author, checked=one.subject
    ),
    Reason.LOOKS_LIKE: lambda one: tr(
        "{domain} is not {known}, to which you write: it only looks like it.", domain=one.domain, known=one.subject
    ),
    Reason.AS_YOURSELF: lambda one: tr(
        "This names you, {author}, as the sender, but it did not come from you.", author=one.author
    ),
    Reason.SAME_NAME: lambda one: tr(
        "You know somebody of this name at {known}; this came from {author}.", known=one.subject, author=one.author
    ),
}


# --- details ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DetailRow:
    """A technical word, and in plain words what came of it; ``standing`` for its colour."""

    name: str
    words: str
    standing: Standing = Standing.UNKNOWN


_KNOWN_METHODS = ("spf", "dkim", "dmarc", "arc")


def claim_rows(verdict: Verdict) -> list[DetailRow]:
    """What the receiving server says, the known methods alone."""
    return [
        DetailRow(claim.method.upper(), _claim_words(claim), _standing_of(claim))
        for method in _KNOWN_METHODS
        for claim in verdict.claims
        if claim.method == method
    ]


def _standing_of(claim: Claim) -> Standing:
    return {"pass": Standing.GOOD, "fail": Standing.FAILED}.get(claim.result, Standing.UNKNOWN)


def _claim_words(claim: Claim) -> str:
    match claim.method, claim.result:
        case "spf", "pass":
            return tr("The sending server may send for {domain}.", domain=claim.domain)
        case "spf", "fail" | "softfail":
            return tr("The sending server may not send for {domain}.", domain=claim.domain)
        case "dkim", "pass":
            return tr("Signed by {domain}, and not changed since.", domain=claim.domain)
        case "dkim", "fail":
            return tr("The signature of {domain} does not fit.", domain=claim.domain or "?")
        case "dkim", "none":
            return tr("There is no signature.")
        case "dmarc", "pass":
            return tr("{domain} recognises it as its own.", domain=claim.domain)
        case "dmarc", "fail" if claim.policy in ("reject", "quarantine"):
            return tr("{domain} does not recognise it, and asks that such mail be refused.", domain=claim.domain)
        case "dmarc", "fail":
            return tr("{domain} does not recognise it.", domain=claim.domain)
        case "arc", "pass":
            return tr("Those who passed it on have sealed what they found.")
        case "arc", "fail":
            return tr("The seals of those who passed it on do not fit.")
        case _, "none":
            return (
                tr("{domain} says nothing about it.", domain=claim.domain) if claim.domain else tr("Nothing is said.")
            )
        case _, "temperror" | "permerror":
            return tr("It could not be checked.")
    return tr("No result ({word}).", word=claim.result)


def signature_row(signature: CheckedSignature) -> DetailRow:
    """What came of checking a signature here."""
    domain = signature.domain or "?"
    good = Standing.GOOD if signature.state is SignatureState.VALID else Standing.UNKNOWN
    match signature.state:
        case SignatureState.VALID:
            words = tr("Signed by {domain}, and not changed since.", domain=domain)
        case SignatureState.WRONG:
            words, good = tr("The signature of {domain} does not fit.", domain=domain), Standing.FAILED
        case SignatureState.EXPIRED:
            words = tr("The signature of {domain} has expired.", domain=domain)
        case SignatureState.NO_KEY:
            words = tr("{domain} has no key for this signature (any more).", domain=domain)
        case SignatureState.WEAK:
            words = tr("The signature of {domain} fits, but is too weak to prove anything.", domain=domain)
        case SignatureState.UNREADABLE:
            words = tr("A signature that cannot be read.")
        case SignatureState.NOT_ASKED:
            words = tr("The key of {domain} could not be asked for.", domain=domain)
    return DetailRow("DKIM", words, good)


def believed_sentence(verdict: Verdict, server: ReceivingServer | None, email: str) -> str:
    """Whose word was taken, or why nobody's."""
    if verdict.has_believed:
        return tr(
            "Checked by {server}, which receives the mail for {email}.", server=_server_name(verdict), email=email
        )
    if server is None:
        return tr("Which server receives the mail for {email} is not known yet: more messages are needed.", email=email)
    return tr("The server that receives the mail for {email} says nothing about this message.", email=email)


def _server_name(verdict: Verdict) -> str:
    hop = next((hop for hop in verdict.origin.hops if hop.by), None)
    return verdict.believed or (hop.by if hop else "") or "?"


def ids_text(server: ReceivingServer | None) -> str:
    """The names whose results are believed, as shown and typed."""
    return ", ".join(one for one in server.ids if one) if server else ""


def ignored_sentence(verdict: Verdict) -> str:
    """That others have written results, which count for nothing; "" if none did."""
    named = ", ".join(one for one in verdict.ignored if one)
    return tr("Not believed: results by {servers}.", servers=named) if named else ""


def hop_words(hop: Hop) -> str:
    """From whom to whom."""
    giver = hop.name or hop.said or hop.ip
    if giver and hop.by:
        return tr("{giver} → {taker}", giver=giver, taker=hop.by)
    return hop.by or giver or tr("A server without a name")


def protection_words(hop: Hop) -> str:
    """Whether it was encrypted on that way."""
    if hop.tls in ("", "yes"):
        return tr("encrypted") if hop.tls else tr("not known to be encrypted")
    return tr("encrypted ({version})", version=hop.tls)


def delay_words(delay: timedelta | None) -> str:
    """How long it took since the hop before; "" where that is not known or no time at all."""
    seconds = round(delay.total_seconds()) if delay else 0
    if seconds <= 0:
        return ""
    if seconds < 120:
        return tr_n("after {count} second", "after {count} seconds", seconds)
    if seconds < 7200:
        return tr_n("after {count} minute", "after {count} minutes", round(seconds / 60))
    if seconds < 172800:
        return tr_n("after {count} hour", "after {count} hours", round(seconds / 3600))
    return tr_n("after {count} day", "after {count} days", round(seconds / 86400))
