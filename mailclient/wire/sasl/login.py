"""LOGIN (draft-murchison-sasl-login): user, then password; for servers that offer no PLAIN, inside TLS."""

from mailclient.mail.account import Secret
from mailclient.wire.sasl.mechanism import WithoutProof
from mailclient.wire.sasl.unexpected import UnexpectedChallenge


class Login(WithoutProof):
    """The prompts ("Username:", "Password:") differ between servers and are not read."""

    name = "LOGIN"

    def __init__(self, user: str, password: Secret) -> None:
        super().__init__()
        self._responses = [user.encode(), password.reveal().encode()]

    def start(self) -> bytes | None:
        """None: several servers fail when the user name comes with the command."""
        return None

    def respond(self, challenge: bytes) -> bytes:
        """First the user, then the password."""
        del challenge
        if not self._responses:
            raise UnexpectedChallenge("LOGIN answers two challenges only")
        response = self._responses.pop(0)
        self.gave_proof = not self._responses
        return response
