"""Where messages of an identity go: the server they are handed in at, and the folder their copies are filed in."""

from mailclient.mail.account import AccountSettings
from mailclient.mail.address import Address
from mailclient.mail.answering import sender_called
from mailclient.mail.server import Server


def submission_server(settings: AccountSettings, mail_from: str) -> Server:
    """The server that messages from this reverse-path are handed in at; that of the account where nothing else is set.

    ``mail_from`` "" (a receipt) goes as the account's default identity does.
    """
    if not settings.senders:
        return settings.smtp
    return sender_called(settings, Address("", mail_from)).smtp or settings.smtp


def sent_folder_path(settings: AccountSettings, mail_from: str) -> str:
    """The path of the folder for copies of what is sent from this reverse-path; "": the account's Sent."""
    return sender_called(settings, Address("", mail_from)).sent_folder if settings.senders else ""


def submission_servers(settings: AccountSettings) -> tuple[Server, ...]:
    """All servers that messages are handed in at, each once, that of the account first."""
    own = (sender.smtp for sender in settings.identities if sender.smtp is not None)
    return tuple(dict.fromkeys((settings.smtp, *own)))
