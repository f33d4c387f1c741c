"""The engine killed (SIGKILL) while it encrypts and sends: each gets it once, sealed and encrypted all the way."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from mailclient.bridge.commands import OpenDraft, SaveDraft, SendDraft
from mailclient.bridge.draft import DraftContent
from mailclient.bridge.events import Finished, OperationDone
from mailclient.mail.ids import DraftId, OperationId
from tests.engine.test_crash import World, world

__all__ = ["world"]
CANARY = "kanarienvogel"
BEFORE_IT_IS_TAKEN = ["before:keep a piece", "before:accept SendDraft"]
DEATHS = [*BEFORE_IT_IS_TAKEN, "after:accept SendDraft", "after:sent"]


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The user's GnuPG, for the engine of each life."""
    if shutil.which("gpg") is None:
        pytest.skip("gpg is not here")
    folder = Path(tempfile.mkdtemp(prefix="pc", dir="/tmp"))
    monkeypatch.setenv("GNUPGHOME", str(folder))
    yield folder
    subprocess.run(["gpgconf", "--homedir", str(folder), "--kill", "all"], check=False, timeout=20)
    shutil.rmtree(folder, ignore_errors=True)


def gpg(home: Path, *words: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = ["gpg", "--homedir", str(home), "--batch", "--passphrase", "", "--pinentry-mode", "loopback", *words]
    return subprocess.run(command, input=data, capture_output=True, timeout=60, check=False)


def clear_files(folder: Path) -> list[Path]:
    found = (Path(place, name) for place, _, names in os.walk(folder) for name in names)
    return [path for path in found if shows_canary(path)]


def shows_canary(path: Path) -> bool:
    try:
        return path.is_file() and CANARY.encode() in path.read_bytes()
    except FileNotFoundError:  # gone since: the engine may be at work
        return False


async def test_sent_across_deaths(world: World, home: Path) -> None:
    """To one, and to another in Bcc: two messages of one draft."""
    bob, carol = world.dovecot.add_user("bob"), world.dovecot.add_user("carol")
    for user in (world.user, bob, carol):
        gpg(home, "--quick-generate-key", f"x <{user.name}>", "future-default", "default", "never")
    await world.begin(0)
    for number, death in enumerate(DEATHS, 1):
        secret = DraftContent(to=bob.name, bcc=carol.name, subject=f"{CANARY} {death}", text=CANARY * 99, encrypt=True)
        content = msgspec.msgpack.encode(secret)
        draft_id = DraftId(death)
        world.child.send(SaveDraft(OperationId(f"save {death}"), draft_id, world.account_id, content))
        command = SendDraft(OperationId(death), draft_id, world.account_id, content)
        await world.until_dead(command, death)
        assert clear_files(world.child.profile.directory) == [], death
        await world.child.start()
        if death in BEFORE_IT_IS_TAKEN:
            answer = await world.child.request(OpenDraft("open", draft_id))
            assert isinstance(answer, Finished)
            assert msgspec.msgpack.decode(answer.draft, type=DraftContent) == secret
        world.child.send(command)
        assert isinstance(await world.child.over(command.operation_id), OperationDone), death
        await world.child.until(lambda: not world.child.reader.outbox())
        world.postfix.wait_until_delivered()
        for user in (bob, carol):
            assert_once_each(world, home, user.name, DEATHS[:number])
    assert clear_files(world.child.profile.directory) == []


def assert_once_each(world: World, home: Path, user: str, deaths: list[str]) -> None:
    found = world.dovecot.doveadm("fetch", "-u", user, "text", "mailbox", "INBOX", "ALL").encode()
    assert CANARY.encode() not in found
    messages = found.split(b"-----BEGIN PGP MESSAGE-----")[1:]
    subjects = []
    for one in messages:
        clear = gpg(home, "--decrypt", data=b"-----BEGIN PGP MESSAGE-----" + one.partition(b"\f")[0]).stdout
        subjects += [line.decode().partition(f"{CANARY} ")[2] for line in clear.splitlines() if b"Subject: k" in line]
    assert sorted(subjects) == sorted(deaths), user
