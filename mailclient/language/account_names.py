"""What people call an account: its address; folders that belong to none are "On this computer"."""

from mailclient.language.catalogue import tr
from mailclient.mail.account import AccountKind, AccountSettings


def account_name(settings: AccountSettings) -> str:
    """The account's name in the active language."""
    if settings.email:
        return settings.email
    return tr("On this computer") if settings.kind is AccountKind.LOCAL else settings.incoming.host
