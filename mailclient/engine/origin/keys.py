"""What DNS says about the mail of a domain: DKIM keys (RFC 6376 section 3.6.2), the DMARC policy (RFC 7489 section 6).

Who asks here lets the domain's name servers know that somebody looks at the message.
"""

from dataclasses import dataclass

from mailclient.mail.problem import MailError
from mailclient.mime.origin.domains import organisation_of
from mailclient.mime.origin.signatures import tags_of
from mailclient.transport.dns import DomainNames

_POLICIES = ("reject", "quarantine", "none")


@dataclass(frozen=True, slots=True)
class MailPolicy:
    """``policy`` "" where the domain has none. ``strict``: adkim=s. ``known``: False when DNS did not answer."""

    policy: str = ""
    strict: bool = False
    known: bool = True


async def keys_of(names: DomainNames, wanted: tuple[str, ...]) -> dict[str, tuple[str, ...] | None]:
    """The TXT records of each name; None where DNS could not be asked."""
    found: dict[str, tuple[str, ...] | None] = {}
    for name in wanted:
        try:
            found[name] = await names.texts(name)
        except MailError:
            found[name] = None
    return found


async def policy_of(names: DomainNames, domain: str) -> MailPolicy:
    """The DMARC policy for mail of ``domain``: its own, else that of its organisation for what is below it."""
    organisation = organisation_of(domain)
    try:
        for owner in dict.fromkeys((domain, organisation)):
            for record in await names.texts(f"_dmarc.{owner}"):
                tags = tags_of(record.encode("utf-8", "replace"))
                if record.replace(" ", "").lower().startswith("v=dmarc1"):
                    own = tags.get("p", "")
                    policy = (own if owner == domain else tags.get("sp", own)).lower()
                    return MailPolicy(policy if policy in _POLICIES else "none", tags.get("adkim", "r").lower() == "s")
    except MailError:
        return MailPolicy(known=False)
    return MailPolicy()
