"""``show``: files without a profile, messages of the store, what cannot be read, and the golden messages."""

import asyncio
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mailclient.bridge.commands import AnyCommand, FetchWhole
from mailclient.bridge.events import AnyEvent, Failed, Finished
from mailclient.cli import main
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import AccountId, FolderId
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.profile import Profile
from mailclient.store import accounts, bodies, folders, messages
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer
from tests.unit.cli.conftest import FakeEngine
from tests.unit.store.samples import new_message, settings

MESSAGES = Path(__file__).parents[2] / "messages"
KEYS = [
    "subject", "from", "sender", "reply_to", "to", "cc", "bcc", "date", "message_id", "in_reply_to", "references",
    "text", "html", "parts", "attachments", "signature", "encryption",
    "hidden_fields", "changed_fields", "origin", "special", "warnings",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")


@pytest.fixture
def nowhere(tmp_path: Path) -> Profile:
    """A profile whose folder must not appear."""
    return Profile(tmp_path / "profile")


def shown(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def write(profile: Profile, work: Callable[[Transaction], object]) -> None:
    async def run() -> None:
        writer = await Writer.open(profile.store)
        await writer.transaction("test", work)
        await writer.close()

    asyncio.run(run())


@pytest.fixture
def filled(profile: Profile) -> Profile:
    """Three messages, of which only the first is here whole."""

    def fill(tx: Transaction) -> None:
        account = accounts.add(tx, settings("kim@example.org"))
        folders.upsert(tx, account, "INBOX", delimiter="/", role=FolderRole.INBOX, selectable=True)
        ids = messages.insert(tx, FolderId(1), [new_message(1), new_message(2), new_message(3)])
        bodies.store_wholes(tx, {ids[0]: b"Subject: one\r\n\r\nfirst\r\n"})

    write(profile, fill)
    return profile


def test_a_file(nowhere: Profile, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "a.eml"
    file.write_bytes(
        b"From: Ann <ann@example.org>\r\nSubject: hi\r\nDate: Fri, 20 Nov 2026 09:05:03 +0900\r\n"
        b"Message-ID: <1@x>\r\nIn-Reply-To: <0@x>\r\nContent-Type: text/plain; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n7JWI64WV\r\n"
    )
    assert main.run(["show", "--json", str(file)], nowhere) == 0
    (message,) = shown(capsys)
    assert list(message) == KEYS
    assert message["from"] == [{"name": "Ann", "address": "ann@example.org"}]
    assert message["date"] == "2026-11-20T09:05:03+09:00"
    assert (message["message_id"], message["in_reply_to"], message["references"]) == ("1@x", ["0@x"], [])
    assert (message["text"], message["html"], message["signature"]) == ("안녕", None, None)
    decoded = "안녕".encode()
    assert message["parts"] == [
        {
            "path": "1",
            "media_type": "text/plain",
            "charset": "utf-8",
            "disposition": None,
            "filename": None,
            "content_id": None,
            "size": len(decoded),
            "sha256": hashlib.sha256(decoded).hexdigest(),
            "inside": None,
        }
    ]
    assert not nowhere.directory.exists()


def test_one_bad_file_does_not_stop_the_others(
    nowhere: Profile, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in ("a.eml", "c.eml"):
        (tmp_path / name).write_bytes(b"Subject: " + name.encode() + b"\r\n\r\nx")
    files = [str(tmp_path / name) for name in ("a.eml", "b.eml", "c.eml")] + [str(tmp_path)]
    assert main.run(["show", "--json", *files], nowhere) == 1
    first, second, third, fourth = shown(capsys)
    assert (first["subject"], third["subject"]) == ("a.eml", "c.eml")
    assert second == {"file": files[1], "error": f"The file {files[1]} cannot be read. (No such file or directory)"}
    assert fourth["file"] == str(tmp_path)


def test_for_people(nowhere: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["show", str(MESSAGES / "korean_euc_kr_raw_header.eml")], nowhere) == 0
    assert capsys.readouterr().out.startswith("From: 홍길동 <hong@example.kr>\nTo: 김철수 <kim@example.kr>\nDate: ")


def test_a_stored_message_needs_no_engine(filled: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["show", "1", "--json"], filled) == 0
    assert shown(capsys)[0]["text"] == "first"


def test_what_is_missing_is_fetched_in_one_request(
    filled: Profile, fake_engine: Callable[..., FakeEngine], capsys: pytest.CaptureFixture[str]
) -> None:
    def fetch(command: AnyCommand) -> list[AnyEvent]:
        assert isinstance(command, FetchWhole)
        wanted = command.message_ids
        write(filled, lambda tx: bodies.store_wholes(tx, {id_: b"Subject: %d\r\n\r\n" % id_ for id_ in wanted}))
        return [Finished(command.request_id, AccountId(1))]

    engine = fake_engine(fetch)
    assert main.run(["show", "1", "3", "2", "--json"], filled) == 0
    assert [message["subject"] for message in shown(capsys)] == ["one", "3", "2"]
    assert [command.message_ids for command in engine.asked if isinstance(command, FetchWhole)] == [(3, 2)]


def test_a_message_that_cannot_be_had(
    filled: Profile, fake_engine: Callable[..., FakeEngine], capsys: pytest.CaptureFixture[str]
) -> None:
    problem = Problem(ProblemKind.CONNECTION_LOST, "imap.example.org:993")
    fake_engine(lambda command: [Failed(command.request_id, problem)])
    assert main.run(["show", "2", "1", "99", "--json"], filled) == 1
    first, second, third = shown(capsys)
    assert (first["id"], third["id"]) == (2, 99)
    assert first["error"]
    assert second["subject"] == "one"


GOLDEN = sorted(MESSAGES.glob("*.eml"))


def test_there_are_golden_messages() -> None:
    assert len(GOLDEN) >= 8


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_golden_messages(file: Path, nowhere: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside each message stands what is said of it: the keys that matter for what is odd about it."""
    assert main.run(["show", "--json", str(file)], nowhere) == 0
    (message,) = shown(capsys)
    expected = json.loads(file.with_suffix(".json").read_text("utf-8"))
    assert {key: message[key] for key in expected} == expected
