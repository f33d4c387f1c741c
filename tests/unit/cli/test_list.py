"""``list`` and ``conversation``: folders as one, conversations, quick filters."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from mailclient.cli import main
from mailclient.mail.flag import Flag
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import FolderId
from mailclient.profile import Profile
from mailclient.store import accounts, folders, messages
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer
from tests.unit.store.conversed import letter
from tests.unit.store.samples import settings


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Profile:
    monkeypatch.setenv("LANGUAGE", "en")
    made = Profile(tmp_path / "profile")
    made.create()

    async def fill() -> None:
        writer = await Writer.open(made.store)
        await writer.transaction("test", _fill)
        await writer.close()

    asyncio.run(fill())
    return made


def _fill(tx: Transaction) -> None:
    mine, other = (_folder(tx, email, FolderRole.INBOX) for email in ("kim@example.org", "lee@example.org"))
    sent = _folder(tx, "kim@example.org", FolderRole.SENT)
    messages.insert(tx, mine, [letter(1, "a", subject="점심"), letter(4, "d", bits=Flag.SEEN)])
    messages.insert(tx, sent, [letter(2, "b", "a", subject="Re: 점심", sender="me@example.org", bits=Flag.SEEN)])
    messages.insert(tx, other, [letter(3, "c", "b", subject="Re: 점심")])


def _folder(tx: Transaction, email: str, role: FolderRole) -> FolderId:
    known = tx.row("SELECT id FROM account WHERE email = ?", (email,))
    account = known[0] if known else accounts.add(tx, settings(email))
    return folders.upsert(tx, account, role.value, delimiter="/", role=role, selectable=True)


def answered(profile: Profile, capsys: pytest.CaptureFixture[str], *argv: str) -> list[dict[str, Any]]:
    assert main.run([*argv, "--json"], profile) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def test_all_inboxes_as_one(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    rows = answered(profile, capsys, "list", "--unified", "inbox")
    assert [(row["account"], row["subject"]) for row in rows] == [
        ("kim@example.org", "회의"),
        ("lee@example.org", "Re: 점심"),
        ("kim@example.org", "점심"),
    ]
    assert len(answered(profile, capsys, "list", "--unified", "inbox", "--account", "lee@example.org")) == 1


def test_one_row_for_each_conversation(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    alone, row = answered(profile, capsys, "list", "--unified", "inbox", "--conversations")
    assert "conversation" not in alone
    assert row["conversation"] == {"messages": 3, "unread": 2, "senders": ["kim", "me"], "subject": "점심"}
    assert main.run(["list", "--unified", "inbox", "--conversations"], profile) == 0
    assert "점심 (3)" in capsys.readouterr().out


def test_a_conversation_with_what_was_sent(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    (row,) = answered(profile, capsys, "list", "--folder", "sent")
    rows = answered(profile, capsys, "conversation", str(row["id"]))
    assert [one["subject"] for one in rows] == ["점심", "Re: 점심", "Re: 점심"]


def test_quick_filters(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    rows = answered(profile, capsys, "list", "--unified", "inbox", "--only", "unread")
    assert [row["subject"] for row in rows] == ["Re: 점심", "점심"]
    assert answered(profile, capsys, "list", "--unified", "inbox", "--only", "unread", "--only", "flagged") == []


def test_what_makes_no_sense(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["list"], profile) == 2
    assert main.run(["list", "--folder", "inbox", "--unified", "inbox"], profile) == 2
    assert main.run(["list", "--unified", "junk"], profile) == 1
    assert main.run(["conversation", "999"], profile) == 1
    assert "Traceback" not in capsys.readouterr().err
