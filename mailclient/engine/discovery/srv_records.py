"""Servers by SRV records: RFC 6186, and RFC 8314 section 5.1 for submission with TLS from the first byte.

DNS answers can be forged. A server within the domain proves itself by its certificate; for one outside RFC 6186
section 6 wants the user to look at its name first.
"""

import asyncio

from mailclient.engine.discovery.address import Address, host_name, is_within
from mailclient.engine.discovery.autoconfig import guessed_smtp
from mailclient.mail.account import AccountKind, AccountSettings, Security, Server
from mailclient.mail.discovery import Note, Proposal, Step
from mailclient.transport.dns import DomainNames

_INCOMING = {
    AccountKind.IMAP: (("_imaps", Security.TLS), ("_imap", Security.STARTTLS)),
    AccountKind.POP3: (("_pop3s", Security.TLS), ("_pop3", Security.STARTTLS)),
}
_SUBMISSION = (("_submissions", Security.TLS), ("_submission", Security.STARTTLS))


async def by_srv_records(names: DomainNames, address: Address) -> tuple[Proposal, ...]:
    """IMAP and POP3 as far as DNS names them. ``MailError`` as of ``DomainNames.services``."""
    smtp, *incoming = await asyncio.gather(
        _first(names, address, _SUBMISSION), *(_first(names, address, services) for services in _INCOMING.values())
    )
    return tuple(
        _proposal(address, kind, server, smtp)
        for kind, server in zip(_INCOMING, incoming, strict=True)
        if server is not None
    )


def _proposal(address: Address, kind: AccountKind, incoming: Server, smtp: Server | None) -> Proposal:
    outgoing = smtp or guessed_smtp(address)
    outside = not all(is_within(server.host, address.domain) for server in (incoming, outgoing))
    notes = [Note.UNSIGNED_DNS] if outside else []
    notes += [Note.SMTP_UNKNOWN] if smtp is None else []
    settings = AccountSettings(address.text, "", incoming, outgoing, kind)
    return Proposal(settings, Step.SRV, confirm=bool(notes), other_users=(address.name,), notes=tuple(notes))


async def _first(names: DomainNames, address: Address, services: tuple[tuple[str, Security], ...]) -> Server | None:
    """The first service that is offered, by its best record."""
    found = await asyncio.gather(*(names.services(f"{name}._tcp.{address.domain}") for name, _ in services))
    for (_, security), records in zip(services, found, strict=True):
        for record in records:
            host = host_name(record.host)
            if host and 0 < record.port < 65536:
                return Server(host, record.port, security, address.text)
    return None
