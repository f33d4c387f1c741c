"""Where passwords are kept: the system's keyring, else the Linux kernel's (memory only), else nowhere.

Never a file of ours, never a plain-text backend: a computer without a safe place is NO_KEYRING, and the user is told.
Entries: service "mailclient", user "<imap|pop3|smtp>:<user>@<host>:<port>". ``system_keyring.py`` and
``kernel_keyring.py`` are the two places.
"""

import asyncio
from collections.abc import Callable
from enum import StrEnum
from typing import Protocol, TypeVar

from mailclient.engine.accounts.kernel_keyring import KernelKeyring
from mailclient.engine.accounts.password_place import PasswordPlace, PlaceLocked, PlaceUnavailable
from mailclient.engine.accounts.system_keyring import SystemKeyring
from mailclient.mail.account import AccountKind, AccountSettings, Secret, Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.blocking_call import blocking_call

_ANSWER_SECONDS = 90.0
"""A desktop may ask the user to unlock the keyring first."""

T = TypeVar("T")


class Purpose(StrEnum):
    """Which of an account's two passwords."""

    IMAP = "imap"
    POP3 = "pop3"
    SMTP = "smtp"

    @classmethod
    def incoming(cls, settings: AccountSettings) -> "Purpose":
        """Of the server its mail comes from."""
        return cls.POP3 if settings.kind is AccountKind.POP3 else cls.IMAP


class Credentials(Protocol):
    """All three raise ``MailError``: NO_KEYRING (there is no safe place), KEYRING_LOCKED (or nobody answered)."""

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


class PlaceCredentials:
    """Passwords in the first of ``places`` that is there; which one, is found out at the first use.

    Each call runs in a thread of its own, for a keyring may wait for the user; one at a time.
    """

    def __init__(self, places: tuple[PasswordPlace, ...], answer_seconds: float = _ANSWER_SECONDS) -> None:
        self._places = places
        self._found: PasswordPlace | None = None
        self._answer_seconds = answer_seconds
        self._turn = asyncio.Lock()

    async def password(self, server: Server, purpose: Purpose) -> Secret | None:
        """See ``Credentials``."""
        name = entry_name(server, purpose)
        value = await self._use(lambda place: place.read(name))
        return None if value is None else Secret(value)

    async def store(self, server: Server, purpose: Purpose, password: Secret) -> None:
        """See ``Credentials``."""
        name = entry_name(server, purpose)
        await self._use(lambda place: place.write(name, password.reveal()))

    async def forget(self, server: Server, purpose: Purpose) -> None:
        """See ``Credentials``."""
        name = entry_name(server, purpose)
        await self._use(lambda place: place.erase(name))

    async def _use(self, action: Callable[[PasswordPlace], T]) -> T:
        async with self._turn:
            try:
                async with asyncio.timeout(self._answer_seconds):
                    return await blocking_call(lambda: self._first(action), "keyring")
            except PlaceUnavailable as error:
                raise MailError(Problem(ProblemKind.NO_KEYRING, detail=str(error))) from error
            except PlaceLocked as error:
                raise MailError(Problem(ProblemKind.KEYRING_LOCKED, detail=str(error))) from error
            except TimeoutError as error:
                detail = f"no answer in {self._answer_seconds:g} seconds"
                raise MailError(Problem(ProblemKind.KEYRING_LOCKED, detail=detail)) from error

    def _first(self, action: Callable[[PasswordPlace], T]) -> T:
        """Use the first place that is there, and only this one from now on.

        Two threads may be here at once: that of a caller who was cancelled runs on, and its turn is over.
        """
        reasons: list[str] = []
        for place in self._places if self._found is None else (self._found,):
            try:
                result = action(place)
            except PlaceUnavailable as error:
                reasons.append(str(error))
            else:
                self._found = place
                return result
        raise PlaceUnavailable("; ".join(reasons))


def entry_name(server: Server, purpose: Purpose) -> str:
    """The keyring's user name of a login: "imap:alice@mail.example.org:993"."""
    return f"{purpose}:{server.user}@{server.host}:{server.port}"


def system_credentials() -> Credentials:
    """What this computer offers, found out at the first use."""
    return PlaceCredentials((SystemKeyring(), KernelKeyring()))
