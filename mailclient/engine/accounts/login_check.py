"""The servers of an account tried before it is stored: what is stored has worked once."""

from mailclient.engine.accounts import pop3_login
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.accounts.submission import check_login
from mailclient.mail.account import AccountKind, AccountSettings, Secret
from mailclient.transport.stream import Dial


async def check_incoming(dial: Dial, settings: AccountSettings, password: Secret) -> None:
    """Log in where the mail comes from, and leave; ``MailError`` as of ``ImapSession.open``, ``pop3_login.connect``.

    An account without a server needs no login.
    """
    match settings.kind:
        case AccountKind.IMAP:
            server = await MailServer.connect(dial, settings.incoming, password)
            await server.close()
        case AccountKind.POP3:
            session = await pop3_login.connect(dial, settings.incoming, password)
            await session.hang_up()


async def check_submission(dial: Dial, settings: AccountSettings, password: Secret) -> None:
    """Log in (where there is a user name) and leave; ``MailError`` as of ``submit``."""
    if settings.kind is not AccountKind.LOCAL:
        await check_login(dial, settings.smtp, password if settings.smtp.user else None)
