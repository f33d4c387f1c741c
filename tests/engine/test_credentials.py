"""Passwords in a real gnome-keyring, in the vault, and where there is no safe place at all."""

import asyncio
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.backends.fail import Keyring as FailKeyring
from keyring.backends.null import Keyring as NullKeyring
from keyring.errors import KeyringLocked, PasswordDeleteError

from mailclient.engine.secrets.credentials import (
    Credentials,
    MemoryCredentials,
    PlaceCredentials,
    Purpose,
    entry_name,
)
from mailclient.engine.secrets.password_place import PasswordPlace, PlaceUnavailable
from mailclient.engine.secrets.system_keyring import SystemKeyring
from mailclient.mail.account import Secret, Security, Server
from mailclient.mail.problem import MailError, ProblemKind

SERVER = Server("mail.example.org", 993, Security.TLS, "alice@example.org")
PASSWORD = Secret("öpen sesame 열려라")


class DictBackend(KeyringBackend):
    """A safe keyring in memory, as far as its module's name tells."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.entries:
            raise PasswordDeleteError("not there")
        del self.entries[service, username]


class PlaintextKeyring(DictBackend):
    """What keyrings.alt would bring."""


PlaintextKeyring.__module__ = "keyrings.alt.file"
_FAIL = FailKeyring()  # type: ignore[no-untyped-call]
_NULL = NullKeyring()  # type: ignore[no-untyped-call]


class Nowhere:
    """A place that is not there."""

    def read(self, name: str) -> str | None:
        raise PlaceUnavailable("nowhere")

    def write(self, name: str, password: str) -> None:
        raise PlaceUnavailable("nowhere")

    def erase(self, name: str) -> None:
        raise PlaceUnavailable("nowhere")


async def _round_trip(credentials: Credentials) -> None:
    assert await credentials.password(SERVER, Purpose.IMAP) is None
    await credentials.forget(SERVER, Purpose.IMAP)
    await credentials.store(SERVER, Purpose.IMAP, Secret("old"))
    await credentials.store(SERVER, Purpose.IMAP, PASSWORD)
    await credentials.store(SERVER, Purpose.SMTP, Secret("another"))
    assert await credentials.password(SERVER, Purpose.IMAP) == PASSWORD
    assert await credentials.password(SERVER, Purpose.SMTP) == Secret("another")
    await credentials.forget(SERVER, Purpose.IMAP)
    assert await credentials.password(SERVER, Purpose.IMAP) is None
    await credentials.forget(SERVER, Purpose.SMTP)


async def test_in_memory() -> None:
    await _round_trip(MemoryCredentials())


class Hesitating(Nowhere):
    """Takes its time to say that it is not there."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.go = threading.Event()

    def read(self, name: str) -> str | None:
        self.asked.set()
        self.go.wait(60)
        return super().read(name)


async def test_a_cancelled_question_does_not_lose_the_place() -> None:
    """Its thread runs on beside the next question: an account that is removed while it connects."""
    hesitating = Hesitating()
    credentials = PlaceCredentials((hesitating, SystemKeyring(DictBackend())))
    before = set(threading.enumerate())
    cancelled = asyncio.create_task(credentials.password(SERVER, Purpose.IMAP))
    assert await asyncio.to_thread(hesitating.asked.wait, 60)
    (thread,) = (one for one in set(threading.enumerate()) - before if one.name == "keyring")
    cancelled.cancel()
    await asyncio.gather(cancelled, return_exceptions=True)
    await credentials.store(SERVER, Purpose.IMAP, PASSWORD)
    hesitating.go.set()
    await asyncio.to_thread(thread.join, 60)
    await credentials.forget(SERVER, Purpose.IMAP)
    assert await credentials.password(SERVER, Purpose.IMAP) is None


async def test_in_a_keyring() -> None:
    backend = DictBackend()
    credentials = PlaceCredentials((SystemKeyring(backend), Nowhere()))
    await _round_trip(credentials)
    await credentials.store(SERVER, Purpose.IMAP, PASSWORD)
    assert backend.entries == {("mailclient", "imap:alice@example.org@mail.example.org:993"): PASSWORD.reveal()}


async def test_the_next_place_is_taken_and_kept() -> None:
    backend = DictBackend()
    credentials = PlaceCredentials((Nowhere(), SystemKeyring(_FAIL), SystemKeyring(backend)))
    await credentials.store(SERVER, Purpose.IMAP, PASSWORD)
    assert await credentials.password(SERVER, Purpose.IMAP) == PASSWORD


@pytest.mark.parametrize(
    "place",
    [
        Nowhere(),
        SystemKeyring(_FAIL),
        SystemKeyring(_NULL),
        SystemKeyring(PlaintextKeyring()),
    ],
    ids=["nowhere", "fail", "null", "keyrings.alt"],
)
async def test_no_safe_place(place: PasswordPlace) -> None:
    credentials = PlaceCredentials((place,))
    for attempt in (
        credentials.store(SERVER, Purpose.IMAP, PASSWORD),
        credentials.password(SERVER, Purpose.IMAP),
        credentials.forget(SERVER, Purpose.IMAP),
    ):
        with pytest.raises(MailError) as caught:
            await attempt
        assert caught.value.problem.kind is ProblemKind.NO_KEYRING
        assert PASSWORD.reveal() not in str(caught.value)


def test_plain_text_in_a_chain_of_keyrings_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    unsafe, safe = PlaintextKeyring(), DictBackend()
    members: list[KeyringBackend] = [unsafe]
    monkeypatch.setattr(ChainerBackend, "backends", property(lambda _self: members))
    monkeypatch.setattr("keyring.get_keyring", ChainerBackend)
    with pytest.raises(PlaceUnavailable):
        SystemKeyring().write("name", "secret")
    members.append(safe)
    SystemKeyring().write("name", "secret")
    assert unsafe.entries == {}
    assert safe.entries == {("mailclient", "name"): "secret"}


async def test_a_locked_keyring() -> None:
    class LockedBackend(DictBackend):
        def get_password(self, service: str, username: str) -> str | None:
            raise KeyringLocked("locked")

    with pytest.raises(MailError) as caught:
        await PlaceCredentials((SystemKeyring(LockedBackend()), Nowhere())).password(SERVER, Purpose.IMAP)
    assert caught.value.problem.kind is ProblemKind.KEYRING_LOCKED


async def test_a_keyring_that_waits_for_the_user_does_not_hang_the_engine() -> None:
    answered = threading.Event()

    class PromptingBackend(DictBackend):
        def get_password(self, service: str, username: str) -> str | None:
            answered.wait(30)
            return "late"

    credentials = PlaceCredentials((SystemKeyring(PromptingBackend()),), answer_seconds=0.05)
    with pytest.raises(MailError) as caught:
        await credentials.password(SERVER, Purpose.IMAP)
    assert caught.value.problem.kind is ProblemKind.KEYRING_LOCKED
    answered.set()
    assert await PlaceCredentials((SystemKeyring(PromptingBackend()),)).password(SERVER, Purpose.IMAP) == Secret("late")


# --- a real keyring ---------------------------------------------------------------------------------------------

_CHILD = """
import asyncio, subprocess, sys
from pathlib import Path
from mailclient.engine.secrets.credentials import PlaceCredentials, Purpose
from mailclient.engine.secrets.vault import Vault
from mailclient.engine.secrets.system_keyring import SystemKeyring
from mailclient.mail.account import Secret, Security, Server
from mailclient.mail.problem import MailError

async def main():
    keyring = SystemKeyring()
    credentials = PlaceCredentials((keyring,))
    server = Server("mail.example.org", 993, Security.TLS, "alice@example.org")
    if sys.argv[1] == "store":
        await credentials.store(server, Purpose.IMAP, Secret("old"))
        await credentials.store(server, Purpose.IMAP, Secret(sys.argv[2]))
        print(type(keyring._backend).__module__)
    elif sys.argv[1] == "retry":
        vault = Vault(Path(sys.argv[2]))
        asked = []
        credentials = PlaceCredentials((keyring,), vault)
        credentials.ask_passphrase_by(asked.append)
        for _ in range(2):
            try:
                await credentials.store(server, Purpose.IMAP, Secret("after all"))
                print("stored", await credentials.password(server, Purpose.IMAP) == Secret("after all"))
            except MailError as error:
                print(error.problem.kind, asked, vault.exists)
                await asyncio.to_thread(subprocess.run, ["sh", "-c", sys.argv[3]], check=True)
    elif sys.argv[1] == "forget":
        await credentials.forget(server, Purpose.IMAP)
        await credentials.forget(server, Purpose.IMAP)
    else:
        print(await credentials.password(server, Purpose.IMAP) == Secret(sys.argv[2]))

try:
    asyncio.run(main())
except MailError as error:
    print(error.problem.kind)
"""


_BARE_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir={folder}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>
"""


def _in_desktop_session(home: Path, script: str, *, services: bool = True) -> list[str]:
    """Run a shell script in a D-Bus session of its own; $CHILD is the program above.

    Without ``services`` nothing is started by being asked for.
    """
    for program in ("dbus-run-session", "gnome-keyring-daemon"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    for name in ("run", "data", "home"):
        (home / name).mkdir(mode=0o700, exist_ok=True)
    (home / "child.py").write_text(_CHILD)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home / "home"),
        "XDG_RUNTIME_DIR": str(home / "run"),
        "XDG_DATA_HOME": str(home / "data"),
        "CHILD": f"{sys.executable} {home / 'child.py'}",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "LC_ALL": "C.UTF-8",
    }
    command = ["dbus-run-session", "--", "sh", "-c", script]
    if not services:
        bus = home / "bus.conf"
        bus.write_text(_BARE_BUS.format(folder=home))
        command.insert(1, f"--config-file={bus}")
    done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout.decode().splitlines()


_UNLOCK = "printf login | gnome-keyring-daemon --unlock --components=secrets >/dev/null\n"
_UNTIL_UNLOCKED = (
    "until gdbus call --session --dest org.freedesktop.secrets"
    " --object-path /org/freedesktop/secrets/collection/login --method org.freedesktop.DBus.Properties.Get"
    " org.freedesktop.Secret.Collection Locked 2>/dev/null | grep -q false; do sleep 0.1; done"
)
"""A daemon that takes the place of another is there a moment after its command has ended."""


def test_gnome_keyring_keeps_the_password_over_sessions_and_never_in_clear(tmp_path: Path) -> None:
    lines = _in_desktop_session(
        tmp_path, _UNLOCK + "$CHILD store 'open sesame 7391'\n$CHILD read 'open sesame 7391'\n$CHILD read wrong\n"
    )
    assert lines == ["keyring.backends.SecretService", "True", "False"]
    files = [file for file in (tmp_path / "data").rglob("*") if file.is_file()]
    assert files
    assert not any(b"sesame 7391" in file.read_bytes() for file in files)
    lines = _in_desktop_session(
        tmp_path, _UNLOCK + "$CHILD read 'open sesame 7391'\n$CHILD forget\n$CHILD read 'open sesame 7391'\n"
    )
    assert lines == ["True", "False"]


def test_gnome_keyring_locked_by_another_password(tmp_path: Path) -> None:
    _in_desktop_session(tmp_path, _UNLOCK + "$CHILD store secret\n")
    lines = _in_desktop_session(
        tmp_path, "gnome-keyring-daemon --start --components=secrets >/dev/null\n$CHILD read secret\n"
    )
    assert lines == ["keyring_locked"]


def test_gnome_keyring_unlocked_after_all_is_used_and_nothing_went_elsewhere(tmp_path: Path) -> None:
    """The user dismisses the question for the keyring's password, and thinks better of it."""
    _in_desktop_session(tmp_path, _UNLOCK + "$CHILD store secret\n")
    start = "gnome-keyring-daemon --start --components=secrets >/dev/null\n"
    unlock = f"{_UNLOCK.strip().replace('--unlock', '--replace --unlock')}; {_UNTIL_UNLOCKED}"
    retry = f"$CHILD retry {tmp_path / 'vault'} '{unlock}'\n"
    lines = [line for line in _in_desktop_session(tmp_path, start + retry) if not line.startswith("GNOME_KEYRING")]
    assert lines == ["keyring_locked [] False", "stored True"]


def test_a_keyring_that_starts_after_us(tmp_path: Path) -> None:
    """Until then a vault is asked for; nothing is made without the passphrase."""
    begin = f"{_UNLOCK.strip()}; gdbus wait --session --timeout 20 org.freedesktop.secrets"
    lines = _in_desktop_session(tmp_path, f"$CHILD retry {tmp_path / 'vault'} '{begin}'\n", services=False)
    assert lines == ["vault_locked [False] False", "stored True"]


def test_entries_tell_logins_apart() -> None:
    names = {
        entry_name(server, purpose)
        for server in (SERVER, Server("mail.example.org", 143, Security.STARTTLS, "bob"))
        for purpose in Purpose
    }
    assert len(names) == 2 * len(Purpose)
