"""EXTERNAL (RFC 4422 appendix A): the connection itself, by the client's certificate, says who we are."""

from mailclient.wire.sasl.mechanism import WithoutProof
from mailclient.wire.sasl.unexpected import UnexpectedChallenge


class External(WithoutProof):
    """``user``: as whom to act; "" leaves it to the server to read it from the certificate."""

    name = "EXTERNAL"

    def __init__(self, user: str) -> None:
        super().__init__()
        self._response: bytes | None = user.encode()

    def start(self) -> bytes | None:
        """The user name."""
        response, self._response = self._response, None
        self.gave_proof = True
        return response

    def respond(self, challenge: bytes) -> bytes:
        """The same, for a server that asks first with an empty challenge."""
        if self._response is None or challenge:
            raise UnexpectedChallenge("EXTERNAL answers one empty challenge only")
        response, self._response = self._response, None
        self.gave_proof = True
        return response
