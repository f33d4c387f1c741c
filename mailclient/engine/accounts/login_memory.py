"""The strongest login that an account's servers have had, kept in its settings (``Server.strongest_login``)."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.login_strength import hear
from mailclient.mail.account import AccountSettings, LoginStrength, Server
from mailclient.mail.problem import MailError
from mailclient.store import accounts

log = logging.getLogger(__name__)


class LoginMemory:
    """Of one account at work."""

    def __init__(self, context: AccountContext) -> None:
        self._context = context
        self._writing: set[asyncio.Task[None]] = set()

    def begin(self) -> None:
        """Remember the logins of this task and of those that it begins."""
        hear(self._note)

    def _note(self, server: Server, strength: LoginStrength) -> None:
        account = self._context.account
        self._context.account = replace(account, settings=remembered(account.settings, server, strength))
        writing = asyncio.create_task(self._write(server, strength))
        self._writing.add(writing)
        writing.add_done_callback(self._writing.discard)

    async def _write(self, server: Server, strength: LoginStrength) -> None:
        transaction = self._context.writer.transaction
        try:
            await transaction("remember a login", accounts.change_settings, self._context.id, _noting(server, strength))
        except MailError as error:
            # The next login tells it again.
            log.warning("how account %d logs in is not written down: %s", self._context.id, error.problem)


def remembered(settings: AccountSettings, server: Server, strength: LoginStrength) -> AccountSettings:
    """``settings`` with it; nothing else changes, and nothing at all when they name this login no more."""

    def noted(found: Server) -> Server:
        same = (found.host, found.port, found.user) == (server.host, server.port, server.user)
        return replace(found, strongest_login=max(strength, found.strongest_login)) if same else found

    return replace(settings, incoming=noted(settings.incoming), smtp=noted(settings.smtp))


def forgotten(settings: AccountSettings) -> AccountSettings:
    """``settings`` with which any login is as good as any other: the user has given the password anew."""
    unknown = LoginStrength.UNKNOWN
    incoming, smtp = settings.incoming, settings.smtp
    return replace(
        settings, incoming=replace(incoming, strongest_login=unknown), smtp=replace(smtp, strongest_login=unknown)
    )


def _noting(server: Server, strength: LoginStrength) -> Callable[[AccountSettings], AccountSettings]:
    return lambda settings: remembered(settings, server, strength)
