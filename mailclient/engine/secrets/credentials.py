"""What an account logs in with: passwords, and the access tokens of those that sign in with the browser.

Kept by ``entries.py`` in the system's keyring or the vault of the profile, for scripts in the kernel; never in plain
text, never anywhere else: a computer without all of these is NO_KEYRING. Entries: service "mailclient", user
"<imap|pop3|smtp>:<user>@<host>:<port>". What is kept for ``LoginKind.OAUTH`` is the id of a grant
(``sign_in.grants``), which has the tokens.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType

from mailclient.engine.secrets.entries import Entries, MemoryEntries, PlaceEntries
from mailclient.engine.secrets.kernel_keyring import KernelKeyring
from mailclient.engine.secrets.password_place import PasswordPlace
from mailclient.engine.secrets.system_keyring import SystemKeyring
from mailclient.engine.secrets.vault import Vault
from mailclient.engine.sign_in.grants import Grants, entry_of
from mailclient.engine.sign_in.token_endpoint import TokenEndpoint
from mailclient.mail.account import AccountKind, AccountSettings, LoginKind, Secret, Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.sending_as import submission_servers
from mailclient.profile import Profile
from mailclient.sign_in_providers import tokens_are_for
from mailclient.transport.client_key import Keys
from mailclient.transport.connect import connect
from mailclient.transport.stream import Dial

NO_BOOKS: Mapping[str, bool] = MappingProxyType({})


class Purpose(StrEnum):
    """Which of an account's two passwords."""

    IMAP = "imap"
    POP3 = "pop3"
    SMTP = "smtp"

    @classmethod
    def incoming(cls, settings: AccountSettings) -> "Purpose":
        """Of the server its mail comes from."""
        return cls.POP3 if settings.kind is AccountKind.POP3 else cls.IMAP


class Credentials:
    """All raise ``MailError``: NO_KEYRING, KEYRING_LOCKED (or nobody answered), VAULT_LOCKED, VAULT_DAMAGED.

    Those that give an access token: SIGN_IN_NEEDED, SIGN_IN_ELSEWHERE, and what hinders renewing it.
    """

    def __init__(
        self, entries: Entries, now: Callable[[], float] = time.time, endpoint: TokenEndpoint | None = None
    ) -> None:
        self.entries = entries
        self.grants = Grants(entries, endpoint or TokenEndpoint(now), now)

    @property
    def needs_passphrase(self) -> bool:
        """Whether there is a vault, and it is locked."""
        return False

    def ask_passphrase_by(self, ask: Callable[[bool], None]) -> None:
        """``ask`` is called with whether there is a vault, each time its passphrase would be needed."""

    async def open_vault(
        self, passphrase: Secret, accounts: Sequence[AccountSettings], books: Mapping[str, bool] = NO_BOOKS
    ) -> None:
        """Open the vault, or make it and move there what the system's keyring has of ``accounts``.

        And of ``books``: the names of entries, and whether what is kept there is the id of a grant.

        ``MailError``: VAULT_PASSPHRASE_WRONG, VAULT_DAMAGED, FILE_UNWRITABLE, DISK_FULL, those of the keyring.
        """
        del passphrase, accounts, books
        raise MailError(Problem(ProblemKind.NO_KEYRING))

    async def keep_until_restart(self) -> None:
        """Do without a vault, for nobody can be asked for its passphrase. ``MailError`` NO_KEYRING."""
        raise MailError(Problem(ProblemKind.NO_KEYRING))

    async def change_passphrase(self, old: Secret, new: Secret) -> None:
        """As ``open_vault``; VAULT_LOCKED when there is no vault."""
        del old, new
        raise MailError(Problem(ProblemKind.NO_KEYRING))

    async def password(self, server: Server, purpose: Purpose) -> Secret | None:
        """What to log in with now: the password kept for this login, or an access token; None when there is none."""
        kept = await self.kept(server, purpose)
        return None if kept is None else await self.usable(server, kept)

    async def kept(self, server: Server, purpose: Purpose) -> Secret | None:
        """What is kept for this login: a password, or the id of a grant."""
        if server.login is LoginKind.CERTIFICATE:
            return Secret("")
        return await self.entries.read(entry_name(server, purpose))

    async def usable(self, server: Server, kept: Secret) -> Secret:
        """What to log in with where ``kept`` is kept, or is to be.

        SIGN_IN_ELSEWHERE: tokens of a provider that we know, at a server that is not one of its own.
        """
        if server.login is LoginKind.OAUTH:
            if not tokens_are_for(await self.grants.sign_in_of(kept.reveal()), server.host):
                raise MailError(Problem(ProblemKind.SIGN_IN_ELSEWHERE, server.host))
            return await self.grants.access_token(kept.reveal(), await self._way_for(server))
        return kept

    async def renewed(self, server: Server, purpose: Purpose, refused: Secret) -> Secret | None:
        """Another access token than the one that this server has ``refused``; None where there can be none."""
        if server.login is not LoginKind.OAUTH:
            return None
        kept = await self.kept(server, purpose)
        return None if kept is None else await self.grants.renewed(kept.reveal(), refused, await self._way_for(server))

    async def _way_for(self, server: Server) -> Dial:
        """To the provider as to the server: who wants a proxy wants to be seen by nobody but the proxy."""
        name = proxy_entry(server)
        keys = Keys(proxy_password=await self.entries.read(name) if name else None)
        return lambda provider: connect(replace(provider, proxy=server.proxy), keys)

    async def store(self, server: Server, purpose: Purpose, kept: Secret) -> None:
        """Keep it, replacing an older one; of a grant the tokens first."""
        if server.login is LoginKind.OAUTH:
            await self.grants.keep(kept.reveal())
        if server.login is not LoginKind.CERTIFICATE:
            await self.entries.write(entry_name(server, purpose), kept)

    async def forget(self, server: Server, purpose: Purpose) -> None:
        """Drop it; nothing happens when there is none. Tokens stay, until ``forget_grants``."""
        await self.entries.erase(entry_name(server, purpose))

    async def grants_of(self, settings: AccountSettings) -> set[str]:
        """The ids of the grants that an account logs in with."""
        logins = [login for login in logins_of(settings) if login[0].login is LoginKind.OAUTH]
        kept = [await self.kept(*login) for login in logins]
        return {each.reveal() for each in kept if each is not None}

    async def forget_grants(self, earlier: set[str], accounts: Sequence[AccountSettings]) -> None:
        """Drop those of ``earlier`` that none of ``accounts`` logs in with."""
        in_use = {grant for settings in accounts for grant in await self.grants_of(settings)}
        for grant in earlier - in_use:
            await self.grants.forget(grant)


class MemoryCredentials(Credentials):
    """In this process only: for the demo and for tests."""

    def __init__(self, now: Callable[[], float] = time.time, endpoint: TokenEndpoint | None = None) -> None:
        super().__init__(MemoryEntries(), now, endpoint)


class PlaceCredentials(Credentials):
    """In the places of this computer."""

    def __init__(
        self,
        places: Sequence[PasswordPlace],
        vault: Vault | None = None,
        until_restart: PasswordPlace | None = None,
        answer_seconds: float | None = None,
    ) -> None:
        limits = {} if answer_seconds is None else {"answer_seconds": answer_seconds}
        self._places = PlaceEntries(places, vault, until_restart, **limits)
        super().__init__(self._places)

    @property
    def needs_passphrase(self) -> bool:
        """See ``Credentials``."""
        return self._places.needs_passphrase

    def ask_passphrase_by(self, ask: Callable[[bool], None]) -> None:
        """See ``Credentials``."""
        self._places.vault_locked = ask

    async def open_vault(
        self, passphrase: Secret, accounts: Sequence[AccountSettings], books: Mapping[str, bool] = NO_BOOKS
    ) -> None:
        """See ``Credentials``."""
        names = [*(name for settings in accounts for name in entry_names(settings)), *books]
        logins = [login for settings in accounts for login in logins_of(settings)]
        by_grant = {entry_name(*login) for login in logins if login[0].login is LoginKind.OAUTH}
        by_grant |= {name for name, is_grant in books.items() if is_grant}
        await self._places.open_vault(
            passphrase, names, lambda name, value: entry_of(value) if name in by_grant else None
        )

    async def keep_until_restart(self) -> None:
        """See ``Credentials``."""
        await self._places.keep_until_restart()

    async def change_passphrase(self, old: Secret, new: Secret) -> None:
        """See ``Credentials``."""
        await self._places.change_passphrase(old, new)


def logins_of(settings: AccountSettings) -> tuple[tuple[Server, Purpose], ...]:
    """All servers of an account, also those of single identities, each with what it is for."""
    submission = ((server, Purpose.SMTP) for server in submission_servers(settings))
    return (settings.incoming, Purpose.incoming(settings)), *submission


def entry_name(server: Server, purpose: Purpose) -> str:
    """The keyring's user name of a login: "imap:alice@mail.example.org:993"."""
    return f"{purpose}:{server.user}@{server.host}:{server.port}"


def proxy_entry(server: Server) -> str:
    """The entry of its proxy's password: "proxy:alice@proxy.example.org:1080"; "" when it needs none."""
    proxy = server.proxy
    return f"proxy:{proxy.user}@{proxy.host}:{proxy.port}" if proxy is not None and proxy.user else ""


def certificate_entry(server: Server) -> str:
    """The entry of the passphrase of our own certificate: "certificate:<path>"; "" when there is none."""
    return f"certificate:{server.client_certificate}" if server.client_certificate else ""


def entry_names(settings: AccountSettings) -> tuple[str, ...]:
    """Of an account's two logins, and of the ways to its servers."""
    incoming, smtp = settings.incoming, settings.smtp
    names = [entry_name(*login) for login in logins_of(settings)]
    names += [name for server in (incoming, smtp) for name in (proxy_entry(server), certificate_entry(server)) if name]
    return tuple(dict.fromkeys(names))


def system_credentials(profile: Profile) -> PlaceCredentials:
    """What this computer offers, found out at the first use."""
    return PlaceCredentials((SystemKeyring(),), Vault(profile.vault), KernelKeyring())
