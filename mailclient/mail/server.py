"""A server of an account: where to connect, how that is protected, and as whom to log in."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from mailclient.mail.proxy import Proxy


class Security(StrEnum):
    """How a connection is protected (RFC 8314). There is no "if available": that is what attackers ask for."""

    TLS = "tls"
    """TLS from the first byte (imaps, submissions)."""
    STARTTLS = "starttls"
    """STARTTLS before anything else; the connection fails when it is not offered."""
    NONE = "none"
    """In the clear; only by the user's own choice, never as a fallback."""


class LoginKind(StrEnum):
    """What proves who the user is."""

    PASSWORD = "password"  # noqa: S105  a name, not a password
    TOKEN = "token"  # noqa: S105  likewise
    """An access token that the user has got somewhere; it stands where the password would be."""
    OAUTH = "oauth"
    """Signed in with the provider (``AccountSettings.sign_in``); the engine renews the access tokens."""
    CERTIFICATE = "certificate"
    """The certificate of the TLS connection."""


class LoginStrength(IntEnum):
    """How much a login gives away to whoever listens, or stands in the server's place; more is better."""

    UNKNOWN = 0
    CLEAR = 1
    """The password itself, without TLS."""
    PROTECTED = 2
    """The password itself, inside TLS."""
    DIGEST = 3
    """An old digest of it (CRAM-MD5, APOP)."""
    PROVEN = 4
    """SCRAM, a certificate, or a token inside TLS."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where to connect and as whom. ``user`` is the login name; the password (or token) is in the keyring."""

    host: str
    port: int
    security: Security
    user: str
    login: LoginKind = LoginKind.PASSWORD
    trusted_certificate: str = ""
    """The fingerprint (``mail.certificate``) of the one certificate that the user excepted for this host and port."""
    client_certificate: str = ""
    """The path of our own certificate with its key, PEM or PKCS#12; its passphrase is in the keyring."""
    proxy: Proxy | None = None
    strongest_login: LoginStrength = LoginStrength.UNKNOWN
    """What has led in before; a weaker way is not gone any more (``engine.accounts.login_ways``)."""

    @property
    def place(self) -> tuple[str, int, str]:
        """Which server it is, and as whom: the same however it is logged in to."""
        return self.host.casefold(), self.port, self.user
