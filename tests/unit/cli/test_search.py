"""``search`` and ``saved-search list`` on a store."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from mailclient.cli import main
from mailclient.mail.body import Body
from mailclient.mail.folder import FolderRole
from mailclient.mail.saved_search import SavedSearch, SavedSearchId
from mailclient.profile import Profile
from mailclient.store import accounts, bodies, folders, messages, saved_searches
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer
from tests.unit.store.samples import new_message, settings


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
    account = accounts.add(tx, settings("kim@example.org"))
    inbox = folders.upsert(tx, account, "INBOX", delimiter="/", role=FolderRole.INBOX, selectable=True)
    first, _ = messages.insert(tx, inbox, [new_message(1, "lunch"), new_message(2, "회의")])
    bodies.store_body(tx, first, Body("We meet for 회의 at noon."), b"", "")
    saved_searches.save(tx, SavedSearch(SavedSearchId("1"), "Meetings", "회의"))


def answered(profile: Profile, capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[Any, str]:
    assert main.run([*argv, "--json"], profile) == 0
    told = capsys.readouterr()
    return json.loads(told.out), told.err


def test_json_is_a_list_and_the_rest_is_said(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    rows, said = answered(profile, capsys, "search", "회의", "--snippets")
    assert [row["subject"] for row in rows] == ["회의", "lunch"]
    assert "snippet" not in rows[0]
    snippet = rows[1]["snippet"]
    assert [snippet["text"][start:end] for start, end in snippet["marks"]] == ["회의"]
    assert "1 of 2 messages have their text here." in said


def test_coverage_and_notes_in_json(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    told, said = answered(profile, capsys, "search", "회의 or is:green", "--coverage", "--order", "best")
    assert [row["subject"] for row in told["messages"]] == ["회의", "lunch"]
    assert told["coverage"] == {"bodies": 1, "messages": 2, "waiting": 0}
    assert told["notes"] == [{"kind": "unreadable_value", "text": "is:green"}]
    assert "is:green" in said


def test_for_people(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["search", "noon", "--snippets"], profile) == 0
    row, snippet = capsys.readouterr().out.splitlines()
    assert row.endswith("lunch")
    assert snippet.strip() == "We meet for 회의 at noon."


def test_saved_searches(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    found, _ = answered(profile, capsys, "saved-search", "list")
    assert found == [{"id": "1", "name": "Meetings", "query": "회의"}]
    assert main.run(["saved-search", "remove", "Nothing"], profile) == 2
    assert "Nothing" in capsys.readouterr().err
