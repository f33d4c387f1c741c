"""Both servers of an account tried before it is stored: what is stored has worked once."""

from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.accounts.submission import check_login
from mailclient.mail.account import AccountSettings, Secret
from mailclient.transport.stream import Dial


async def check_imap(dial: Dial, settings: AccountSettings, password: Secret) -> None:
    """Log in and leave; ``MailError`` as of ``ImapSession.open``."""
    server = await MailServer.connect(dial, settings.imap, password)
    await server.close()


async def check_both(dial: Dial, settings: AccountSettings, imap: Secret, smtp: Secret) -> None:
    """IMAP first, then submission (without a login when it has no user name)."""
    await check_imap(dial, settings, imap)
    await check_login(dial, settings.smtp, smtp if settings.smtp.user else None)
