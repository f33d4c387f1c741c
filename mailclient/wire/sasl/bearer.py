"""Tokens instead of passwords: OAUTHBEARER (RFC 7628) and XOAUTH2, its forerunner at Google and Microsoft.

Refused, the server says why in a challenge of JSON, which has to be answered before it says NO.
"""

import json
from collections.abc import Iterator

from mailclient.mail.account import Secret
from mailclient.wire.sasl.mechanism import WithoutProof
from mailclient.wire.sasl.unexpected import UnexpectedChallenge

_COMPLAINT_LENGTH_MAX = 300
_TELLING = ("status", "error", "error_description", "schemes", "scope")
"""The members of the JSON that say something to a person."""


class _Bearer(WithoutProof):
    def __init__(self, response: bytes, farewell: bytes) -> None:
        super().__init__()
        self._response: bytes | None = response
        self._farewell = farewell
        self.complaint = ""

    def start(self) -> bytes | None:
        """All there is to say."""
        response, self._response = self._response, None
        self.gave_proof = True
        return response

    def respond(self, challenge: bytes) -> bytes:
        """The same for a server that asks first; the acknowledgement of an error."""
        if self._response is not None and not challenge:
            response, self._response = self._response, None
            self.gave_proof = True
            return response
        if self._response is not None or self.complaint:
            raise UnexpectedChallenge("a token is given once, and refused once")
        self.complaint = _complaint(challenge)
        return self._farewell


class OAuthBearer(_Bearer):
    """RFC 7628. ``host`` and ``port`` are those connected to."""

    name = "OAUTHBEARER"

    def __init__(self, user: str, token: Secret, host: str, port: int) -> None:
        identity = user.replace("=", "=3D").replace(",", "=2C")
        fields = (f"n,a={identity},", f"host={host}", f"port={port}", f"auth=Bearer {_checked(token)}", "", "")
        super().__init__("\x01".join(fields).encode(), b"\x01")


class XOAuth2(_Bearer):
    """As Google documents it."""

    name = "XOAUTH2"

    def __init__(self, user: str, token: Secret) -> None:
        fields = (f"user={user}", f"auth=Bearer {_checked(token)}", "", "")
        super().__init__("\x01".join(fields).encode(), b"")


def _checked(token: Secret) -> str:
    """RFC 6750 section 2.1 is stricter; here only what would end the field or the line."""
    text = token.reveal()
    if not text.isprintable() or not text.isascii() or " " in text:
        raise ValueError("a token is printable ASCII without spaces")
    return text


def _complaint(challenge: bytes) -> str:
    """The error in one line; never "", for it also says that there was one."""
    try:
        told = json.loads(challenge)
    except (ValueError, RecursionError):
        told = None
    text = "; ".join(_told(told)) if isinstance(told, dict) else challenge.decode("utf-8", "replace")
    printable = "".join(char if char.isprintable() else " " for char in text).strip()
    return printable[:_COMPLAINT_LENGTH_MAX] or "no reason given"


def _told(members: dict[str, object]) -> Iterator[str]:
    return (f"{name}: {members[name]}" for name in _TELLING if isinstance(members.get(name), str | int))
