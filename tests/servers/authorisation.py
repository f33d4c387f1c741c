"""A small authorisation server of our own (OAuth 2): consent, tokens, rotation, revocation, introspection, bad days.

Runs in threads of its own, over TLS with the tests' authority, so that blocking tests and other processes can use it.
It is strict where a client could be sloppy: PKCE with S256 is demanded, codes work once, a redirect URI must be the one
that was asked with, and a refresh token that was rotated out takes its whole family down (RFC 9700 section 4.14.2).
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from mailclient.mail.sign_in import SignIn
from tests.servers.authority import Certificate

CLIENT_ID = "test-client"


@dataclass
class Grant:
    """What a user has allowed; ``refresh_token`` is the one that is good now."""

    user: str
    refresh_token: str = ""
    access_tokens: list[str] = field(default_factory=list)
    revoked: bool = False


@dataclass
class _Code:
    user: str
    challenge: str
    redirect_uri: str
    client_id: str


class RefusedError(Exception):
    """An error of RFC 6749 section 5.2."""

    def __init__(self, error: str, description: str = "") -> None:
        super().__init__(error)
        self.members = {"error": error, "error_description": description or f"because: {error}"}


class AuthorisationServer:
    """``user`` is who sits at the browser. ``next_answers`` come from the token endpoint instead of the right ones."""

    def __init__(self, certificate: Certificate) -> None:
        self.user = ""
        self.denies = False
        self.rotates = True
        self.lifetime_seconds = 3600
        self.client_secret = ""
        self.asked: Counter[str] = Counter()
        self.seen: list[dict[str, str]] = []
        """The forms that the token endpoint was sent."""
        self.next_answers: list[tuple[int, bytes]] = []
        self.before_answer: Callable[[], None] = lambda: None
        self.grants: list[Grant] = []
        self._codes: dict[str, _Code] = {}
        self._turn = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._server.socket = certificate.server_context().wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    def sign_in(self, **more: Any) -> SignIn:
        """As a user would describe it."""
        urls = (f"{self.url}/authorize", f"{self.url}/token")
        return SignIn("", CLIENT_ID, *urls, ("mail", "offline"), **more)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    # --- what an operator does ----------------------------------------------------------------------------------

    def take_back_access(self, user: str) -> None:
        """No access token of this user is good any more; refresh tokens are."""
        for grant in self._of(user):
            grant.access_tokens.clear()

    def revoke(self, user: str) -> None:
        """The user has withdrawn the program's rights."""
        for grant in self._of(user):
            grant.revoked = True
            grant.access_tokens.clear()

    def secrets_of(self, user: str) -> list[str]:
        """Every token that was ever given out for this user is a secret; these are good now."""
        return [token for grant in self._of(user) for token in (grant.refresh_token, *grant.access_tokens)]

    def _of(self, user: str) -> list[Grant]:
        return [grant for grant in self.grants if grant.user == user]

    # --- the endpoints ------------------------------------------------------------------------------------------

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent; the user says yes unless ``denies``."""
        for name in ("client_id", "redirect_uri", "state", "code_challenge"):
            assert asked.get(name), f"{name} is missing"
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        if self.denies:
            answer = {
                "error": "access_denied",
                "error_description": "<b>no</b>!",
                "state": asked["state"],
            }
        else:
            code = secrets.token_urlsafe(16)
            self._codes[code] = _Code(self.user, asked["code_challenge"], asked["redirect_uri"], asked["client_id"])
            answer = {"code": code, "state": asked["state"]}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def token(self, form: dict[str, str]) -> dict[str, object]:
        """RFC 6749 sections 4.1.3 and 6."""
        if form.get("client_id") != CLIENT_ID or form.get("client_secret", "") != self.client_secret:
            raise RefusedError("invalid_client")
        match form.get("grant_type"):
            case "authorization_code":
                grant = self._redeem(form)
            case "refresh_token":
                grant = self._refresh(form["refresh_token"])
            case _:
                raise RefusedError("unsupported_grant_type")
        access = "at." + secrets.token_urlsafe(24)
        grant.access_tokens.append(access)
        told: dict[str, object] = {"access_token": access, "token_type": "Bearer", "expires_in": self.lifetime_seconds}
        if self.rotates or form["grant_type"] == "authorization_code":
            grant.refresh_token = "rt." + secrets.token_urlsafe(24)
            told["refresh_token"] = grant.refresh_token
        return told

    def _redeem(self, form: dict[str, str]) -> Grant:
        code = self._codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if code is None or (code.challenge, code.redirect_uri) != (challenge, form["redirect_uri"]):
            raise RefusedError("invalid_grant")
        grant = Grant(code.user)
        self.grants.append(grant)
        return grant

    def _refresh(self, token: str) -> Grant:
        for grant in self.grants:
            if grant.refresh_token == token and not grant.revoked:
                return grant
        raise RefusedError("invalid_grant", "The refresh token is unknown, old or revoked.")

    def introspect(self, token: str) -> dict[str, object]:
        """RFC 7662."""
        for grant in self.grants:
            if token in grant.access_tokens:
                return {"active": True, "username": grant.user, "exp": int(time.time()) + self.lifetime_seconds}
        return {"active": False}

    def _answer_token(self, form: dict[str, str]) -> tuple[int, bytes]:
        with self._turn:
            self.asked[form.get("grant_type", "")] += 1
            self.seen.append(form)
            if self.next_answers:
                return self.next_answers.pop(0)
            try:
                return 200, json.dumps(self.token(form)).encode()
            except RefusedError as refused:
                return 400, json.dumps(refused.members).encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                assert parts.path == "/authorize", parts.path
                owner.asked["authorize"] += 1
                self.send_response(302)
                self.send_header("Location", owner.authorize(dict(parse_qsl(parts.query))))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def do_POST(self) -> None:
                form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
                if self.path == "/introspect":
                    owner.asked["introspect"] += 1
                    self._say(200, json.dumps(owner.introspect(form.get("token", ""))).encode())
                    return
                answer = owner._answer_token(form)
                owner.before_answer()
                self._say(*answer)

            def _say(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_rest: object) -> None:
                """Not on the terminal of the tests."""

        return Handler
