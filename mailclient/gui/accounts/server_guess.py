"""What the usual names and ports of servers are, for one who types them by hand. Pure; nothing is looked up."""

from mailclient.mail.account import AccountKind, AccountSettings, Security, Server

IMAP_PORTS = {Security.TLS: 993, Security.STARTTLS: 143, Security.NONE: 143}
POP3_PORTS = {Security.TLS: 995, Security.STARTTLS: 110, Security.NONE: 110}
SMTP_PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 587}

INCOMING_PORTS = {AccountKind.IMAP: IMAP_PORTS, AccountKind.POP3: POP3_PORTS}
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
        Server(incoming, INCOMING_PORTS[kind][Security.TLS], Security.TLS, email.strip()),
        Server(outgoing, SMTP_PORTS[Security.TLS], Security.TLS, email.strip()),
        kind,
    )
