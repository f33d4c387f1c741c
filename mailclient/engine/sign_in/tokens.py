"""What a provider has granted, as one entry of the keyring: JSON with the tokens and what renewing them takes."""

import json
import sys
from dataclasses import asdict, dataclass, field, replace

from mailclient.mail.sign_in import SignIn

_LENGTH_MAX = 1_250 if sys.platform == "win32" else 60_000
"""Characters of an entry: Windows' Credential Locker takes 2,560 bytes of UTF-16."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """``expires_at``: epoch seconds by our own clock, None when the provider does not say. ``refresh_token`` maybe "".

    ``user``: for whom, to be told when signing in again is needed.
    """

    sign_in: SignIn
    user: str
    access_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    expires_at: float | None = None
    client_secret: str = field(default="", repr=False)

    def encode(self) -> str:
        """For the keyring. An access token too long for it is left out: it can be had again."""
        text = json.dumps(asdict(self), ensure_ascii=False)
        if len(text) > _LENGTH_MAX and self.refresh_token:
            text = json.dumps(asdict(replace(self, access_token="")), ensure_ascii=False)
        return text

    @classmethod
    def decode(cls, text: str) -> "Tokens":
        """Raises ValueError for what ``encode`` did not write; its text shows nothing of it."""
        try:
            read = json.loads(text)
            described = read.pop("sign_in")
            described |= {name: tuple(described[name]) for name in ("scopes", "parameters")}
            return cls(SignIn(**described), **read)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ValueError("no tokens are in this entry") from None
