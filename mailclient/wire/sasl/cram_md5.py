"""CRAM-MD5 (RFC 2195): a keyed hash of the challenge. Old, but all that some servers offer."""

import hmac

from mailclient.mail.account import Secret
from mailclient.wire.sasl.mechanism import WithoutProof
from mailclient.wire.sasl.unexpected import UnexpectedChallenge


class CramMd5(WithoutProof):
    """Answers one challenge."""

    name = "CRAM-MD5"

    def __init__(self, user: str, password: Secret) -> None:
        super().__init__()
        self._user = user.encode()
        self._key = password.reveal().encode()

    def start(self) -> bytes | None:
        """None: the server speaks first."""
        return None

    def respond(self, challenge: bytes) -> bytes:
        """``user SP hex(HMAC-MD5(password, challenge))``."""
        if self.gave_proof:
            raise UnexpectedChallenge("CRAM-MD5 answers one challenge only")
        self.gave_proof = True
        return self._user + b" " + hmac.new(self._key, challenge, "md5").hexdigest().encode()
