"""PLAIN (RFC 4616): user and password in one response; for use inside TLS."""

from mailclient.mail.account import Secret
from mailclient.wire.sasl.mechanism import WithoutProof
from mailclient.wire.sasl.unexpected import UnexpectedChallenge


class Plain(WithoutProof):
    """No authorisation identity is sent: the user acts as himself."""

    name = "PLAIN"

    def __init__(self, user: str, password: Secret) -> None:
        super().__init__()
        if "\0" in user or "\0" in password.reveal():
            raise ValueError("PLAIN cannot carry a NUL in user or password")
        self._response: bytes | None = b"\0" + user.encode() + b"\0" + password.reveal().encode()

    def start(self) -> bytes | None:
        """``NUL user NUL password``."""
        response, self._response = self._response, None
        self.gave_proof = True
        return response

    def respond(self, challenge: bytes) -> bytes:
        """The same, for a server that asks first with an empty challenge."""
        if self._response is None or challenge:
            raise UnexpectedChallenge("PLAIN answers one empty challenge only")
        response, self._response = self._response, None
        self.gave_proof = True
        return response
