"""SCRAM (RFC 5802, RFC 7677): both sides prove that they know the password, and nobody says it.

Own code and not a library (scramp): that one derives the key within its step, without a limit, which a hostile server
turns into hours; and it needs an ASN.1 library for the little that ``transport.channel_binding`` reads.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable

from mailclient.mail.account import Secret
from mailclient.wire.sasl.mechanism import Computation
from mailclient.wire.sasl.saslprep import Unpreparable, saslprep
from mailclient.wire.sasl.unexpected import ServerUnproven, UnexpectedChallenge

ITERATIONS_MIN = 4096
"""RFC 5802 section 5.1, RFC 7677 section 4. With one round, who stands in the server's place could try out passwords on
our proof at any speed."""

ITERATIONS_MAX = 1_000_000
"""A quarter of a second on a usual computer; servers ask for 4,096 to 100,000."""

_ITERATIONS = re.compile("[1-9][0-9]{0,7}")
_MESSAGE_LENGTH_MAX = 8192


class Scram:
    """``digest`` is "sha1" or "sha256". ``nonce`` is for tests.

    ``binding`` makes it the -PLUS form: it ties the exchange to this TLS connection by a name of RFC 5929 or RFC 9266
    and its data. ``could_bind`` without ``binding`` says "y": we could bind, and the server does not offer it. A
    server that did offer it knows then that somebody took the offer away (RFC 5802 section 6).
    """

    def __init__(
        self,
        digest: str,
        user: str,
        password: Secret,
        *,
        binding: tuple[str, bytes] | None = None,
        could_bind: bool = False,
        nonce: str = "",
    ) -> None:
        self.name = f"SCRAM-SHA-{digest.removeprefix('sha')}{'-PLUS' if binding else ''}"
        self.gave_proof = False
        self.satisfied = False
        self.broken: UnexpectedChallenge | None = None
        self.complaint = ""
        self.alters_password = prepared(password.reveal()) != password.reveal()
        """The server may have kept the password as it was typed, without SASLprep; then only PLAIN will do."""
        self._digest = digest
        self._password = password
        self.binding_name, self._binding_data = binding or ("", b"")
        flag = f"p={self.binding_name}" if binding else "y" if could_bind else "n"
        self._gs2_header = f"{flag},,".encode()
        self._nonce = nonce or secrets.token_urlsafe(24)
        self._first = f"n={_escaped(prepared(user))},r={self._nonce}".encode()
        self._server_signature = b""
        self._step: Callable[[bytes], bytes | Computation] = self._open

    def start(self) -> bytes | None:
        """The client's first message."""
        return self._open(b"")

    def respond(self, challenge: bytes) -> bytes | Computation:
        """The key is derived in a ``Computation``."""
        try:
            return self._step(challenge)
        except UnexpectedChallenge as error:
            self.broken = error
            raise

    def _open(self, challenge: bytes) -> bytes:
        if challenge:
            raise UnexpectedChallenge("SCRAM begins with the client's message")
        self._step = self._prove
        return self._gs2_header + self._first

    def _prove(self, server_first: bytes) -> bytes | Computation:
        fields = _fields(server_first)
        if "e" in fields:
            return self._accept_refusal(fields["e"])
        if "m" in fields:
            raise UnexpectedChallenge("the server demands an extension of SCRAM")
        nonce, salt, iterations = fields.get("r", ""), _unbase64(fields.get("s", "")), fields.get("i", "")
        if not nonce.startswith(self._nonce) or len(nonce) == len(self._nonce):
            raise UnexpectedChallenge("the server's nonce does not continue ours")
        if not _ITERATIONS.fullmatch(iterations) or not ITERATIONS_MIN <= int(iterations) <= ITERATIONS_MAX:
            raise UnexpectedChallenge(f"the server wants {iterations[:20]} rounds of hashing")
        if not salt:
            raise UnexpectedChallenge("there is no salt")
        channel = base64.b64encode(self._gs2_header + self._binding_data)
        final = b"c=" + channel + b",r=" + nonce.encode()
        self._step = self._verify
        self.gave_proof = True
        return Computation(lambda: self._proof(server_first, final, salt, int(iterations)))

    def _proof(self, server_first: bytes, final: bytes, salt: bytes, iterations: int) -> bytes:
        password = prepared(self._password.reveal()).encode()
        salted = hashlib.pbkdf2_hmac(self._digest, password, salt, iterations)
        message = b",".join((self._first, server_first, final))
        client_key = self._hmac(salted, b"Client Key")
        signature = self._hmac(hashlib.new(self._digest, client_key).digest(), message)
        self._server_signature = self._hmac(self._hmac(salted, b"Server Key"), message)
        proof = bytes(a ^ b for a, b in zip(client_key, signature, strict=True))
        return final + b",p=" + base64.b64encode(proof)

    def _verify(self, server_final: bytes) -> bytes:
        fields = _fields(server_final)
        if "e" in fields:
            return self._accept_refusal(fields["e"])
        if not hmac.compare_digest(_unbase64(fields.get("v", "")), self._server_signature):
            raise ServerUnproven("the server's signature is wrong")
        self.satisfied = True
        self._step = self._end
        return b""

    def _accept_refusal(self, reason: str) -> bytes:
        if reason == "channel-bindings-dont-match":
            raise ServerUnproven("the server sees another TLS connection than we do")
        self.complaint = reason[:100]
        self._step = self._end
        return b""

    @staticmethod
    def _end(challenge: bytes) -> bytes:
        del challenge
        raise UnexpectedChallenge("SCRAM is over and the server asks on")

    def _hmac(self, key: bytes, message: bytes) -> bytes:
        return hmac.digest(key, message, self._digest)


def prepared(text: str) -> str:
    """By SASLprep; as it is where SASLprep does not allow it (an emoji): many servers take it as it is, too."""
    try:
        return saslprep(text)
    except Unpreparable:
        return text


def _escaped(user: str) -> str:
    return user.replace("=", "=3D").replace(",", "=2C")


def _fields(message: bytes) -> dict[str, str]:
    """``r=…,s=…`` by letter; the first of each counts."""
    if len(message) > _MESSAGE_LENGTH_MAX:
        raise UnexpectedChallenge("the server's message is too long")
    fields: dict[str, str] = {}
    for part in message.decode("utf-8", "replace").split(","):
        name, equals, value = part.partition("=")
        if len(name) != 1 or not equals:
            raise UnexpectedChallenge("the server's message is not one of SCRAM")
        fields.setdefault(name, value)
    return fields


def _unbase64(text: str) -> bytes:
    try:
        return binascii.a2b_base64(text.encode(), strict_mode=True) if text else b""
    except binascii.Error as error:
        raise UnexpectedChallenge("the server's message is not base64") from error
