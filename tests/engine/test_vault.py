"""The vault: what is in the file, what a wrong passphrase and a damaged file are, and that it survives accidents."""

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailclient.bridge.commands import UnlockVault
from mailclient.bridge.events import VaultOpened
from mailclient.engine.engine import Engine
from mailclient.engine.outside import Outside
from mailclient.engine.secrets.credentials import Credentials, PlaceCredentials, Purpose
from mailclient.engine.secrets.password_place import PlaceUnavailable
from mailclient.engine.secrets.vault import Vault, VaultShut
from mailclient.engine.secrets.vault_file import Cost, VaultDamaged, WrongPassphrase, new_key, seal, unseal
from mailclient.mail.account import AccountSettings, LoginKind, Secret, Security, Server
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.transport.connect import dial
from tests.engine.running import RunningEngine

CHEAP = Cost(iterations=1, memory_kib=64, lanes=1)
PASSPHRASE = "correct horse 말 battery"
ENTRIES = {"imap:kim@host:993": "canary-4711", "smtp:kim@host:465": "비밀번호"}
IMAP = Server("imap.example.org", 993, Security.TLS, "kim")
SMTP = Server("smtp.example.org", 465, Security.TLS, "kim")
ACCOUNT = AccountSettings("kim@example.org", "Kim", IMAP, SMTP)


class Keyring:
    """The system's, as far as it is there."""

    def __init__(self, *, there: bool = True) -> None:
        self.there = there
        self.entries: dict[str, str] = {}
        self.asked: list[str] = []

    def _look(self) -> dict[str, str]:
        if not self.there:
            raise PlaceUnavailable("no keyring")
        return self.entries

    def read(self, name: str) -> str | None:
        self.asked.append(name)
        return self._look().get(name)

    def write(self, name: str, password: str) -> None:
        self._look()[name] = password

    def erase(self, name: str) -> None:
        self._look().pop(name, None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "passwords.vault"


@pytest.fixture
def vault(path: Path) -> Vault:
    made = Vault(path, CHEAP)
    made.make(PASSPHRASE, dict(ENTRIES))
    return made


def test_what_is_sealed_comes_back_and_is_nowhere_in_clear() -> None:
    data = seal(ENTRIES, new_key(PASSPHRASE, CHEAP))
    entries, _ = unseal(data, PASSPHRASE)
    assert entries == ENTRIES
    for text in (*ENTRIES, *ENTRIES.values(), PASSPHRASE, json.dumps(ENTRIES)):
        assert text.encode() not in data


def test_every_sealing_differs() -> None:
    key = new_key(PASSPHRASE, CHEAP)
    first, second = seal(ENTRIES, key), seal(ENTRIES, key)
    assert first[40:] != second[40:]
    assert new_key(PASSPHRASE, CHEAP).salt != key.salt


def test_the_usual_cost_is_that_of_rfc_9106() -> None:
    assert Cost() == Cost(iterations=3, memory_kib=65536, lanes=4)


@pytest.mark.parametrize("passphrase", ["", "correct horse", PASSPHRASE + " ", PASSPHRASE.upper()])
def test_a_wrong_passphrase_is_no_damage(passphrase: str) -> None:
    with pytest.raises(WrongPassphrase):
        unseal(seal(ENTRIES, new_key(PASSPHRASE, CHEAP)), passphrase)


def test_the_same_letters_in_another_form_are_the_same_passphrase() -> None:
    entries, _ = unseal(seal(ENTRIES, new_key("caf\u00e9", CHEAP)), "cafe\u0301")
    assert entries == ENTRIES


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_change_of_a_byte_is_damage(data: st.DataObject) -> None:
    sealed = bytearray(seal(ENTRIES, new_key(PASSPHRASE, CHEAP)))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(VaultDamaged):
        unseal(bytes(sealed), PASSPHRASE)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_who_makes_the_checksum_right_again_is_found_by_the_tag(data: st.DataObject) -> None:
    """Somebody who changes the file on purpose: never other entries than those that were sealed."""
    import hashlib

    sealed = bytearray(seal(ENTRIES, new_key(PASSPHRASE, CHEAP))[:-32])
    at = data.draw(st.integers(0, len(sealed) - 1))
    # Not the numbers of the cost: with others the check would be computed for hours.
    if 8 <= at < 20:
        at += 12
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises((VaultDamaged, WrongPassphrase)):
        unseal(bytes(sealed) + hashlib.sha256(sealed).digest(), PASSPHRASE)


@pytest.mark.parametrize("cost", [(2**31, 64, 1), (1, 2**31, 1), (1, 64, 2**20), (0, 64, 1)])
def test_a_file_cannot_make_us_compute_for_hours(cost: tuple[int, int, int]) -> None:
    import hashlib
    import struct

    sealed = seal(ENTRIES, new_key(PASSPHRASE, CHEAP))[:-32]
    sealed = sealed[:8] + struct.pack(">III", *cost) + sealed[20:]
    with pytest.raises(VaultDamaged):
        unseal(sealed + hashlib.sha256(sealed).digest(), PASSPHRASE)


@pytest.mark.parametrize("data", [b"", b"mcvault1", b"\0" * 200, b"mcvault1" + b"x" * 5000])
def test_what_is_no_vault(data: bytes) -> None:
    with pytest.raises(VaultDamaged):
        unseal(data, PASSPHRASE)


def test_it_is_read_again_after_a_start(vault: Vault, path: Path) -> None:
    vault.write("new", "secret")
    vault.erase("imap:kim@host:993")
    again = Vault(path, CHEAP)
    with pytest.raises(VaultShut) as shut:
        again.read("new")
    assert shut.value.exists
    with pytest.raises(WrongPassphrase):
        again.open("wrong")
    again.open(PASSPHRASE)
    assert [again.read(name) for name in ("new", "imap:kim@host:993", "smtp:kim@host:465")] == [
        "secret",
        None,
        "비밀번호",
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(path.parent) == [path.name]


def test_another_passphrase(vault: Vault, path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(WrongPassphrase):
        vault.change_passphrase("wrong", "new one")
    with pytest.raises(WrongPassphrase):
        vault.change_passphrase(PASSPHRASE, "")
    assert path.read_bytes() == before
    vault.change_passphrase(PASSPHRASE, "new one")
    again = Vault(path, CHEAP)
    with pytest.raises(WrongPassphrase):
        again.open(PASSPHRASE)
    again.open("new one")
    assert again.read("smtp:kim@host:465") == "비밀번호"


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """From now on nothing reaches the disk."""

    def refuse(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("mailclient.engine.secrets.vault.os.fsync", refuse)
        yield []


def test_a_full_disk_leaves_all_as_it_was(vault: Vault, path: Path, full_disk: list[str]) -> None:
    before = path.read_bytes()
    with pytest.raises(OSError, match="No space"):
        vault.write("new", "secret")
    assert path.read_bytes() == before
    assert vault.read("new") is None
    assert os.listdir(path.parent) == [path.name]


# --- as the place where passwords are ------------------------------------------------------------------------------


def locked(credentials: Credentials) -> bool:
    return credentials.needs_passphrase


def there(path: Path) -> bool:
    return path.exists()


def shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


async def kind_of(attempt: object) -> ProblemKind:
    with pytest.raises(MailError) as caught:
        await attempt  # type: ignore[misc]
    return caught.value.problem.kind


async def test_without_a_keyring_the_vault_is_asked_for_and_then_used(path: Path) -> None:
    asked: list[bool] = []
    credentials = PlaceCredentials((Keyring(there=False),), Vault(path, CHEAP))
    credentials.ask_passphrase_by(asked.append)
    assert not credentials.needs_passphrase
    assert await kind_of(credentials.store(IMAP, Purpose.IMAP, Secret("x"))) is ProblemKind.VAULT_LOCKED
    assert await kind_of(credentials.open_vault(Secret(""), [])) is ProblemKind.VAULT_PASSPHRASE_WRONG
    assert not there(path)
    await credentials.open_vault(Secret(PASSPHRASE), [ACCOUNT])
    await credentials.store(IMAP, Purpose.IMAP, Secret("x"))
    assert asked == [False]
    again = PlaceCredentials((Keyring(),), Vault(path, CHEAP))
    again.ask_passphrase_by(asked.append)
    assert again.needs_passphrase
    assert await kind_of(again.password(IMAP, Purpose.IMAP)) is ProblemKind.VAULT_LOCKED
    assert asked == [False, True]
    assert await kind_of(again.open_vault(Secret("wrong"), [])) is ProblemKind.VAULT_PASSPHRASE_WRONG
    await again.open_vault(Secret(PASSPHRASE), [])
    assert not locked(again)
    assert await again.password(IMAP, Purpose.IMAP) == Secret("x")
    await again.change_passphrase(Secret(PASSPHRASE), Secret("other"))
    shorten(path)
    third = PlaceCredentials((Keyring(),), Vault(path, CHEAP))
    assert await kind_of(third.open_vault(Secret("other"), [])) is ProblemKind.VAULT_DAMAGED


async def test_where_nobody_can_be_asked_the_kernel_keeps_it_and_a_vault_takes_it_over(path: Path) -> None:
    asked: list[bool] = []
    kernel = Keyring()
    credentials = PlaceCredentials((Keyring(there=False),), Vault(path, CHEAP), kernel)
    credentials.ask_passphrase_by(asked.append)
    assert await kind_of(credentials.store(IMAP, Purpose.IMAP, Secret("x"))) is ProblemKind.VAULT_LOCKED
    assert kernel.entries == {}  # not before it was said that nobody can be asked
    await credentials.keep_until_restart()
    assert await credentials.password(IMAP, Purpose.IMAP) is None
    await credentials.store(IMAP, Purpose.IMAP, Secret("x"))
    assert list(kernel.entries.values()) == ["x"]
    assert not there(path)
    # A later program finds it without asking anybody.
    again = PlaceCredentials((Keyring(there=False),), Vault(path, CHEAP), kernel)
    assert await again.password(IMAP, Purpose.IMAP) == Secret("x")
    await again.open_vault(Secret(PASSPHRASE), [ACCOUNT])
    assert kernel.entries == {}
    assert await again.password(IMAP, Purpose.IMAP) == Secret("x")
    assert asked == [False]


async def test_nothing_is_kept_where_the_kernel_keeps_no_keys(path: Path) -> None:
    credentials = PlaceCredentials((Keyring(there=False),), Vault(path, CHEAP), Keyring(there=False))
    assert await kind_of(credentials.keep_until_restart()) is ProblemKind.NO_KEYRING
    assert await kind_of(credentials.store(IMAP, Purpose.IMAP, Secret("x"))) is ProblemKind.VAULT_LOCKED


async def test_who_wants_a_vault_takes_all_there_from_the_keyring(path: Path) -> None:
    """Also what the entries of a login by OAuth name: the tokens."""
    keyring = Keyring()
    keyring.entries["of another program's"] = "stays"
    keyring.entries["grant:4711"] = "tokens"
    server = Server("smtp.example.org", 465, Security.TLS, "kim", LoginKind.OAUTH)
    account = AccountSettings("kim@example.org", "", IMAP, server)
    credentials = PlaceCredentials((keyring,), Vault(path, CHEAP))
    await credentials.store(IMAP, Purpose.IMAP, Secret("p1"))
    await credentials.entries.write("smtp:kim@smtp.example.org:465", Secret("4711"))
    assert not there(path)
    await credentials.open_vault(Secret(PASSPHRASE), [account])
    assert keyring.entries == {"of another program's": "stays"}
    assert await credentials.password(IMAP, Purpose.IMAP) == Secret("p1")
    assert await credentials.entries.read("grant:4711") == Secret("tokens")


async def test_a_keyring_is_not_asked_for_an_entry_named_by_a_password(path: Path) -> None:
    """What it is asked can be seen on the desktop's bus."""
    keyring = Keyring()
    credentials = PlaceCredentials((keyring,), Vault(path, CHEAP))
    await credentials.store(IMAP, Purpose.IMAP, Secret("pass-word"))
    await credentials.open_vault(Secret(PASSPHRASE), [ACCOUNT])
    assert "imap:" in "".join(keyring.asked)
    assert "pass-word" not in "".join(keyring.asked)


def test_a_vault_is_never_made_over_another_one(path: Path) -> None:
    """Two that were asked for at once: the keyring was slow."""
    Vault(path, CHEAP).make(PASSPHRASE, {"imap": "p1"})
    with pytest.raises(FileExistsError):
        Vault(path, CHEAP).make("other", {})
    vault = Vault(path, CHEAP)
    vault.open(PASSPHRASE)
    assert vault.read("imap") == "p1"


async def test_a_vault_that_cannot_be_written_leaves_the_keyring_alone(path: Path, full_disk: list[str]) -> None:
    keyring = Keyring()
    credentials = PlaceCredentials((keyring,), Vault(path, CHEAP))
    await credentials.store(IMAP, Purpose.IMAP, Secret("p1"))
    assert await kind_of(credentials.open_vault(Secret(PASSPHRASE), [ACCOUNT])) is ProblemKind.DISK_FULL
    assert await credentials.password(IMAP, Purpose.IMAP) == Secret("p1")


async def test_where_there_is_nothing_but_memory_there_is_no_vault() -> None:
    credentials = PlaceCredentials((Keyring(there=False),))
    assert await kind_of(credentials.open_vault(Secret(PASSPHRASE), [])) is ProblemKind.NO_KEYRING


async def test_who_waited_for_the_vault_is_told(tmp_path: Path) -> None:
    engine = RunningEngine(tmp_path / "profile")
    places = PlaceCredentials((Keyring(there=False),), Vault(engine.profile.vault, CHEAP))
    engine.engine = Engine(engine.profile, Outside(dial=dial, credentials=places), engine._deliver)
    await engine.start()
    await engine.engine.perform(UnlockVault("open", PASSPHRASE))
    await engine.wait_for(VaultOpened)
    await engine.stop()
