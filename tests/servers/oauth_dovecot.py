"""A Dovecot that asks the authorisation server whose token it is (introspection), besides its passwords."""

from pathlib import Path

from mailclient.mail.account import LoginKind, Security, Server
from tests.servers.authorisation import AuthorisationServer
from tests.servers.authority import Authority, Certificate
from tests.servers.dovecot import Dovecot, MailUser


class OAuthDovecot(Dovecot):
    """As ``Dovecot``, with XOAUTH2 and OAUTHBEARER; also for Postfix, which asks it. Nothing is cached."""

    def __init__(
        self, directory: Path, authority: Authority, provider: AuthorisationServer, mechanisms: str = ""
    ) -> None:
        self._provider = provider
        self._ca_file = authority.ca_file
        self._mechanisms = mechanisms or "plain xoauth2 oauthbearer"
        super().__init__(directory, authority.localhost())

    def oauth(self, server: Server) -> Server:
        """The same login by token."""
        return Server(server.host, server.port, server.security, server.user, LoginKind.OAUTH)

    def imap_by_token(self, user: MailUser) -> Server:
        return self.oauth(self.imap(user, Security.TLS))

    def _configuration(self, certificate: Certificate) -> str:
        asking = self.directory / "introspection.conf"
        asking.write_text(
            f"introspection_url = {self._provider.url}/introspect\n"
            "introspection_mode = post\n"
            "username_attribute = username\n"
            "active_attribute = active\n"
            "active_value = true\n"
            f"tls_ca_cert_file = {self._ca_file}\n"
        )
        return super()._configuration(certificate) + (
            f"auth_mechanisms = {self._mechanisms}\n"
            "passdb oauth {\n"
            "  driver = oauth2\n"
            "  mechanisms = xoauth2 oauthbearer\n"
            f"  args = {asking}\n"
            "}\n"
        )
