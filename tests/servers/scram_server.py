"""The server's side of SCRAM (RFC 5802 section 3), and how it may cheat."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass


@dataclass
class ScramServer:
    """``bindings`` are the channel bindings it knows; with none it offers no -PLUS. Raises ``Refused``."""

    digest: str
    password: str
    bindings: dict[str, bytes]
    iterations: int = 4096
    header: str = ""
    """What the client said of the channel."""

    def first(self, client_first: bytes) -> bytes:
        flag, _identity, bare = client_first.decode().split(",", 2)
        self.header = f"{flag},{_identity},"
        if flag == "y" and self.bindings:
            raise Refused("server-does-support-channel-binding")
        if flag.startswith("p=") and flag.removeprefix("p=") not in self.bindings:
            raise Refused("unsupported-channel-binding-type")
        nonce = bare.split(",r=")[1] + secrets.token_hex(8)
        self._first = f"r={nonce},s={base64.b64encode(b'salt and pepper').decode()},i={self.iterations}".encode()
        self._bare = bare.encode()
        return self._first

    def final(self, client_final: bytes) -> bytes:
        """The server's signature."""
        without_proof, proof = client_final.rsplit(b",p=", 1)
        channel = base64.b64decode(without_proof.split(b",")[0].removeprefix(b"c="))
        name = self.header.split(",")[0].removeprefix("p=")
        expected = self.header.encode() + (self.bindings.get(name, b"") if self.header.startswith("p=") else b"")
        if channel != expected:
            raise Refused("channel-bindings-dont-match")
        salted = hashlib.pbkdf2_hmac(self.digest, self.password.encode(), b"salt and pepper", self.iterations)
        message = b",".join((self._bare, self._first, without_proof))
        client_key = self._hmac(salted, b"Client Key")
        stored = hashlib.new(self.digest, client_key).digest()
        signature = self._hmac(stored, message)
        recovered = bytes(a ^ b for a, b in zip(base64.b64decode(proof), signature, strict=True))
        if hashlib.new(self.digest, recovered).digest() != stored:
            raise Refused("invalid-proof")
        return b"v=" + base64.b64encode(self._hmac(self._hmac(salted, b"Server Key"), message))

    def _hmac(self, key: bytes, message: bytes) -> bytes:
        return hmac.digest(key, message, self.digest)


class Refused(Exception):  # noqa: N818  it says what happened
    """``args[0]`` is the error word of RFC 5802 section 7."""
