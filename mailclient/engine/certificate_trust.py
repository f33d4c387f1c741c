"""The user's exceptions for certificates: each for one certificate of one server of one account."""

from dataclasses import replace

from mailclient.engine.supervisor import Supervisor
from mailclient.mail.account import Account, AccountSettings, Server
from mailclient.mail.certificate import read_fingerprint
from mailclient.mail.ids import AccountId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import accounts
from mailclient.store.writer import Writer


class CertificateTrust:
    """Written into the account's settings; its connections begin anew with them."""

    def __init__(self, writer: Writer, supervisor: Supervisor) -> None:
        self._writer = writer
        self._supervisor = supervisor

    async def trust(self, account_id: AccountId, host: str, port: int, fingerprint: str) -> None:
        """Except this certificate; "" takes the exception back.

        ``MailError``: ACCOUNT_UNKNOWN, also when the account has no such server; INTERNAL for what is no fingerprint.
        """
        try:
            wanted = read_fingerprint(fingerprint) if fingerprint else ""
        except ValueError as error:
            raise MailError(Problem(ProblemKind.INTERNAL, detail=str(error))) from error

        def change(settings: AccountSettings) -> AccountSettings:
            return excepting(settings, host, port, wanted)

        settings = await self._writer.transaction("trust a certificate", accounts.change_settings, account_id, change)
        await self._supervisor.stop(account_id)
        self._supervisor.start(Account(account_id, settings))


def excepting(settings: AccountSettings, host: str, port: int, fingerprint: str) -> AccountSettings:
    """``settings`` with the exception for each of its servers that is this one. ACCOUNT_UNKNOWN when none is."""

    def changed(server: Server) -> Server:
        same = server.host.casefold() == host.casefold() and server.port == port
        return replace(server, trusted_certificate=fingerprint) if same else server

    incoming, smtp = changed(settings.incoming), changed(settings.smtp)
    if not any(server.host.casefold() == host.casefold() and server.port == port for server in (incoming, smtp)):
        raise MailError(Problem(ProblemKind.ACCOUNT_UNKNOWN, f"{host}:{port}"))
    return replace(settings, incoming=incoming, smtp=smtp)
