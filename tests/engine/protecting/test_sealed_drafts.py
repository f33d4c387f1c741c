"""Nothing of a secret draft is readable in the profile, its log of changes or the temporary folder; nothing is lost."""

import os
import tempfile
from pathlib import Path

import msgspec
import pytest

from mailclient.bridge.commands import (
    DiscardDraft,
    FileDraft,
    KeepDraftFile,
    OpenDraft,
    OpenDraftFile,
    SaveDraft,
)
from mailclient.bridge.draft import DraftContent, DraftFile
from mailclient.bridge.events import ClearPiece, Finished, Refused
from mailclient.engine.secrets.credentials import MemoryCredentials
from mailclient.engine.secrets.entries import MemoryEntries
from mailclient.mail.account import AccountSettings, Secret
from mailclient.mail.ids import AccountId, DraftId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from tests.engine.running import RunningEngine

NO_ID = OperationId("")
DRAFT = DraftId("draft")
CANARY = "kanarienvogel"
WORDS = f"{CANARY} 비밀 " * 400


@pytest.fixture(autouse=True)
def temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def traces(*folders: Path) -> list[str]:
    """Files that hold the canary, as it is or as any form that is easily read."""
    forms = [CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode("utf-16-be")]
    found = list[str]()
    for folder in folders:
        paths = (Path(at) / name for at, _, names in os.walk(folder) for name in names)
        found += [str(path) for path in paths if path.is_file() and any(one in path.read_bytes() for one in forms)]
    return found


async def save(engine: RunningEngine, account_id: AccountId, content: DraftContent, draft_id: DraftId = DRAFT) -> None:
    await engine.operate(SaveDraft(NO_ID, draft_id, account_id, msgspec.msgpack.encode(content)))


async def opened(engine: RunningEngine, revision: int | None = None) -> DraftContent:
    answer = await engine.request(OpenDraft("", DRAFT, revision))
    assert isinstance(answer, Finished), answer
    return msgspec.msgpack.decode(answer.draft, type=DraftContent)


@pytest.mark.parametrize("wish", [DraftContent(encrypt=True), DraftContent(quotes_secret=True)])
async def test_never_readable_on_the_disk(
    engine: RunningEngine, settings: AccountSettings, temporary_folder: Path, wish: DraftContent
) -> None:
    account_id = await engine.add(settings, Secret("x"))
    data = WORDS.encode() * 100
    path = str(engine.profile.draft_file(DRAFT, data, b"salt"))
    await engine.operate(KeepDraftFile(NO_ID, DRAFT, data, sealed=True, salt=b"salt"), done=False)
    file = DraftFile("a.txt", "text/plain", path, size=len(data))
    content = msgspec.structs.replace(wish, to=f"{CANARY}@x.test", subject=WORDS, text=WORDS, html=WORDS, files=(file,))
    await save(engine, account_id, content)
    await save(engine, account_id, msgspec.structs.replace(content, text="gone " + WORDS[:-90]))
    await engine.operate(FileDraft(NO_ID, DRAFT, account_id), done=False)
    assert traces(engine.profile.directory, temporary_folder) == []
    assert (await opened(engine)).text.startswith("gone " + CANARY)
    rows = engine.reader.draft_revisions(DRAFT)
    assert [row.sealed for row in rows] == [True, True]
    assert (await opened(engine, rows[-1].id)) == content
    events = len(engine.events)
    assert isinstance(await engine.request(OpenDraftFile("", DRAFT, path)), Finished)
    pieces = [event.data for event in engine.events[events:] if isinstance(event, ClearPiece)]
    assert b"".join(pieces) == data


async def test_what_was_clear_is_erased_when_it_becomes_secret(
    engine: RunningEngine, settings: AccountSettings, temporary_folder: Path
) -> None:
    """Earlier texts stay, sealed; the log of changes and free pages hold nothing of what was there."""
    account_id = await engine.add(settings, Secret("x"))
    data = WORDS.encode() * 50
    await engine.operate(KeepDraftFile(NO_ID, DRAFT, data), done=False)
    file = DraftFile("a.txt", "text/plain", str(engine.profile.draft_file(DRAFT, data)), size=len(data))
    content = DraftContent(to=f"{CANARY}@x.test", subject=CANARY, text=WORDS, files=(file,))
    for number in range(12):
        await save(engine, account_id, msgspec.structs.replace(content, text=f"{number} {WORDS[: -number * 40 - 1]}"))
    assert traces(engine.profile.directory)
    secret = msgspec.structs.replace(content, encrypt=True)
    await save(engine, account_id, secret)
    assert traces(engine.profile.directory, temporary_folder) == []
    (row,) = engine.reader.drafts()
    assert (row.sealed, row.subject, row.recipients) == (True, "", "")
    earlier = engine.reader.draft_revisions(DRAFT)
    assert (await opened(engine, earlier[-1].id)).text.startswith(f"0 {CANARY}")
    assert await opened(engine) == secret


async def test_open_again_after_a_restart_and_only_with_its_key(tmp_path: Path, settings: AccountSettings) -> None:
    credentials = MemoryCredentials()
    content = DraftContent(to="bob@x.test", text=WORDS, encrypt=True, being_written=True)
    first = await RunningEngine(tmp_path / "profile", credentials=credentials).start()
    await save(first, await first.add(settings, Secret("x")), content)
    await first.stop()
    second = await RunningEngine(tmp_path / "profile", credentials=credentials).start()
    (row,) = second.reader.drafts()
    assert (row.sealed, row.being_written) == (True, True)
    assert await opened(second) == content
    await second.operate(DiscardDraft(NO_ID, DRAFT), done=False)
    assert await opened(second) == content
    await second.stop()
    other = await RunningEngine(tmp_path / "profile").start()
    answer = await other.request(OpenDraft("", DRAFT))
    assert not isinstance(answer, Finished)
    assert answer.problem.kind is ProblemKind.DRAFT_UNREADABLE
    answer = await other.request(OpenDraft("", DraftId("none")))
    assert not isinstance(answer, Finished)
    assert answer.problem.kind is ProblemKind.DRAFT_GONE
    await other.stop()


class _Locked(MemoryEntries):
    """A keyring that is locked."""

    async def read(self, name: str) -> Secret | None:
        raise MailError(Problem(ProblemKind.KEYRING_LOCKED, detail=name))


async def test_a_locked_keyring_keeps_it_in_the_composer(tmp_path: Path, settings: AccountSettings) -> None:
    """Refused, and nothing of it is written; a draft that is no secret is kept as always."""
    engine = await RunningEngine(tmp_path / "profile").start()
    account_id = await engine.add(settings, Secret("x"))
    await engine.stop()
    credentials = MemoryCredentials()
    credentials.entries = _Locked()
    engine = await RunningEngine(tmp_path / "profile", credentials=credentials).start()
    secret = DraftContent(text=WORDS, encrypt=True)
    command = SaveDraft(OperationId("secret"), DRAFT, account_id, msgspec.msgpack.encode(secret))
    await engine.engine.perform(command)
    refused = await engine.wait_for(Refused)
    assert refused.problem.kind is ProblemKind.KEYRING_LOCKED
    await save(engine, account_id, DraftContent(text="open"), DraftId("other"))
    assert [row.id for row in engine.reader.drafts()] == ["other"]
    assert traces(engine.profile.directory) == []
    await engine.stop()
