"""The authorization request: the address that the browser opens (RFC 6749 section 4.1.1, RFC 7636, RFC 8252).

``state`` ties the browser's coming back to this request, the code verifier the code to this program: who intercepts
the code cannot use it. Only S256: "plain" would show the verifier to whoever sees the address.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.sign_in import SignIn
from mailclient.sign_in_providers import provider_name

_RANDOM_BYTES = 32
"""43 characters, RFC 7636 section 4.1."""


@dataclass(frozen=True, slots=True)
class Authorization:
    """One attempt; never used again."""

    state: str = field(default_factory=lambda: secrets.token_urlsafe(_RANDOM_BYTES), repr=False)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(_RANDOM_BYTES), repr=False)

    @property
    def challenge(self) -> str:
        """RFC 7636 section 4.2, S256."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def url(self, sign_in: SignIn, redirect_uri: str, email: str) -> str:
        """What the browser opens; ``email`` is suggested to the provider (OpenID Connect's login_hint)."""
        parts = urlsplit(sign_in.authorize_url)
        parameters = {
            **dict(parse_qsl(parts.query, keep_blank_values=True)),
            **dict(pair.partition("=")[::2] for pair in sign_in.parameters),
            "response_type": "code",
            "client_id": sign_in.client_id,
            "redirect_uri": redirect_uri,
            "state": self.state,
            "code_challenge": self.challenge,
            "code_challenge_method": "S256",
        }
        if sign_in.scopes:
            parameters["scope"] = " ".join(sign_in.scopes)
        if email:
            parameters["login_hint"] = email
        return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(parameters), ""))


def check_usable(sign_in: SignIn) -> None:
    """``MailError``: CLIENT_ID_MISSING; SIGN_IN_REFUSED for addresses that are not https.

    The window opens the first one in the browser, so nothing but https may pass: "file:", "javascript:" and others
    could come with the settings of somebody else.
    """
    name = provider_name(sign_in)
    if not sign_in.client_id:
        raise MailError(Problem(ProblemKind.CLIENT_ID_MISSING, name))
    for url in (sign_in.authorize_url, sign_in.token_url):
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname or parts.username is not None:
            raise MailError(Problem(ProblemKind.SIGN_IN_REFUSED, name, f"{url} is no https address"))


def code_of(answer: dict[str, str], sign_in: SignIn) -> str:
    """The code that the browser brought back. SIGN_IN_REFUSED with the provider's words (RFC 6749 section 4.1.2.1)."""
    if "error" in answer or not answer.get("code"):
        words = (answer.get("error", "no code"), answer.get("error_description", ""))
        raise MailError(Problem(ProblemKind.SIGN_IN_REFUSED, provider_name(sign_in), in_one_line(*words)))
    return answer["code"]


def in_one_line(*words: str) -> str:
    """Words of a stranger, short and printable."""
    text = ": ".join(word for word in words if word)
    return "".join(char if char.isprintable() else " " for char in text).strip()[:300]
