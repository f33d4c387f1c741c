"""What DNS says of a domain's mail: MX, SRV and TXT records (RFC 5321 section 5, RFC 2782), by dnspython.

In a thread of its own, which also does the import (a tenth of a second). Nothing that comes from here is proved: the
answers are not signed, or the signatures not looked at, so who uses them says so to the user.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.blocking_call import blocking_call

if TYPE_CHECKING:
    import dns.resolver

LOOKUP_SECONDS = 4.0
_RECORDS_MAX = 20


@dataclass(frozen=True, slots=True)
class Service:
    """One SRV record. ``host`` in lower case without the last dot; "": the service is expressly not offered."""

    host: str
    port: int
    priority: int
    weight: int


@dataclass(frozen=True, slots=True)
class DomainNames:
    """Asks the system's name servers, or (in tests) ``servers`` at ``port``."""

    servers: tuple[str, ...] = ()
    port: int = 53
    seconds: float = field(default=LOOKUP_SECONDS)

    async def mail_exchangers(self, domain: str) -> tuple[str, ...]:
        """Best first; () when it has none. ``MailError`` HOST_NOT_FOUND (no such domain), TIMED_OUT,
        NETWORK_UNREACHABLE (no name server answers); subject: the domain."""

        def ask() -> tuple[str, ...]:
            found = sorted((one.preference, _text(one.exchange)) for one in self._lookup(domain, "MX"))
            return tuple(host for _, host in found if host)[:_RECORDS_MAX]

        return await blocking_call(ask, "dns")

    async def services(self, name: str) -> tuple[Service, ...]:
        """SRV records of ``name`` ("_imaps._tcp.example.org"), the one to use first: by priority, then the heaviest.

        Not by chance, as RFC 2782 has it for spreading load: a set-up should come out the same each time. () and
        ``MailError`` as for ``mail_exchangers``, but a name without records is nothing unusual, and ().
        """

        def ask() -> tuple[Service, ...]:
            try:
                answer = self._lookup(name, "SRV")
            except MailError as error:
                if error.problem.kind is ProblemKind.HOST_NOT_FOUND:
                    return ()
                raise
            found = [Service(_text(one.target), one.port, one.priority, one.weight) for one in answer]
            return tuple(sorted(found, key=lambda one: (one.priority, -one.weight, one.host, one.port))[:_RECORDS_MAX])

        return await blocking_call(ask, "dns")

    async def texts(self, name: str) -> tuple[str, ...]:
        """The TXT records of ``name``, each as one text (RFC 7208 section 3.3). () and ``MailError`` as for
        ``services``."""

        def ask() -> tuple[str, ...]:
            try:
                answer = self._lookup(name, "TXT")
            except MailError as error:
                if error.problem.kind is ProblemKind.HOST_NOT_FOUND:
                    return ()
                raise
            found = [b"".join(one.strings).decode("utf-8", "replace") for one in answer]
            return tuple(found[:_RECORDS_MAX])

        return await blocking_call(ask, "dns")

    def _lookup(self, name: str, kind: str) -> "dns.resolver.Answer | tuple[()]":
        import dns.exception
        import dns.resolver

        def problem(kind: ProblemKind, error: Exception) -> MailError:
            return MailError(Problem(kind, name, str(error)))

        try:
            return self._resolver().resolve(name, kind, search=False, lifetime=self.seconds)
        except dns.resolver.NoAnswer:
            return ()
        except dns.resolver.NXDOMAIN as error:
            raise problem(ProblemKind.HOST_NOT_FOUND, error) from error
        except dns.exception.Timeout as error:
            raise problem(ProblemKind.TIMED_OUT, error) from error
        except (dns.exception.DNSException, OSError) as error:
            raise problem(ProblemKind.NETWORK_UNREACHABLE, error) from error

    def _resolver(self) -> "dns.resolver.Resolver":
        import dns.resolver

        resolver = dns.resolver.Resolver(configure=not self.servers)
        if self.servers:
            resolver.nameservers = list(self.servers)
            resolver.port = self.port
        return resolver


def _text(name: object) -> str:
    return str(name).rstrip(".").lower()


class NoNames(DomainNames):
    """Asks nobody: for the demonstration, which promises to have no network."""

    async def mail_exchangers(self, domain: str) -> tuple[str, ...]:
        """See ``DomainNames``."""
        raise MailError(Problem(ProblemKind.NETWORK_UNREACHABLE, domain))

    async def texts(self, name: str) -> tuple[str, ...]:
        """See ``DomainNames``."""
        raise MailError(Problem(ProblemKind.NETWORK_UNREACHABLE, name))

    async def services(self, name: str) -> tuple[Service, ...]:
        """See ``DomainNames``."""
        raise MailError(Problem(ProblemKind.NETWORK_UNREACHABLE, name))
