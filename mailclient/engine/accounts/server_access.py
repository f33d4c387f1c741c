"""What every part of ``MailServer`` stands on: the session, and how the server spells its folders' names."""

from mailclient.engine.accounts.imap_session import ImapSession
from mailclient.engine.accounts.quirks import Quirk, quirks_of
from mailclient.mail.rights import Rights
from mailclient.wire.imap.commands.argument import MailboxName


class ServerAccess:
    """One logged-in connection; ``MailServer`` is made of classes on top of this one."""

    def __init__(self, session: ImapSession) -> None:
        self._session = session
        self._raw_names: dict[str, bytes] = {}
        self._rights: dict[str, Rights] = {}

    def has(self, quirk: Quirk) -> bool:
        """Whether the server is known for it."""
        host = self._session.name.rpartition(":")[0]
        return quirk in quirks_of(host, self._session.welcome.server_id, self._session.capabilities)

    def _name(self, path: str) -> MailboxName:
        return self._raw_names.get(path, path)
