"""Commands about accounts: adding and changing them, and what proves who the user is."""

from mailclient.bridge.commands.command import Command
from mailclient.mail.account import AccountSettings
from mailclient.mail.ids import AccountId
from mailclient.mail.server import Server
from mailclient.mail.sign_in import SignIn


class AddAccount(Command, frozen=True, tag=True):
    """Log in to both servers with these passwords, then store the account and the passwords (keyring).

    Answer: ``Finished`` with the new account's id, or ``Failed``; nothing is stored when a login fails.
    With ``account_id`` the settings of that account are replaced instead, and "" is the password that is kept. Servers
    with ``LoginKind.OAUTH`` are logged in to with ``grant`` (of ``StartSignIn``); "" means the one of ``account_id``.
    ``proxy_password`` and ``passphrase`` (of the client certificate) are kept likewise; "": what is kept stays.
    """

    request_id: str
    settings: AccountSettings
    password: str
    smtp_password: str
    account_id: AccountId | None = None
    grant: str = ""
    proxy_password: str = ""
    passphrase: str = ""

    def __repr__(self) -> str:
        return f"AddAccount({self.request_id!r}, {self.settings.email!r}, …)"


class RemoveAccount(Command, frozen=True, tag=True):
    """Forget the account, its mail in the store and its passwords. An IMAP server keeps everything.

    Where mail is on this computer only, messages to be sent and drafts among it, this is ``Failed`` with MAIL_ONLY_HERE
    unless ``with_its_mail``: ask the user before.
    """

    request_id: str
    account_id: AccountId
    with_its_mail: bool = False


class SetPassword(Command, frozen=True, tag=True):
    """Answer to ``PasswordNeeded``: try this password, and keep it (keyring) when it works.

    ``accept_weaker``: the user was told LOGIN_WEAKENED, and wants to log in nevertheless. Without it ``Failed`` with
    LOGIN_WEAKENED is possible: who stands in a server's place only has to refuse the password to have it typed again.
    ``server``: the one that asks. Where it is an identity's own, it alone gets the password.
    ``Failed`` with ACCOUNT_UNKNOWN: no identity has it any more.
    """

    request_id: str
    account_id: AccountId
    password: str
    accept_weaker: bool = False
    server: Server | None = None

    def __repr__(self) -> str:
        return f"SetPassword({self.request_id!r}, {self.account_id}, …)"


class StartSignIn(Command, frozen=True, tag=True):
    """Sign in with the provider in the browser: ``BrowserNeeded``, later ``Finished.grant``, or ``Failed``.

    ``email`` is suggested to the provider. ``client_secret``: for a provider that gave the user one along with the
    user's own client id (Google does); it is kept with the tokens. ``CancelRequest`` ends the waiting. ``Failed``:
    CLIENT_ID_MISSING, SIGN_IN_REFUSED (subject: the provider; detail: its words), TIMED_OUT, those of a connection.
    """

    request_id: str
    sign_in: SignIn
    email: str
    client_secret: str = ""
    farewell: str = "Thank you. You can close this page."
    """What the browser shows at the end (``language.sign_in_page``)."""

    def __repr__(self) -> str:
        return f"StartSignIn({self.request_id!r}, {self.sign_in.provider!r}, {self.email!r}, …)"


class SetGrant(Command, frozen=True, tag=True):
    """Answer to ``PasswordNeeded`` SIGN_IN_NEEDED: the account goes on with this grant of a new ``StartSignIn``."""

    request_id: str
    account_id: AccountId
    grant: str

    def __repr__(self) -> str:
        return f"SetGrant({self.request_id!r}, {self.account_id}, …)"


class UnlockVault(Command, frozen=True, tag=True):
    """Answer to ``VaultLocked``: open the profile's vault with this passphrase, or make it when there is none yet.

    Where there is none and the system has a keyring, this moves the passwords of all accounts into a new vault.
    ``Failed`` VAULT_PASSPHRASE_WRONG, VAULT_DAMAGED, FILE_UNWRITABLE, DISK_FULL.
    """

    request_id: str
    passphrase: str

    def __repr__(self) -> str:
        return f"UnlockVault({self.request_id!r}, …)"


class KeepUntilRestart(Command, frozen=True, tag=True):
    """Answer to ``VaultLocked`` without a vault, of a program behind which nobody can be asked for a passphrase.

    Passwords are kept in the kernel's memory until the next start of the computer. ``Failed`` NO_KEYRING.
    """

    request_id: str


class ChangeVaultPassphrase(Command, frozen=True, tag=True):
    """Close the vault with another passphrase from now on. ``Failed`` as ``UnlockVault``; VAULT_LOCKED: none there."""

    request_id: str
    passphrase: str
    new_passphrase: str

    def __repr__(self) -> str:
        return f"ChangeVaultPassphrase({self.request_id!r}, …)"


class TrustCertificate(Command, frozen=True, tag=True):
    """Except this one certificate (``Certificate.fingerprint``) for this host and port of the account, and connect.

    "" takes the exception back. ``Finished`` when it is written down, or ``Failed`` ACCOUNT_UNKNOWN.
    """

    request_id: str
    account_id: AccountId
    host: str
    port: int
    fingerprint: str
