"""What the tests of discovery share."""

from mailclient.engine.discovery.discover import discover
from mailclient.mail.discovery import Discovery, Step, StepState
from mailclient.mail.problem import Problem
from mailclient.transport.connect import dial
from mailclient.transport.dns import DomainNames

DOMAINS = ("probed.test", "mail.test")
"""Those whose imap, pop and smtp hosts have a certificate; Dovecot's users are of the last."""

WELL_KNOWN = "/.well-known/autoconfig/mail/config-v1.1.xml"
AUTOCONFIG = "/mail/config-v1.1.xml"


class Told:
    """What the steps told, in order."""

    def __init__(self) -> None:
        self.all: list[tuple[Step, str, StepState, Problem | None]] = []

    def __call__(self, step: Step, subject: str, state: StepState, problem: Problem | None) -> None:
        self.all.append((step, subject, state, problem))

    def states(self, step: Step) -> list[StepState]:
        return [state for one, _, state, _ in self.all if one is step]

    def subjects(self, state: StepState) -> set[str]:
        return {subject for _, subject, one, _ in self.all if one is state}


async def look(email: str, names: DomainNames, told: Told | None = None, *, total_seconds: float = 15.0) -> Discovery:
    return await discover(email, told or Told(), dial, names, total_seconds=total_seconds)


def config(imap: str = "imap.provider.test", smtp: str = "smtp.provider.test", socket: str = "SSL") -> bytes:
    """An autoconfig file."""
    return (
        f'<clientConfig version="1.1"><emailProvider id="p"><displayName>Provider</displayName>'
        f'<incomingServer type="imap"><hostname>{imap}</hostname><port>993</port><socketType>{socket}</socketType>'
        f"<username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication></incomingServer>"
        f'<outgoingServer type="smtp"><hostname>{smtp}</hostname><port>465</port><socketType>{socket}</socketType>'
        f"<username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication></outgoingServer>"
        f"</emailProvider></clientConfig>"
    ).encode()
