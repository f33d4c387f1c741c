"""The vault and signing in on the command line: each run with an engine of its own, real servers on the other side."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.end_to_end.command_line import Ran, run_command
from tests.engine.browsing import browse
from tests.engine.running import message
from tests.servers.authorisation import CLIENT_ID, AuthorisationServer
from tests.servers.authority import Authority
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.oauth_dovecot import OAuthDovecot
from tests.servers.postfix import Postfix

PASSPHRASE = "correct horse battery"


def arguments_of(dovecot: Dovecot, postfix: Postfix, user: MailUser) -> tuple[str, ...]:
    name = quote(user.name, safe="")
    return (
        *("account", "add", "--email", user.name),
        *("--imap", f"imaps://{name}@localhost:{dovecot.imaps_port}"),
        *("--smtp", f"smtp+starttls://{name}@localhost:{postfix.submission_port}"),
    )


def right(ran: Ran) -> Ran:
    assert ran.code == 0, ran
    return ran


def test_a_script_without_keyring_and_passphrase_keeps_the_password_in_memory(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser
) -> None:
    profile = tmp_path / "profile"
    added = run_command(
        profile, *arguments_of(dovecot, postfix, mail_user), "--password-stdin", stdin=f"{mail_user.password}\n"
    )
    if added.code == 1 and "--vault-passphrase-stdin" in added.said:
        pytest.skip("the kernel keeps no keys here (keyrings(7))")
    assert "until this computer starts anew" in right(added).said
    dovecot.deliver(mail_user, message("hello"))
    assert json.loads(right(run_command(profile, "sync")).out)["messages"] == 1
    # A vault takes it over, and from then on it is needed.
    right(run_command(profile, "vault", "make", passphrase=PASSPHRASE))
    assert run_command(profile, "sync").code == 1
    right(run_command(profile, "sync", passphrase=PASSPHRASE))


def test_the_vault_from_the_first_account_to_another_passphrase(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser
) -> None:
    profile = tmp_path / "profile"
    add = (*arguments_of(dovecot, postfix, mail_user), "--password-stdin")
    # Both on stdin: first the vault's, then the account's.
    both = f"{PASSPHRASE}\n{mail_user.password}\n"
    right(run_command(profile, *add, stdin=both, options=("--vault-passphrase-stdin",)))
    vault = profile / "passwords.vault"
    assert vault.stat().st_mode & 0o777 == 0o600
    assert mail_user.password.encode() not in vault.read_bytes()
    dovecot.deliver(mail_user, message("hello"))
    counts = json.loads(right(run_command(profile, "sync", passphrase=PASSPHRASE)).out)
    assert counts["messages"] == 1
    # A wrong one, and none.
    wrong = run_command(profile, "sync", passphrase="wrong")
    assert (wrong.code, "not the passphrase" in wrong.said) == (1, True)
    without = run_command(profile, "sync")
    assert (without.code, "vault" in without.said) == (1, True)
    # What needs no password does without.
    assert len(json.loads(right(run_command(profile, "list", "--folder", "inbox", "--json")).out)) == 1
    # An action without a passphrase is kept, and done with it.
    (row,) = json.loads(run_command(profile, "list", "--folder", "inbox", "--json").out)
    assert run_command(profile, "flag", str(row["id"]), "--add", "seen").code == 3
    right(run_command(profile, "sync", passphrase=PASSPHRASE))
    assert dovecot.flags(mail_user) == [{"\\Seen"}]
    # Another passphrase.
    changed = ("vault", "passphrase", "--new-passphrase-stdin")
    assert run_command(profile, *changed, stdin="new\n", passphrase="wrong").code == 1
    right(run_command(profile, *changed, stdin="another one\n", passphrase=PASSPHRASE))
    assert run_command(profile, "sync", passphrase=PASSPHRASE).code == 1
    right(run_command(profile, "sync", passphrase="another one"))
    # Damaged by an accident.
    vault.write_bytes(vault.read_bytes()[:-5])
    damaged = run_command(profile, "sync", passphrase="another one")
    assert (damaged.code, "damaged" in damaged.said) == (1, True)


@pytest.fixture
def provider(authority: Authority) -> Iterator[AuthorisationServer]:
    server = AuthorisationServer(authority.localhost())
    yield server
    server.stop()


@pytest.fixture
def token_dovecot(
    tmp_path_factory: pytest.TempPathFactory,
    server_directory: Path,
    authority: Authority,
    provider: AuthorisationServer,
) -> Iterator[OAuthDovecot]:
    directory = server_directory / "cli-token"
    directory.mkdir()
    server = OAuthDovecot(directory, authority, provider)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def token_postfix(server_directory: Path, authority: Authority, token_dovecot: OAuthDovecot) -> Iterator[Postfix]:
    directory = server_directory / "cli-token-postfix"
    directory.mkdir()
    server = Postfix(directory, authority.localhost(), token_dovecot)
    server.start()
    yield server
    server.stop()


def open_in_browser(line: str) -> None:
    """Whoever sits at the terminal does as is said."""
    if line.startswith("https://"):
        page = asyncio.run(browse(line.strip()))
        assert b"Thank you" in page.body


def test_signing_in_from_the_command_line(
    tmp_path: Path, token_dovecot: OAuthDovecot, token_postfix: Postfix, provider: AuthorisationServer
) -> None:
    profile = tmp_path / "profile"
    user = token_dovecot.add_user("cli")
    provider.user = user.name
    provider.client_secret = "a secret of the client"
    where = (
        *("--oauth", "other", "--oauth-client-id", CLIENT_ID, "--oauth-client-secret-stdin", "--oauth-scope", "mail"),
        *("--oauth-authorize-url", f"{provider.url}/authorize", "--oauth-token-url", f"{provider.url}/token"),
    )
    add = arguments_of(token_dovecot, token_postfix, user)
    given = {"stdin": f"{provider.client_secret}\n", "passphrase": PASSPHRASE}
    added = right(run_command(profile, *add, *where, heard=open_in_browser, **given))  # type: ignore[arg-type]
    assert "login=oauth" in json.loads(added.out)["imap"]
    token_dovecot.deliver(user, message("hello"))
    assert json.loads(right(run_command(profile, "sync", passphrase=PASSPHRASE)).out)["messages"] == 1
    provider.revoke(user.name)
    signed_out = run_command(profile, "sync", passphrase=PASSPHRASE)
    assert (signed_out.code, "signed out" in signed_out.said) == (1, True)
    again = ("account", "sign-in", user.name, "--oauth-client-secret-stdin")
    right(run_command(profile, *again, heard=open_in_browser, **given))  # type: ignore[arg-type]
    right(run_command(profile, "sync", passphrase=PASSPHRASE))
    # Providers need a client id, which this build does not have.
    known = run_command(
        profile, *arguments_of(token_dovecot, token_postfix, token_dovecot.add_user()), "--oauth", "google"
    )
    assert (known.code, "client id" in known.said) == (1, True)
