"""Asks the provider's token endpoint: tokens for a code, new tokens for a refresh token (RFC 6749 sections 4.1.3, 6).

What it answers is never logged; of a refusal only ``error`` and ``error_description`` are told (section 5.2).
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Protocol
from urllib.parse import urlencode, urlsplit

from mailclient.engine.sign_in.authorization import in_one_line
from mailclient.engine.sign_in.tokens import Tokens
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.sign_in import SignIn
from mailclient.sign_in_providers import provider_name
from mailclient.transport.connect import dial as dial_network
from mailclient.transport.https import Reply, request
from mailclient.transport.stream import Dial

_ANSWER_BYTES = 256 * 1024
_TOKEN_LENGTH_MAX = 16_384
_SECRET_FIELDS = frozenset({"code", "code_verifier", "refresh_token", "client_secret"})
_LATER = frozenset({"temporarily_unavailable", "server_error", "slow_down"})
_SIGN_IN_AGAIN = frozenset(
    {"invalid_grant", "invalid_client", "unauthorized_client", "interaction_required", "consent_required"}
    | {"login_required", "invalid_scope", "access_denied"}
)


class Post(Protocol):
    """``transport.https.request`` as it is used here."""

    def __call__(
        self, method: str, url: str, *, headers: Mapping[str, str] | None, body: bytes, limit_bytes: int, dial: Dial
    ) -> Awaitable[Reply]:
        """See there."""
        ...


class TokenEndpoint:
    """Errors are those of ``https.request``, SERVER_BUSY (later), and SIGN_IN_REFUSED or SIGN_IN_NEEDED."""

    def __init__(self, now: Callable[[], float], post: Post = request) -> None:
        self._now = now
        self._post = post

    async def exchange(
        self, sign_in: SignIn, user: str, code: str, verifier: str, redirect_uri: str, client_secret: str
    ) -> Tokens:
        """The tokens for the code that the browser brought. SIGN_IN_REFUSED."""
        granted = Tokens(sign_in, user, "", client_secret=client_secret)
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        return await self._ask(granted, fields, ProblemKind.SIGN_IN_REFUSED, provider_name(sign_in), dial_network)

    async def refresh(self, tokens: Tokens, dial: Dial = dial_network) -> Tokens:
        """New ones; the refresh token may be another one then (rotation). SIGN_IN_NEEDED about the user."""
        if not tokens.refresh_token:
            problem = Problem(ProblemKind.SIGN_IN_NEEDED, tokens.user, "the provider gave no refresh token")
            raise MailError(problem)
        fields = {"grant_type": "refresh_token", "refresh_token": tokens.refresh_token}
        return await self._ask(tokens, fields, ProblemKind.SIGN_IN_NEEDED, tokens.user, dial)

    async def _ask(
        self, tokens: Tokens, fields: dict[str, str], refused: ProblemKind, subject: str, dial: Dial
    ) -> Tokens:
        fields["client_id"] = tokens.sign_in.client_id
        if tokens.client_secret:
            fields["client_secret"] = tokens.client_secret
        asked_at = self._now()
        reply = await self._post(
            "POST",
            tokens.sign_in.token_url,
            headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
            body=urlencode(fields).encode(),
            limit_bytes=_ANSWER_BYTES,
            dial=dial,
        )
        host = urlsplit(tokens.sign_in.token_url).netloc
        told = _members(reply.body)
        error, description = (_without(fields, _text(told, name)) for name in ("error", "error_description"))
        if reply.status == 429 or reply.status >= 500 or error in _LATER:
            raise MailError(Problem(ProblemKind.SERVER_BUSY, host, in_one_line(f"HTTP {reply.status}", error)))
        if error or (told and reply.status in (400, 401, 403)):
            detail = in_one_line(error or f"HTTP {reply.status}", description)
            by_the_grant = refused is ProblemKind.SIGN_IN_REFUSED or error in _SIGN_IN_AGAIN
            kind, about = (refused, subject) if by_the_grant else (ProblemKind.SERVER_REFUSED, host)
            raise MailError(Problem(kind, about, detail))
        if reply.status != 200 or not _text(told, "access_token"):
            raise MailError(Problem(ProblemKind.SERVER_NONSENSE, host, f"HTTP {reply.status} without a token"))
        if _text(told, "token_type").lower() not in ("bearer", ""):
            raise MailError(Problem(ProblemKind.SERVER_NONSENSE, host, "its token is not a bearer token"))
        return replace(
            tokens,
            access_token=_text(told, "access_token"),
            refresh_token=_text(told, "refresh_token") or tokens.refresh_token,
            expires_at=_expiry(told.get("expires_in"), asked_at),
        )


def _members(body: bytes) -> dict[str, object]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _text(told: dict[str, object], name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) and len(value) <= _TOKEN_LENGTH_MAX else ""


def _without(fields: Mapping[str, str], words: str) -> str:
    """Some repeat what they do not like. Whole words, for half a secret would not be found."""
    for name in _SECRET_FIELDS & fields.keys():
        words = words.replace(fields[name], "…")
    return words


def _expiry(seconds: object, asked_at: float) -> float | None:
    """Some send the seconds as text; what makes no sense is as if not said."""
    try:
        lifetime = float(seconds)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return asked_at + lifetime if 0 <= lifetime < 1e9 else None
