"""Requests about what accounts log in with: signing in with the browser, grants, the vault's passphrase."""

from mailclient.bridge.commands import ChangeVaultPassphrase, KeepUntilRestart, SetGrant, StartSignIn, UnlockVault
from mailclient.bridge.events import BrowserNeeded, VaultOpened
from mailclient.engine.account_grants import AccountGrants
from mailclient.engine.announce import Publish
from mailclient.engine.contacts.book_sync import entry_of
from mailclient.engine.outside import Outside
from mailclient.engine.supervisor import Supervisor
from mailclient.mail.account import Secret
from mailclient.mail.contact import BookLogin
from mailclient.store.reader import Reader

SecretRequest = StartSignIn | SetGrant | UnlockVault | ChangeVaultPassphrase | KeepUntilRestart


class SecretRequests:
    """Each runs in a task of its own; ``MailError`` as the commands say."""

    def __init__(self, supervisor: Supervisor, reader: Reader, outside: Outside, publish: Publish) -> None:
        self._supervisor = supervisor
        self._reader = reader
        self._grants = AccountGrants(reader, outside, supervisor)
        self._credentials = outside.credentials
        self._publish = publish

    async def answer(self, command: SecretRequest) -> str:
        """The id of the new grant, or ""."""
        match command:
            case StartSignIn():
                return await self._sign_in(command)
            case SetGrant(account_id=account_id, grant=grant):
                await self._grants.give(account_id, grant)
            case UnlockVault(passphrase=passphrase):
                accounts = [account.settings for account in self._reader.accounts()]
                books = [book for book in self._reader.books() if book.url]
                entries = {entry_of(book.url, book.user): book.login is BookLogin.GRANT for book in books}
                await self._credentials.open_vault(Secret(passphrase), accounts, entries)
                self._secrets_at_hand()
            case KeepUntilRestart():
                await self._credentials.keep_until_restart()
                self._secrets_at_hand()
            case ChangeVaultPassphrase(passphrase=old, new_passphrase=new):
                await self._credentials.change_passphrase(Secret(old), Secret(new))
        return ""

    def _secrets_at_hand(self) -> None:
        self._supervisor.secrets_at_hand()
        self._publish(VaultOpened())

    async def _sign_in(self, command: StartSignIn) -> str:
        def browser_needed(url: str) -> None:
            self._publish(BrowserNeeded(request_id=command.request_id, url=url))

        return await self._credentials.grants.obtain(
            command.sign_in, command.email, command.client_secret, command.farewell, browser_needed
        )
