"""No secret in the store, logs, transcripts, arguments, environments, crash reports: canaries, looked for everywhere.

Real processes and servers, everything switched on that could tell too much (debug log, transcripts, asyncio's debug
mode, faulthandler), things going wrong on purpose; then every file, every word and every process is looked at.
"""

import asyncio
import base64
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import pytest

from mailclient.bridge import framing
from mailclient.bridge.commands import (
    AddAccount,
    AddAddressBook,
    AnyCommand,
    ChangeVaultPassphrase,
    CheckSettings,
    FindAddressBooks,
    SendMessage,
    SetGrant,
    SetPassword,
    StartSignIn,
    Sync,
    SyncContacts,
    UnlockVault,
)
from mailclient.bridge.events import AnyEvent, BrowserNeeded, Failed, Finished
from mailclient.mail.account import AccountKind, AccountSettings, LoginKind, Security
from mailclient.mail.ids import AccountId, OperationId
from mailclient.mail.message import Outgoing
from mailclient.mail.proxy import Proxy, ProxyKind
from tests.end_to_end.canaries import Canaries, Onlooker, contents, forms_of
from tests.end_to_end.command_line import ROOT, run_command
from tests.engine.browsing import browse
from tests.engine.running import message
from tests.servers.authorisation import AuthorisationServer
from tests.servers.authority import Authority
from tests.servers.dovecot import MailUser
from tests.servers.oauth_dovecot import OAuthDovecot
from tests.servers.postfix import Postfix

PATIENCE_SECONDS = 90.0
RIGHT = "cAnArYpAsSwOrD7391"
WRONG = "cAnArYwRoNg7392"
NEW = "cAnArYcHaNgEdAgAiN7393"
VAULT = "cAnArYvAuLt7394"
OTHER_VAULT = "cAnArYvAuLt7395new"
CLIENT = "cAnArYcLiEnT7396"
TOKEN = "cAnArYtOkEn7397"
PROXY = "cAnArYpRoXy7398"
KEY = "cAnArYkEy7399"
BOOK = "cAnArYbOoK7400"
ALL = (RIGHT, WRONG, NEW, VAULT, OTHER_VAULT, CLIENT, TOKEN, PROXY, KEY, BOOK)

EventT = TypeVar("EventT")


class Scene:
    """Where our processes live: everything that they write comes into ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.profile = folder / "profile"
        self.said = b""
        for name in ("home", "tmp", "transcripts", "run"):
            (folder / name).mkdir(mode=0o700)
        self.environment = {
            "HOME": str(folder / "home"),
            "XDG_DATA_HOME": str(folder / "home" / "data"),
            "XDG_CACHE_HOME": str(folder / "home" / "cache"),
            "XDG_RUNTIME_DIR": str(folder / "run"),
            "TMPDIR": str(folder / "tmp"),
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent",
            "MAILCLIENT_TRANSCRIPT": str(folder / "transcripts"),
            "MAILCLIENT_LOG": "DEBUG",
            "PYTHONASYNCIODEBUG": "1",
            "PYTHONFAULTHANDLER": "1",
            "LANGUAGE": "en",
        }

    def run(self, *argv: str, stdin: str = "", passphrase: str = "", options: tuple[str, ...] = ()) -> int:
        ran = run_command(
            self.profile, *argv, stdin=stdin, passphrase=passphrase, more=self.environment, options=options
        )
        self.said += f"{ran.out}\n{ran.said}\n".encode()
        return ran.code


class LiveEngine:
    """An engine as the window starts it: over its pipes."""

    def __init__(self, scene: Scene, command: tuple[str, ...] = ()) -> None:
        self._scene = scene
        self.process = subprocess.Popen(
            command or (sys.executable, "-m", "mailclient", "--engine", "--profile", str(scene.profile)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, **scene.environment},
        )
        self.events: list[AnyEvent] = []
        self._arrived = threading.Condition()
        self._threads = [threading.Thread(target=self._read), threading.Thread(target=self._hear)]
        for thread in self._threads:
            thread.start()
        self._number = 0

    def _read(self) -> None:
        assert self.process.stdout is not None
        frames = framing.event_reader()
        while data := os.read(self.process.stdout.fileno(), 65536):
            with self._arrived:
                self.events += frames.receive(data)
                self._arrived.notify_all()

    def _hear(self) -> None:
        assert self.process.stderr is not None
        self._scene.said += self.process.stderr.read()

    def send(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def wait_for(self, kind: type[EventT], matches: Callable[[EventT], bool] = lambda _event: True) -> EventT:
        def there() -> EventT | None:
            return next((one for one in self.events if isinstance(one, kind) and matches(one)), None)

        with self._arrived:
            assert self._arrived.wait_for(lambda: there() is not None, PATIENCE_SECONDS), (kind, self.events)
        found = there()
        assert found is not None
        return found

    def ask(self, make: Callable[[str], AnyCommand]) -> Finished | Failed:
        self._number += 1
        request_id = f"request-{self._number}"
        self.send(framing.encode(make(request_id)))
        return self.wait_for(Finished | Failed, lambda one: one.request_id == request_id)  # type: ignore[arg-type]

    def done(self, make: Callable[[str], AnyCommand]) -> Finished:
        answer = self.ask(make)
        assert isinstance(answer, Finished), answer
        return answer

    def refused(self, make: Callable[[str], AnyCommand]) -> str:
        answer = self.ask(make)
        assert isinstance(answer, Failed), answer
        return answer.problem.kind

    def wait(self) -> int:
        assert self.process.stdin is not None
        code = self.process.wait(PATIENCE_SECONDS)
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS)
        self.process.stdin.close()
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self.process.stdout.close()
        self.process.stderr.close()
        return code


@pytest.fixture(scope="module")
def provider(authority: Authority) -> Iterator[AuthorisationServer]:
    server = AuthorisationServer(authority.localhost())
    yield server
    server.stop()


@pytest.fixture(scope="module")
def token_dovecot(
    server_directory: Path, authority: Authority, provider: AuthorisationServer
) -> Iterator[OAuthDovecot]:
    """Every mechanism that carries a secret in another form."""
    directory = server_directory / "canaries"
    directory.mkdir()
    mechanisms = "plain login cram-md5 scram-sha-1 scram-sha-256 xoauth2 oauthbearer"
    server = OAuthDovecot(directory, authority, provider, mechanisms)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def token_postfix(server_directory: Path, authority: Authority, token_dovecot: OAuthDovecot) -> Iterator[Postfix]:
    directory = server_directory / "canaries-postfix"
    directory.mkdir()
    server = Postfix(directory, authority.localhost(), token_dovecot)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def dovecot(token_dovecot: OAuthDovecot) -> OAuthDovecot:
    return token_dovecot


@pytest.fixture
def postfix(token_postfix: Postfix) -> Postfix:
    return token_postfix


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


@pytest.fixture
def user(dovecot: OAuthDovecot) -> MailUser:
    return dovecot.add_user("canary", RIGHT)


def settings_of(dovecot: OAuthDovecot, postfix: Postfix, user: MailUser) -> AccountSettings:
    imap, smtp = dovecot.imap(user, Security.STARTTLS), postfix.smtp(user, Security.STARTTLS)
    return AccountSettings(user.name, "Kim", imap, smtp)


def nowhere(scene: Scene, onlooker: Onlooker, secrets: tuple[str, ...]) -> None:
    """The proof."""
    canaries = Canaries(secrets)
    hits = canaries.found_in_files(scene.folder)
    hits += canaries.found("what was said", scene.said)
    for shown in onlooker.seen:
        hits += canaries.found("what other programs see", shown)
    assert hits == []
    assert onlooker.looks > 10
    assert any(b"--engine" in shown or b"crashing_engine" in shown for shown in onlooker.seen)


def test_the_search_finds_a_canary_in_every_form(tmp_path: Path) -> None:
    canaries = Canaries((RIGHT,))
    for before in ("", "a", "ab", "\0kim\0", "n,,\x01auth=Bearer "):
        text = base64.b64encode(f"{before}{RIGHT}\x01\x01".encode())
        assert canaries.found("here", b"x" + text + b"y")
    for data in (quote(f"ü{RIGHT}/").encode(), repr({"a": RIGHT}).encode(), RIGHT.encode().hex().encode()):
        assert canaries.found("here", data)
    assert canaries.found("here", RIGHT.encode("utf-16"))
    assert not canaries.found("here", WRONG.encode())
    assert min(len(data) for data in forms_of(VAULT).values()) >= 12
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "file").write_bytes(b"x" + RIGHT.encode())
    assert len(canaries.found_in_files(tmp_path)) == 1


def test_the_command_line(scene: Scene, dovecot: OAuthDovecot, postfix: Postfix, user: MailUser) -> None:
    dovecot.deliver(user, message("hello"))
    name = quote(user.name, safe="")
    smtp = ("--smtp", f"smtp+starttls://{name}@localhost:{postfix.submission_port}")
    imap = ("--imap", f"imap+starttls://{name}@localhost:{dovecot.imap_port}")
    add = ("account", "add", "--email", user.name, "--password-stdin")
    both = ("--vault-passphrase-stdin",)
    with Onlooker() as onlooker:
        assert scene.run(*add, *imap, *smtp, stdin=f"{WRONG}\n") == 1  # there is no vault, and nobody to ask for one
        assert scene.run(*add, *imap, *smtp, stdin=f"{VAULT}\n{WRONG}\n", options=both) == 1
        assert scene.run(*add, *imap, *smtp, stdin=f"{VAULT}\n{RIGHT}\n{WRONG}\n", options=both) == 1
        assert scene.run(*add, *imap, *smtp, stdin=f"{VAULT}\n{RIGHT}\n{RIGHT}\n", options=both) == 0
        assert scene.run("sync", stdin=f"{WRONG}\n", options=both) == 1
        assert scene.run("sync", "--bodies", passphrase=VAULT) == 0
        text = f"To: {user.name}\nSubject: x\n\nhi\n"
        assert scene.run("send", "-", stdin=text, passphrase=VAULT) == 0
        assert scene.run("account", "report", user.name, passphrase=VAULT) == 0
        assert (
            scene.run("account", "password", user.name, "--password-stdin", stdin=f"{WRONG}\n", passphrase=VAULT) == 1
        )
        dovecot.change_password(user, NEW)
        assert scene.run("sync", passphrase=VAULT) == 1
        assert scene.run("account", "password", user.name, "--password-stdin", stdin=f"{NEW}\n", passphrase=VAULT) == 0
        change = ("vault", "passphrase", "--new-passphrase-stdin")
        assert scene.run(*change, stdin=f"{OTHER_VAULT}\n", passphrase=WRONG) == 1
        assert scene.run(*change, stdin=f"{OTHER_VAULT}\n", passphrase=VAULT) == 0
        assert scene.run("sync", passphrase=OTHER_VAULT) == 0
    nowhere(scene, onlooker, ALL)
    assert any((scene.folder / "transcripts").iterdir())


@pytest.mark.parametrize(
    "url", ["imaps://kim:{}@h", "imaps://kim:{}@h/path", "imaps://kim:{}@h:99999", "x://kim:{}@h", "imap://kim:{}@h"]
)
def test_who_types_a_password_into_the_arguments_does_not_get_it_back(scene: Scene, url: str) -> None:
    """It may stand in a script whose output goes into a log."""
    add = ("account", "add", "--email", "kim@mail.test", "--smtp", "smtps://h", "--password-stdin")
    assert scene.run(*add, "--imap", url.format(RIGHT)) == 2
    for option in ("--password", "--vault-passphrase", "--oauth-client-secret"):
        assert scene.run(*add, "--imap", "imaps://h", option, RIGHT) == 2
        assert scene.run(*add, "--imap", "imaps://h", f"{option}={RIGHT}") == 2
    assert Canaries((RIGHT,)).found("what was said", scene.said) == []


def open_account(engine: LiveEngine, settings: AccountSettings, **given: str) -> AccountId:
    def add(request_id: str) -> AnyCommand:
        secrets = {"password": "", "smtp_password": "", **given}
        return AddAccount(request_id, settings, **secrets)  # type: ignore[arg-type]

    account_id = engine.done(add).account_id
    assert account_id is not None
    return account_id


def signed_in(engine: LiveEngine, provider: AuthorisationServer, email: str) -> str:
    engine.events.clear()
    answers: list[Finished] = []

    def ask() -> None:
        answers.append(engine.done(lambda number: StartSignIn(number, provider.sign_in(), email, CLIENT)))

    waiting = threading.Thread(target=ask)
    waiting.start()
    asyncio.run(browse(engine.wait_for(BrowserNeeded).url))
    waiting.join(PATIENCE_SECONDS)
    return answers[0].grant


def test_a_running_engine_that_is_killed(
    scene: Scene, dovecot: OAuthDovecot, postfix: Postfix, user: MailUser, provider: AuthorisationServer
) -> None:
    """By password over IMAP and POP3, by tokens, through a proxy; and everything refused once."""
    settings = settings_of(dovecot, postfix, user)
    pop3_user, token_user = dovecot.add_user("pop3", RIGHT), dovecot.add_user("token", RIGHT)
    provider.user, provider.client_secret = token_user.name, CLIENT
    secrets = [*ALL]
    with Onlooker() as onlooker:
        engine = LiveEngine(scene)
        engine.done(lambda number: UnlockVault(number, VAULT))
        assert engine.refused(lambda number: UnlockVault(number, WRONG)) == "vault_passphrase_wrong"
        assert engine.refused(lambda number: ChangeVaultPassphrase(number, WRONG, NEW)) == "vault_passphrase_wrong"
        assert engine.refused(lambda number: AddAccount(number, settings, WRONG, WRONG)) == "wrong_password"
        account_id = open_account(engine, settings, password=RIGHT, smtp_password=RIGHT)
        assert engine.refused(lambda number: SetPassword(number, account_id, WRONG)) == "wrong_password"
        engine.done(lambda number: CheckSettings(number, settings, WRONG, WRONG))
        pop3 = settings_of(dovecot, postfix, pop3_user)
        pop3 = replace(pop3, kind=AccountKind.POP3, incoming=dovecot.pop3(pop3_user, Security.STARTTLS))
        assert engine.refused(lambda number: AddAccount(number, pop3, WRONG, WRONG)) == "wrong_password"
        open_account(engine, pop3, password=RIGHT, smtp_password=RIGHT)
        by_token = replace(settings.incoming, login=LoginKind.TOKEN)
        refused = replace(settings, email="t@mail.test", incoming=by_token)
        assert engine.refused(lambda number: AddAccount(number, refused, TOKEN, TOKEN)) == "token_refused"
        proxy = Proxy(ProxyKind.HTTP_CONNECT, "127.0.0.1", postfix.submission_port, "kim")
        proxied = replace(settings, email="p@mail.test", incoming=replace(settings.incoming, proxy=proxy))
        engine.refused(lambda number: AddAccount(number, proxied, RIGHT, RIGHT, proxy_password=PROXY))
        key = replace(settings.incoming, client_certificate=str(scene.folder / "nothing.p12"))
        with_key = replace(settings, email="k@mail.test", incoming=key)
        engine.refused(lambda number: AddAccount(number, with_key, RIGHT, RIGHT, passphrase=KEY))
        oauth = settings_of(dovecot, postfix, token_user)
        oauth = replace(
            oauth,
            incoming=dovecot.oauth(oauth.incoming),
            smtp=dovecot.oauth(oauth.smtp),
            sign_in=provider.sign_in(),
        )
        open_by_token = open_account(engine, oauth, grant=signed_in(engine, provider, token_user.name))
        secrets += provider.secrets_of(token_user.name)
        provider.take_back_access(token_user.name)
        engine.done(lambda number: Sync(number, bodies=True))
        book = f"{provider.url}/kim/"
        engine.refused(lambda number: FindAddressBooks(number, book, "kim", BOOK))
        engine.refused(lambda number: FindAddressBooks(number, book.replace("//", f"//kim:{BOOK}@"), "kim", BOOK))
        engine.refused(lambda number: AddAddressBook(number, "B", book.replace("//", f"//kim:{BOOK}@"), "kim", BOOK))
        book_id = engine.done(lambda number: AddAddressBook(number, "B", book, "kim", BOOK)).book_id
        engine.refused(lambda number: SyncContacts(number, book_id))
        outgoing = Outgoing(message("hi", to=user.name), user.name, (user.name,))
        engine.send(framing.encode(SendMessage(OperationId("send"), account_id, outgoing)))
        secrets += provider.secrets_of(token_user.name)
        provider.revoke(token_user.name)
        grant = signed_in(engine, provider, token_user.name)
        engine.done(lambda number: SetGrant(number, open_by_token, grant))
        secrets += provider.secrets_of(token_user.name)
        spent = ("code", "code_verifier", "refresh_token")
        secrets += [value for form in provider.seen for name, value in form.items() if name in spent]
        engine.done(lambda number: Sync(number))
        limits = Path(f"/proc/{engine.process.pid}/limits").read_text()
        assert re.search(r"Max core file size +0 ", limits), limits
        assert Path(f"/proc/{engine.process.pid}/mem").stat().st_uid == 0
        engine.process.send_signal(signal.SIGABRT)
        assert engine.wait() == -signal.SIGABRT
    assert b"Fatal Python error: Aborted" in scene.said
    assert (scene.profile / "mail.sqlite3-wal").stat().st_size > 0
    cores = [secret.translate(str.maketrans("", "", "-_.")) for secret in secrets if secret.isalnum()]
    nowhere(scene, onlooker, tuple(cores))
    # Tokens have other signs in them; as they are is how they would be found.
    told = b"".join(data for _path, data in contents(scene.folder)) + scene.said
    assert [secret for secret in secrets if secret.encode() in told] == []
    for command in (b"C: CAPA", b"C: AUTH OAUTHBEARER", b"AUTHENTICATE SCRAM-SHA-256", b"C: EHLO"):
        assert command in told, command


def test_a_mistake_of_ours(scene: Scene, dovecot: OAuthDovecot, postfix: Postfix, user: MailUser) -> None:
    """Its traceback is in the log and on stderr, and what the window is told has its text."""
    settings = settings_of(dovecot, postfix, user)
    scene.profile.mkdir(mode=0o700)
    with Onlooker() as onlooker:
        engine = LiveEngine(scene, (sys.executable, "-m", "tests.end_to_end.crashing_engine", str(scene.profile)))
        engine.done(lambda number: UnlockVault(number, VAULT))
        engine.send(framing.encode(AddAccount("x", settings, RIGHT, RIGHT)))
        assert engine.wait() != 0
    scene.said += repr(engine.events).encode()
    assert b"cannot log in with" in scene.said
    assert "by a mistake of its own" in (scene.profile / "engine.log").read_text()
    nowhere(scene, onlooker, ALL)


@pytest.mark.parametrize(
    "payload",
    [
        framing.encode(SetPassword("r", AccountId(1), RIGHT))[4:].replace(b"request_id", b"request_ix"),
        framing.encode(SetPassword("r", AccountId(1), RIGHT))[4:].replace(b"SetPassword", b"SetPasswort"),
        framing.encode(SetPassword("r", RIGHT, WRONG))[4:],  # type: ignore[arg-type]
        framing.encode(UnlockVault("r", RIGHT))[4:-1],
        b"\xd9" + RIGHT.encode(),
    ],
    ids=["no id", "no such command", "text for a number", "cut off", "a text alone"],
)
def test_a_broken_frame(scene: Scene, payload: bytes) -> None:
    with Onlooker() as onlooker:
        engine = LiveEngine(scene)
        engine.wait_for(AnyEvent)  # type: ignore[arg-type]
        engine.send(len(payload).to_bytes(4, "big") + payload)
        assert engine.process.stdin is not None
        engine.process.stdin.close()
        engine.wait()
    nowhere(scene, onlooker, ALL)
