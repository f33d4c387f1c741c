"""The ways to log in to one server, in the order to try them: ``wire.sasl.choice``, and what experience adds.

A server may refuse what it offers: SCRAM for users whose password it keeps in another form, a channel binding that it
computes otherwise than the RFC says (Cyrus 3.6 with TLS 1.3). Each such attempt costs seconds there and looks like a
wrong password in its log, so the way that led in after others had failed comes first from then on. Only the memory of
this process knows it: a server that has changed is met with fresh eyes at the next start.

What is remembered for good is how strong the login was (``Server.strongest_login``): weaker ways are not gone any more,
whatever is offered, for who stands between us and the server would offer just those. What counts is the way that led
in, not what was offered beside it: a server may offer SCRAM which is of no use to this user. Who is told of it
and enters the password nevertheless makes it forget.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace

from mailclient.engine.accounts.login_strength import strength, told
from mailclient.mail.account import LoginStrength, Secret, Security, Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.tls import TlsFacts
from mailclient.wire.sasl.choice import Identity, mechanisms
from mailclient.wire.sasl.mechanism import Mechanism
from mailclient.wire.sasl.scram import Scram

_SERVERS_MAX = 100

_led_in: dict[Server, tuple[str, str]] = {}
"""The name and the channel binding of the mechanism."""


class LoginWays:
    """One login; ``tls`` is that of its stream. Ask for the next only when the one before was refused."""

    def __init__(self, server: Server, secret: Secret, tls: TlsFacts | None) -> None:
        self._server = server
        self._identity = Identity(
            server, secret, server.security is not Security.NONE, dict(tls.bindings if tls else {})
        )
        self._tried = 0
        self._left_out: list[str] = []

    def among(self, offered: Collection[str]) -> Iterator[Mechanism]:
        """The mechanisms to try. Raises ValueError for a password or token that cannot be sent."""
        led_in = _led_in.get(_key(self._server))
        ways = sorted(mechanisms(offered, self._identity), key=lambda way: _features(way) != led_in)
        binding_failed = False
        for way in ways:
            if not self.permits(way.name) or (binding_failed and _binding(way)):
                continue
            self._tried += 1
            yield way
            # Refused after the proof: the password may be wrong, or the binding. One attempt without it tells.
            binding_failed = binding_failed or (bool(_binding(way)) and way.gave_proof)

    def permits(self, name: str) -> bool:
        """Whether this way ("PLAIN", "LOGIN", "APOP", "USER") is as strong as the strongest before."""
        permitted = strength(name, self._server) >= self._server.strongest_login
        if not permitted:
            self._left_out.append(name)
        return permitted

    def refuse_weaker(self) -> None:
        """No way has led in. LOGIN_WEAKENED when a weaker one might have."""
        if self._left_out:
            subject = f"{self._server.host}:{self._server.port}"
            raise MailError(Problem(ProblemKind.LOGIN_WEAKENED, subject, f"not used: {', '.join(self._left_out)}"))

    def led_in(self, way: Mechanism | str) -> None:
        """This one did; a name is a way that is no mechanism of SASL."""
        name = way if isinstance(way, str) else way.name
        told(self._server, strength(name, self._server))
        if self._tried > 1 and not isinstance(way, str):
            if len(_led_in) >= _SERVERS_MAX:
                _led_in.clear()
            _led_in[_key(self._server)] = _features(way)


def _key(server: Server) -> Server:
    return replace(server, strongest_login=LoginStrength.UNKNOWN)


def _features(mechanism: Mechanism) -> tuple[str, str]:
    return mechanism.name, _binding(mechanism)


def _binding(mechanism: Mechanism) -> str:
    return mechanism.binding_name if isinstance(mechanism, Scram) else ""
