"""Both servers of an account tried before it is stored: what is stored has worked once."""

from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.accounts.submission import check_login
from mailclient.mail.account import AccountSettings, Secret
from mailclient.transport.stream import Dial


async def check_imap(dial: Dial, settings: AccountSettings, password: Secret) -> None:
    """Log in and leave; ``MailError`` as of ``ImapSession.open``."""
    server = await MailServer.connect(dial, settings.incoming, password)
    await server.close()


async def check_submission(dial: Dial, settings: AccountSettings, password: Secret) -> None:
    """Log in (where there is a user name) and leave; ``MailError`` as of ``submit``."""
    await check_login(dial, settings.smtp, password if settings.smtp.user else None)


async def check_both(dial: Dial, settings: AccountSettings, imap: Secret, smtp: Secret) -> None:
    """IMAP first, then submission."""
    await check_imap(dial, settings, imap)
    await check_submission(dial, settings, smtp)
