"""Named secrets, wherever they are kept: in the system's keyring, in the vault of the profile, or in memory.

The vault is the place as soon as its file exists, for the user has chosen it or there was nothing else; before, the
system's keyring. A keyring that is locked is waited for and told, and nothing goes anywhere else meanwhile.

Without both, whoever is there is asked for the passphrase of a new vault. Where nobody can be asked, because a script
uses us, secrets may be kept in the memory of the kernel until the computer's next start: never unless that was said
(``keep_until_restart``), for what is forgotten stops the mail without a reason that a person could see.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from mailclient.engine.secrets.password_place import PasswordPlace, PlaceLocked, PlaceUnavailable
from mailclient.engine.secrets.vault import Vault, VaultShut
from mailclient.engine.secrets.vault_file import VaultDamaged, WrongPassphrase
from mailclient.engine.unwritable import unwritable
from mailclient.mail.account import Secret
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.blocking_call import blocking_call

_ANSWER_SECONDS = 90.0
"""A desktop may ask the user to unlock the keyring first."""

T = TypeVar("T")


class Entries(Protocol):
    """All raise ``MailError``: NO_KEYRING, KEYRING_LOCKED (or nobody answered), VAULT_LOCKED, VAULT_DAMAGED."""

    async def read(self, name: str) -> Secret | None:
        """None when there is none."""
        ...

    async def write(self, name: str, secret: Secret) -> None:
        """Keep it, replacing an older one; on the disk when this returns."""
        ...

    async def erase(self, name: str) -> None:
        """Drop it; nothing happens when there is none."""
        ...


class MemoryEntries:
    """In this process only: for the demo and for tests."""

    def __init__(self) -> None:
        self._secrets: dict[str, Secret] = {}

    async def read(self, name: str) -> Secret | None:
        """See ``Entries``."""
        return self._secrets.get(name)

    async def write(self, name: str, secret: Secret) -> None:
        """See ``Entries``."""
        self._secrets[name] = secret

    async def erase(self, name: str) -> None:
        """See ``Entries``."""
        self._secrets.pop(name, None)


class PlaceEntries:
    """In the vault if there is one, else in the first of ``places`` that is there, found out at the first use.

    Each call runs in a thread of its own, for a keyring may wait for the user; one at a time. ``vault_locked`` is
    called with whether there is a vault, each time its passphrase would be needed.
    """

    def __init__(
        self,
        places: Sequence[PasswordPlace],
        vault: Vault | None = None,
        until_restart: PasswordPlace | None = None,
        answer_seconds: float = _ANSWER_SECONDS,
    ) -> None:
        self.vault_locked: Callable[[bool], None] = lambda _exists: None
        self._places = tuple(places)
        self._vault = vault
        self._until_restart = until_restart
        self._nobody_to_ask = False
        self._found: PasswordPlace | None = None
        self._answer_seconds = answer_seconds
        self._turn = asyncio.Lock()

    @property
    def needs_passphrase(self) -> bool:
        """Whether there is a vault, and it is locked."""
        return self._vault is not None and self._vault.exists and not self._vault.is_open

    async def read(self, name: str) -> Secret | None:
        """See ``Entries``."""
        value = await self._use(lambda: self._kept(name))
        return None if value is None else Secret(value)

    async def write(self, name: str, secret: Secret) -> None:
        """See ``Entries``."""
        await self._use(lambda: self._first(lambda place: place.write(name, secret.reveal())))

    async def erase(self, name: str) -> None:
        """See ``Entries``."""
        await self._use(lambda: self._first(lambda place: place.erase(name)))

    async def open_vault(
        self, passphrase: Secret, names: Sequence[str], leads_to: Callable[[str, str], str | None]
    ) -> None:
        """Open the vault, or make it; into a new one move the entries ``names`` of the system's keyring.

        ``leads_to``: of the name and value of an entry the name of a further one to move, if any. A keyring is asked by
        name, in the open, so a password must not become one.
        ``MailError``: VAULT_PASSPHRASE_WRONG, VAULT_DAMAGED, FILE_UNWRITABLE, DISK_FULL.
        """
        vault = self._required_vault()

        def make() -> None:
            moved = self._in_places(names)
            moved += self._in_places([further for _, name, value in moved if (further := leads_to(name, value))])
            vault.make(passphrase.reveal(), {name: value for _, name, value in moved})
            for place, name, _ in moved:
                place.erase(name)

        await self._use(lambda: vault.open(passphrase.reveal()) if vault.exists else make())

    async def keep_until_restart(self) -> None:
        """Do without a vault, for nobody can be asked for a passphrase. ``MailError`` NO_KEYRING: it cannot be."""
        place = self._until_restart
        if place is None:
            raise MailError(Problem(ProblemKind.NO_KEYRING))
        await self._use(lambda: place.read(""))
        self._nobody_to_ask = True

    async def change_passphrase(self, old: Secret, new: Secret) -> None:
        """As ``open_vault``; VAULT_LOCKED when there is no vault."""
        vault = self._required_vault()
        await self._use(lambda: vault.change_passphrase(old.reveal(), new.reveal()))

    def _required_vault(self) -> Vault:
        if self._vault is None:
            raise MailError(Problem(ProblemKind.NO_KEYRING, detail="there is no profile for a vault"))
        return self._vault

    async def _use(self, action: Callable[[], T]) -> T:
        async with self._turn:
            try:
                async with asyncio.timeout(self._answer_seconds):
                    return await blocking_call(action, "keyring")
            except PlaceUnavailable as error:
                raise MailError(Problem(ProblemKind.NO_KEYRING, detail=str(error))) from error
            except PlaceLocked as error:
                raise MailError(Problem(ProblemKind.KEYRING_LOCKED, detail=str(error))) from error
            except VaultShut as error:
                self.vault_locked(error.exists)
                raise MailError(Problem(ProblemKind.VAULT_LOCKED)) from error
            except WrongPassphrase as error:
                raise MailError(Problem(ProblemKind.VAULT_PASSPHRASE_WRONG)) from error
            except VaultDamaged as error:
                raise MailError(
                    Problem(ProblemKind.VAULT_DAMAGED, str(self._required_vault().path), str(error))
                ) from error
            except TimeoutError as error:
                detail = f"no answer in {self._answer_seconds:g} seconds"
                raise MailError(Problem(ProblemKind.KEYRING_LOCKED, detail=detail)) from error
            except OSError as error:
                raise unwritable(error) from error

    def _first(self, action: Callable[[PasswordPlace], T]) -> T:
        """Use the vault or the first place that is there, and only this one from now on.

        Two threads may be here at once: that of a caller who was cancelled runs on, and its turn is over.
        """
        if self._vault is not None and self._vault.exists:
            return action(self._vault)
        reasons: list[str] = []
        for place in self._places if self._found is None else (self._found,):
            try:
                result = action(place)
            except PlaceUnavailable as error:
                reasons.append(str(error))
            else:
                self._found = place
                return result
        if self._until_restart is not None and self._nobody_to_ask:
            return action(self._until_restart)
        if self._vault is not None:
            raise VaultShut(exists=False)
        raise PlaceUnavailable("; ".join(reasons))

    def _kept(self, name: str) -> str | None:
        try:
            return self._first(lambda place: place.read(name))
        except VaultShut as shut:
            found = [] if shut.exists else self._in_places([name])
            if not found:
                raise
            return found[0][2]

    def _in_places(self, names: Sequence[str]) -> list[tuple[PasswordPlace, str, str]]:
        """What the system's keyring, or the kernel, has of these, where there is one."""
        found: list[tuple[PasswordPlace, str, str]] = []
        for place in (*self._places, *([self._until_restart] if self._until_restart else [])):
            try:
                for name in names:
                    value = place.read(name)
                    if value is not None:
                        found.append((place, name, value))
            except PlaceUnavailable:
                continue
        return found
