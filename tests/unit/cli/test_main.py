import asyncio
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mailclient.bridge.commands import (
    AddAccount,
    AnyCommand,
    DeleteMessages,
    FetchWhole,
    GoOnline,
    MoveMessages,
    SendMessage,
    SetFlags,
    Sync,
)
from mailclient.bridge.events import (
    AccountState,
    AccountStateChanged,
    Acknowledged,
    AnyEvent,
    Finished,
    OperationDone,
    Ready,
    SyncCounts,
)
from mailclient.cli import main
from mailclient.cli.context import Context
from mailclient.mail.certificate import Certificate
from mailclient.mail.flag import Flag
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import AccountId, FolderId
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.submission import NO_WISHES, Report, Reports, SubmissionWishes
from mailclient.profile import Profile
from mailclient.store import accounts, bodies, folders, messages
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer
from tests.unit.cli.conftest import FakeEngine
from tests.unit.store.samples import new_message, settings

Start = Callable[..., FakeEngine]


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("TZ", "UTC")


@pytest.fixture
def filled(profile: Profile) -> Profile:
    """Two accounts with an inbox and a trash each; the first has three messages."""

    def fill(tx: Transaction) -> None:
        for email in ("kim@example.org", "lee@example.net"):
            account = accounts.add(tx, settings(email))
            for path, role in (("INBOX", FolderRole.INBOX), ("Papierkorb", FolderRole.TRASH)):
                folders.upsert(tx, account, path, delimiter="/", role=role, selectable=True)
        batch = [new_message(1, "first"), new_message(2, "두 번째", bits=Flag.SEEN), new_message(3, "third\x1b[2J")]
        for id_ in messages.insert(tx, FolderId(1), batch):
            bodies.store_wholes(tx, {id_: f"Subject: {id_}\r\n\r\nFrom me\r\n".encode()})

    async def write() -> None:
        writer = await Writer.open(profile.store)
        await writer.transaction("fill", fill)
        await writer.close()

    asyncio.run(write())
    return profile


def answer_of(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def do_it(command: AnyCommand) -> list[AnyEvent]:
    """An engine that does everything at once."""
    match command:
        case SetFlags() | MoveMessages() | DeleteMessages() | SendMessage():
            return [Acknowledged(command.operation_id), OperationDone(command.operation_id)]
        case FetchWhole() | Sync() | AddAccount():
            return [Finished(command.request_id, AccountId(1), SyncCounts(messages=2, seconds=0.5))]
    return []


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["fly"],
        ["list"],
        ["list", "--folder", "inbox", "--limit", "0"],
        ["list", "--folder", "inbox"],
        ["flag", "1"],
        ["flag", "1", "--add", "shiny"],
        ["flag", "1", "--add", "seen", "--remove", "seen"],
        ["flag", "--add", "seen", "x"],
        ["move", "1"],
        ["send"],
        ["export", "inbox"],
        ["export", "inbox", "--mbox", "/"],
        ["account"],
        ["account", "add", "--email", "x@y", "--imap", "imap://h", "--smtp", "smtps://h", "--password-stdin"],
        ["account", "add", "--email", "xy", "--imap", "imaps://h", "--smtp", "smtps://h", "--password-stdin"],
    ],
)
def test_arguments_that_make_no_sense(argv: list[str], filled: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(argv, filled) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["list", "--folder", "Nowhere"], "There is no folder Nowhere."),
        (["list", "--folder", "inbox", "--account", "nobody@x"], "There is no account nobody@x."),
        (["search", "x", "--folder", "Nowhere"], "There is no folder Nowhere."),
        (["flag", "99", "--add", "seen"], "no longer on the server"),
        (["flag", "9" * 20, "--add", "seen"], "no longer on the server"),
        (["move", "1", "--to", "Nowhere"], "There is no folder Nowhere."),
        (["send", "/nowhere.eml"], "The file /nowhere.eml cannot be read."),
        (["account", "remove", "nobody@x"], "There is no account nobody@x."),
    ],
)
def test_problems_are_said_in_words(
    argv: list[str], said: str, filled: Profile, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(argv, filled) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("mailclient: ")
    assert said in captured.err


def test_what_a_server_says_does_not_speak_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "no\x1b]0;owned\x07\x9b2J\u202e\nmailclient: all is well"
    certificate = Certificate("ab" * 32, hostile, hostile, (hostile,))
    main.say_problem(Problem(ProblemKind.SERVER_REFUSED, f"host{hostile}:993", hostile, certificate))
    said = capsys.readouterr().err
    assert all(line.isprintable() for line in said.split("\n"))
    assert "\nmailclient: all is well" not in said


def test_answers_do_not_speak_to_the_terminal(filled: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "a\x1b[2J\x7f\x9b31m\u202e\u200d김"
    context = Context(filled, Reader(filled.store))
    context.answer([hostile])
    context.answer_line({"x": hostile})
    lines = capsys.readouterr().out.splitlines()
    assert json.loads("".join(lines[:3])) == [hostile]
    assert json.loads(lines[3]) == {"x": hostile}
    assert not set("\x1b\x7f\x9b\u202e") & set("".join(lines))
    assert "김" in lines[3]
    context.print(f"{hostile}\nb")
    context.say(hostile)
    captured = capsys.readouterr()
    assert captured.out == "a�[2J��31m�\u200d김\nb\n"
    assert captured.err == "a�[2J��31m�\u200d김\n"
    context.reader.close()


def test_before_there_is_anything(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    for argv in (["account", "list", "--json"], ["folders", "--json"], ["search", "x", "--json"]):
        assert main.run(argv, profile) == 0
        assert answer_of(capsys) == []
    assert main.run(["sync"], profile) == 1
    assert list(profile.directory.iterdir()) == []


def test_help(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["list", "--help"], profile) == 0
    assert "usage: mailclient list" in capsys.readouterr().out


def test_accounts(filled: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["account", "list", "--json"], filled) == 0
    first, second = answer_of(capsys)
    assert first == {
        "id": 1,
        "email": "kim@example.org",
        "name": "Kim Minji",
        "kind": "imap",
        "imap": "imaps://kim%40example.org@imap.example.org:993",
        "smtp": "smtp+starttls://kim%40example.org@smtp.example.org:587?login=token",
    }
    assert second["email"] == "lee@example.net"


def test_folders(filled: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["folders", "--account", "KIM@example.org", "--json"], filled) == 0
    inbox, trash = answer_of(capsys)
    assert inbox == {
        "id": 1,
        "account": "kim@example.org",
        "path": "INBOX",
        "role": "inbox",
        "selectable": True,
        "subscribed": True,
        "total": 3,
        "unread": 2,
        "expires_after_days": None,
    }
    assert trash["role"] == "trash"
    assert main.run(["folders"], filled) == 0
    assert capsys.readouterr().out.splitlines()[1] == "kim@example.org  2       3      INBOX"


def test_list(filled: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["list", "--folder", "INBOX", "--account", "kim@example.org"]
    assert main.run([*arguments, "--json"], filled) == 0
    rows = answer_of(capsys)
    assert [row["subject"] for row in rows] == ["third\x1b[2J", "두 번째", "first"]
    assert rows[1] == {
        "id": 2,
        "account": "kim@example.org",
        "folder": "INBOX",
        "uid": 2,
        "received_at": "2023-11-14T22:13:22Z",
        "from": {"name": "김민지", "address": "minji@example.org"},
        "to": "Jun Lee",
        "subject": "두 번째",
        "preview": "",
        "flags": ["seen"],
        "keywords": [],
        "size": 1000,
        "has_attachment": False,
        "has_body": False,
    }
    assert main.run([*arguments, "--limit", "1"], filled) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("3  ●")
    assert line.endswith("김민지  third�[2J")


def test_search(filled: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["search", "번째", "--json"], filled) == 0
    assert [row["id"] for row in answer_of(capsys)] == [2]
    assert main.run(["search", "from:minji", "first", "--folder", "inbox", "--account", "kim@example.org"], filled) == 0
    assert "first" in capsys.readouterr().out
    assert main.run(["search", "first", "--account", "lee@example.net", "--json"], filled) == 0
    assert answer_of(capsys) == []


def test_flag(filled: Profile, fake_engine: Start, capsys: pytest.CaptureFixture[str]) -> None:
    engine = fake_engine(do_it)
    argv = ["flag", "2", "1", "2", "--add", "seen", "--add", "flagged", "--remove", "junk"]
    assert main.run(argv, filled) == 0
    answer = answer_of(capsys)
    assert (answer["messages"], len(answer["operations"]), answer["state"]) == ([2, 1], 1, "done")
    (command,) = engine.asked
    assert isinstance(command, SetFlags)
    assert (command.message_ids, command.add, command.remove) == ((2, 1), Flag.SEEN | Flag.FLAGGED, Flag.JUNK)


def test_move_and_delete(filled: Profile, fake_engine: Start, capsys: pytest.CaptureFixture[str]) -> None:
    engine = fake_engine(do_it)
    assert main.run(["move", "1", "--to", "trash"], filled) == 0
    assert main.run(["delete", "2", "3", "--forever", "--json"], filled) == 0
    assert capsys.readouterr().out
    move, delete = engine.asked
    assert isinstance(move, MoveMessages)
    assert (move.message_ids, move.target) == ((1,), 2)
    assert isinstance(delete, DeleteMessages)
    assert (delete.message_ids, delete.forever) == ((2, 3), True)


def test_kept_for_later(filled: Profile, fake_engine: Start, capsys: pytest.CaptureFixture[str]) -> None:
    lost = Problem(ProblemKind.CONNECTION_LOST, "imap.example.org:993")

    def offline(command: AnyCommand) -> list[AnyEvent]:
        assert isinstance(command, SetFlags)
        return [Acknowledged(command.operation_id), AccountStateChanged(AccountId(1), AccountState.WAITING, lost)]

    fake_engine(offline)
    assert main.run(["flag", "1", "--add", "seen"], filled) == 3
    captured = capsys.readouterr()
    answer = json.loads(captured.out)
    assert (answer["messages"], answer["state"]) == ([1], "kept")
    assert "The connection to imap.example.org:993 was lost." in captured.err


@pytest.mark.parametrize("state", [AccountState.OFFLINE, AccountState.WAITING])
def test_sync(filled: Profile, fake_engine: Start, capsys: pytest.CaptureFixture[str], state: AccountState) -> None:
    states = [AccountStateChanged(AccountId(1), AccountState.ONLINE), AccountStateChanged(AccountId(2), state)]
    engine = fake_engine(do_it, lambda: [Ready(), *states])
    assert main.run(["sync", "--account", "kim@example.org", "--folder", "inbox", "--bodies"], filled) == 0
    assert answer_of(capsys) == {
        "messages": 2,
        "bodies": 0,
        "changed": 0,
        "vanished": 0,
        "bytes_read": 0,
        "bytes_written": 0,
        "round_trips": 0,
        "seconds": 0.5,
    }
    *woken, command = engine.asked
    assert woken == ([] if state is AccountState.OFFLINE else [GoOnline()])
    assert isinstance(command, Sync)
    assert (command.account_id, command.folder_id, command.bodies) == (1, 1, True)


def test_send(filled: Profile, fake_engine: Start, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    engine = fake_engine(do_it)
    file = tmp_path / "message.eml"
    file.write_bytes(b"From: lee@example.net\nTo: a@x\nBcc: b@x\nMessage-ID: <m@x>\nSubject: hi\n\nhi\n")
    assert main.run(["send", str(file), "--json"], filled) == 0
    (command,) = engine.asked
    assert isinstance(command, SendMessage)
    assert answer_of(capsys) == {
        "operation": command.operation_id,
        "account": "lee@example.net",
        "message_id": "m@x",
        "recipients": ["a@x", "b@x"],
        "refused": [],
        "state": "done",
    }
    assert command.account_id == 2
    assert b"b@x" not in command.outgoing.data
    assert b"\r\nDate: " in b"\r\n" + command.outgoing.data


def test_send_with_wishes(filled: Profile, fake_engine: Start, tmp_path: Path) -> None:
    engine = fake_engine(do_it)
    file = tmp_path / "message.eml"
    file.write_bytes(b"From: lee@example.net\nTo: a@x\nSubject: hi\n\nhi\n")
    words = ["--dsn", "success,delay", "--dsn-id", "x 1", "--require-tls", "--not-before", "2026-11-21T18:00+09:00"]
    assert main.run(["send", str(file), *words], filled) == 0
    assert main.run(["send", str(file), "--dsn", "never"], filled) == 0
    assert main.run(["send", str(file)], filled) == 0
    wishes = [command.outgoing.wishes for command in engine.asked if isinstance(command, SendMessage)]
    reports = Reports((Report.SUCCESS, Report.DELAY), envelope_id="x 1")
    assert wishes == [
        SubmissionWishes(reports, require_tls=True, not_before=1795251600.0),
        SubmissionWishes(Reports(())),
        NO_WISHES,
    ]


@pytest.mark.parametrize(
    "words", [["--dsn", "sometimes"], ["--dsn-id", "a\nb"], ["--not-before", "soon"], ["--not-before", "9999999"]]
)
def test_wishes_that_make_no_sense(filled: Profile, tmp_path: Path, words: list[str]) -> None:
    file = tmp_path / "message.eml"
    file.write_bytes(b"From: lee@example.net\nTo: a@x\n\nhi\n")
    assert main.run(["send", str(file), *words], filled) == 2


def test_send_without_knowing_as_whom(filled: Profile, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "message.eml"
    file.write_bytes(b"To: a@x\n\nhi\n")
    assert main.run(["send", str(file)], filled) == 2
    file.write_bytes(b"From: kim@example.org\n\nhi\n")
    assert main.run(["send", str(file)], filled) == 2
    assert "no recipient" in capsys.readouterr().err


def test_export(filled: Profile, fake_engine: Start, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    engine = fake_engine(do_it)
    file = tmp_path / "mail.mbox"
    argv = ["export", "inbox", "--account", "kim@example.org", "--mbox", str(file)]
    assert main.run(argv, filled) == 0
    assert answer_of(capsys) == {"folder": "INBOX", "file": str(file), "messages": 3}
    assert [command.message_ids for command in engine.asked if isinstance(command, FetchWhole)] == [(1, 2, 3)]
    assert file.read_bytes().startswith(
        b"From minji@example.org Tue Nov 14 22:13:21 2023\nSubject: 1\n\n>From me\n\nFrom "
    )
    assert list(tmp_path.iterdir()) == [file]


def test_export_to_nowhere(filled: Profile, fake_engine: Start, capsys: pytest.CaptureFixture[str]) -> None:
    fake_engine(do_it)
    argv = ["export", "inbox", "--account", "kim@example.org", "--mbox", "/nowhere/mail.mbox"]
    assert main.run(argv, filled) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_account_add(
    filled: Profile, fake_engine: Start, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    added: list[AddAccount] = []

    def store(command: AnyCommand) -> list[AnyEvent]:
        assert isinstance(command, AddAccount)
        added.append(command)

        async def write() -> None:
            writer = await Writer.open(filled.store)
            await writer.transaction("add", accounts.add, command.settings)
            await writer.close()

        asyncio.run(write())
        return [Finished(command.request_id, AccountId(3))]

    fake_engine(store)
    monkeypatch.setattr("sys.stdin", io.StringIO("geheim wort \r\nother\n"))
    argv = [
        "account",
        "add",
        "--email",
        "neu@example.org",
        "--name",
        "Neu",
        "--imap",
        "imaps://h",
        "--smtp",
        "smtps://h",
    ]
    assert main.run([*argv, "--password-stdin"], filled) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["imap"] == "imaps://neu%40example.org@h:993"
    assert (added[0].password, added[0].smtp_password) == ("geheim wort ", "other")
    assert "geheim" not in captured.out + captured.err
    monkeypatch.setattr("sys.stdin", io.StringIO("x\n"))
    assert main.run([*argv, "--password-stdin"], filled) == 1


def test_the_password_is_never_left_out(filled: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    argv = ["account", "add", "--email", "neu@example.org", "--imap", "imaps://h", "--smtp", "smtps://h"]
    for stdin, more in (("", ["--password-stdin"]), ("\n", ["--password-stdin"]), ("secret\n", [])):
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        assert main.run([*argv, *more], filled) == 2


def test_a_password_in_another_charset(
    filled: Profile, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = ["account", "add", "--email", "neu@example.org", "--imap", "imaps://h", "--smtp", "smtps://h"]
    typed = io.TextIOWrapper(io.BytesIO("pässwort\n".encode("latin-1")), encoding="ascii", errors="surrogateescape")
    monkeypatch.setattr("sys.stdin", typed)
    assert main.run([*argv, "--password-stdin"], filled) == 2
    assert "UTF-8" in capsys.readouterr().err


def test_stdout_on_a_full_disk(
    filled: Profile, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    with open("/dev/full", "wb", buffering=0) as full:  # the text layer on it must be thrown away with its text
        written = io.TextIOWrapper(full, write_through=True)
        monkeypatch.setattr("sys.stdout", written)
        assert main.run(["folders"], filled) == 1
        written.detach()
    assert "cannot be written" in capsys.readouterr().err


def test_closed_streams_lead_nowhere(filled: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", None)
    monkeypatch.setattr("sys.stderr", None)
    assert main.run(["folders"], filled) == 0
    assert main.run(["flag", "99", "--add", "seen"], filled) == 1
    sys.stdout.close()
    sys.stderr.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no core files")
def test_no_core_file_is_left_of_what_was_decrypted(tmp_path: Path) -> None:
    """Nor is one handed to a program that the system names for it: at 0 it would be."""
    code = (
        "import resource, sys; from mailclient.__main__ import main; main();"
        "print(resource.getrlimit(resource.RLIMIT_CORE)[0], file=sys.stderr)"
    )
    words = [sys.executable, "-c", code, "--profile", str(tmp_path), "folders"]
    limit = ("sh", "-c", 'ulimit -c unlimited 2>/dev/null; exec "$@"', "sh")
    ended = subprocess.run([*limit, *words], capture_output=True, text=True, timeout=60, check=True)
    assert ended.stderr.splitlines()[-1] in ("0", "1")
