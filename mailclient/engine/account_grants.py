"""The grants that accounts log in with (``sign_in.grants``): given anew when one has expired, forgotten when unused."""

import logging

from mailclient.engine.accounts.login_check import check_incoming, check_submission
from mailclient.engine.outside import Outside
from mailclient.engine.secrets.credentials import Purpose, logins_of
from mailclient.engine.supervisor import Supervisor
from mailclient.mail.account import AccountSettings, LoginKind, Secret
from mailclient.mail.ids import AccountId
from mailclient.mail.problem import MailError
from mailclient.store.reader import Reader

log = logging.getLogger(__name__)


class AccountGrants:
    """``MailError``: those of the credentials and of the logins."""

    def __init__(self, reader: Reader, outside: Outside, supervisor: Supervisor) -> None:
        self._reader = reader
        self._outside = outside
        self._supervisor = supervisor

    async def give(self, account_id: AccountId, grant: str) -> None:
        """The user has signed in again: both servers are tried, then it takes the place of the one before."""
        task = self._supervisor.account(account_id)
        settings, credentials = task.context.account.settings, self._outside.credentials
        earlier = await self.known(settings)
        mine = [login for login in logins_of(settings) if login[0].login is LoginKind.OAUTH]
        for server, purpose in mine:
            token = await credentials.usable(server, Secret(grant))
            check = check_submission if purpose is Purpose.SMTP else check_incoming
            await check(self._outside.dial, settings, token)
        for server, purpose in mine:
            await credentials.store(server, purpose, Secret(grant))
        await self.forget_unused(earlier)
        task.password_given()

    async def known(self, settings: AccountSettings) -> set[str]:
        """Those of an account; none where the keyring does not say."""
        if settings.sign_in is None:
            return set()
        try:
            return await self._outside.credentials.grants_of(settings)
        except MailError as error:
            log.warning("the grants of %s are not known: %s", settings.incoming.host, error.problem)
            return set()

    async def forget_unused(self, grants: set[str]) -> None:
        """Drop those of ``grants`` that no account logs in with any more."""
        if not grants:
            return
        try:
            remaining = [account.settings for account in self._reader.accounts()]
            await self._outside.credentials.forget_grants(grants, remaining)
        except MailError as error:
            log.warning("tokens stay in the keyring: %s", error.problem)
