"""``send FILE --sign --encrypt`` as scripts use it: its own process, real servers, and gpg to see what arrived."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.test_command_line import CommandLine, account, line
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.postfix import Postfix

__all__ = ["account", "line"]
PASSPHRASE = "correct horse"
CANARY = "kanarienvogel"
ENCRYPTED = (
    "--x\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n"
    "--x\nContent-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\n--x--\n"
)


@pytest.fixture
def bob(dovecot: Dovecot) -> MailUser:
    return dovecot.add_user("bob")


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, mail_user: MailUser, bob: MailUser) -> Iterator[Path]:
    """The user's GnuPG: an own key that is locked, Bob's without a passphrase."""
    if shutil.which("gpg") is None:
        pytest.skip("gpg is not here")
    folder = Path(tempfile.mkdtemp(prefix="pl", dir="/tmp"))
    monkeypatch.setenv("GNUPGHOME", str(folder))
    for user_id, passphrase in ((f"Me <{mail_user.name}>", PASSPHRASE), (f"Bob <{bob.name}>", "")):
        gpg(folder, "--passphrase", passphrase, "--quick-generate-key", user_id, "future-default", "default", "never")
    kill_agent(folder)
    yield folder
    kill_agent(folder)
    shutil.rmtree(folder, ignore_errors=True)


def kill_agent(home: Path) -> None:
    """It knows no passphrase any more."""
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=False, timeout=120)


def gpg(home: Path, *words: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = ["gpg", "--homedir", str(home), "--batch", "--pinentry-mode", "loopback", "--status-fd", "2", *words]
    return subprocess.run(command, input=data, capture_output=True, timeout=60, check=False)


def written(path: Path, sender: str, to: str, *more: str, body: str = f"{CANARY} 비밀 \n") -> str:
    fields = (f"From: {sender}", f"To: {to}", f"Subject: {CANARY}", "Date: Sat, 21 Nov 2026 10:00:00 +0000", *more)
    mime = ("MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit")
    path.write_text("\n".join((*fields, *(mime if not any("Content-Type" in one for one in more) else ()), "", body)))
    return str(path)


def arrived(dovecot: Dovecot, user: str) -> str:
    return dovecot.doveadm("fetch", "-u", user, "text", "mailbox", "INBOX", "ALL")


def test_sent_signed_and_encrypted(
    home: Path, account: CommandLine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser, bob: MailUser,
    tmp_path: Path,
) -> None:  # fmt: skip
    me = mail_user.name
    protect = ("--sign", "--encrypt", "--key-passphrase-stdin", "--json")
    file = written(tmp_path / "a.eml", me, bob.name, f"Bcc: {me}")
    sent = account.json("send", file, *protect, stdin=f"{PASSPHRASE}\n")
    assert (sent["state"], sent["signed"], sent["encrypted"]) == ("done", True, True)
    assert sorted(sent["recipients"]) == sorted([bob.name, me])
    postfix.wait_until_delivered()
    text = arrived(dovecot, bob.name)
    assert CANARY not in text
    assert "bcc:" not in text.lower()
    clear = gpg(home, "--decrypt", data=text[text.index("-----BEGIN PGP") :].encode())
    assert b"GOODSIG" in clear.stderr
    assert CANARY.encode() in clear.stdout
    assert b"bcc:" not in clear.stdout.lower()
    kill_agent(home)

    nested = 'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=x'
    for words, file, stdin, code, said in (
        (protect, written(tmp_path / "b.eml", me, f"{bob.name}, nora@mail.test"), PASSPHRASE, 1, "nora@mail.test"),
        (protect, written(tmp_path / "c.eml", me, bob.name), "wrong", 1, "not the passphrase"),
        ((*protect, "--system", "smime"), written(tmp_path / "d.eml", me, bob.name), PASSPHRASE, 1, "no key"),
        (protect, written(tmp_path / "e.eml", me, bob.name, nested, body=ENCRYPTED), PASSPHRASE, 2, "already"),
    ):
        assert account.run("send", file, *words, stdin=f"{stdin}\n", code=code) == ""
        assert said in account.said
    postfix.wait_until_delivered()
    assert arrived(dovecot, bob.name).count("BEGIN PGP") == 1
    assert account.json("outbox", "--json") == []
    assert CANARY.encode() not in b"".join(path.read_bytes() for path in account.profile.directory.glob("*.sqlite3*"))
