"""Where passwords are kept: the system's keyring, else the kernel's (memory only), never a file.

Keyring entries: service "mailclient", user "<imap|smtp>:<user>@<host>:<port>".
"""

from enum import StrEnum
from typing import Protocol

from mailclient.mail.account import Secret, Server


class Purpose(StrEnum):
    """Which of an account's two passwords."""

    IMAP = "imap"
    SMTP = "smtp"


class Credentials(Protocol):
    """All three raise ``MailError``: NO_KEYRING (there is no safe place), KEYRING_LOCKED, TIMED_OUT."""

    async def password(self, server: Server, purpose: Purpose) -> Secret | None:
        """The password kept for this login, None when there is none."""
        ...

    async def store(self, server: Server, purpose: Purpose, password: Secret) -> None:
        """Keep it, replacing an older one."""
        ...

    async def forget(self, server: Server, purpose: Purpose) -> None:
        """Drop it; nothing happens when there is none."""
        ...


class MemoryCredentials:
    """Passwords in this process only: for the demo and for tests."""

    def __init__(self) -> None:
        self._passwords: dict[str, Secret] = {}

    async def password(self, server: Server, purpose: Purpose) -> Secret | None:
        """See ``Credentials``."""
        return self._passwords.get(entry_name(server, purpose))

    async def store(self, server: Server, purpose: Purpose, password: Secret) -> None:
        """See ``Credentials``."""
        self._passwords[entry_name(server, purpose)] = password

    async def forget(self, server: Server, purpose: Purpose) -> None:
        """See ``Credentials``."""
        self._passwords.pop(entry_name(server, purpose), None)


def entry_name(server: Server, purpose: Purpose) -> str:
    """The keyring's user name of a login: "imap:alice@mail.example.org:993"."""
    return f"{purpose}:{server.user}@{server.host}:{server.port}"


def system_credentials() -> Credentials:
    """What this computer offers, found out at the first use."""
    raise NotImplementedError
