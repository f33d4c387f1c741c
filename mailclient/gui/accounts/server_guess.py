"""What the servers of an address are usually called, for one who types them by hand. Pure; nothing is looked up."""

from mailclient.mail.account import AccountKind, AccountSettings, Security, Server
from mailclient.mail.ports import USUAL_PORTS

_NAMES = {AccountKind.IMAP: "imap", AccountKind.POP3: "pop"}


def guess(email: str, name: str = "", kind: AccountKind = AccountKind.IMAP) -> AccountSettings:
    """Settings of the usual shape for an address; empty hosts while it has no domain."""
    user, at, domain = email.strip().rpartition("@")
    domain = domain.lower() if at and user else ""
    incoming = f"{_NAMES[kind]}.{domain}" if domain else ""
    outgoing = f"smtp.{domain}" if domain else ""
    return AccountSettings(
        email.strip(),
        name.strip(),
        Server(incoming, USUAL_PORTS[kind, Security.TLS], Security.TLS, email.strip()),
        Server(outgoing, USUAL_PORTS["smtp", Security.TLS], Security.TLS, email.strip()),
        kind,
    )
