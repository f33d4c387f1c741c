"""The two people whose mail the demonstration shows, and the cards of those they know."""

from mailclient.mail.account import AccountSettings, Secret, Security, Server
from mailclient.resource import resource_path

IMAP_PORT = 993
SMTP_PORT = 465

DEMO_PASSWORD = Secret("demo")
"""Any password but REFUSED_PASSWORD is right; this one stands where the engine needs one."""
REFUSED_PASSWORD = "wrong"  # noqa: S105  the one password that is not right, so that a refusal can be seen

PEOPLE_CARDS = resource_path("demo", "people.vcf")
"""Whom they write with, as cards for the address book."""


def demo_accounts() -> tuple[AccountSettings, ...]:
    """Alice, who writes English, and Minji, who writes Korean; they know each other."""
    return (
        _account("alice@harbour.example", "Alice Hartley"),
        _account("minji@haneul.example", "박민지"),
    )


def _account(email: str, name: str) -> AccountSettings:
    domain = email.partition("@")[2]
    return AccountSettings(
        email=email,
        name=name,
        incoming=Server(f"imap.{domain}", IMAP_PORT, Security.TLS, email),
        smtp=Server(f"smtp.{domain}", SMTP_PORT, Security.TLS, email),
    )
