"""The command line as scripts use it: its own process, the real engine, Dovecot and Postfix."""

import base64
import json
import mailbox
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from mailclient.profile import Profile
from tests.engine.running import message
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.postfix import UNKNOWN_RECIPIENT, Postfix

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 90.0
RUN_SECONDS = 300.0
_HELD_SECONDS = 25.0
"""Longer than a run of the command line takes, also where much else runs."""


def environment(**more: str) -> dict[str, str]:
    """As it is now, with the tests' own certificate authority."""
    return {**os.environ, "LANGUAGE": "en", **more}


class CommandLine:
    """Runs verbs on one profile."""

    def __init__(self, profile: Profile, passphrase: str = "") -> None:
        self.profile = profile
        self.passphrase = passphrase
        """Of the vault, where there is one."""
        self.said = ""

    def run(self, *argv: str, stdin: str = "", code: int = 0) -> str:
        """What it prints; what it says is in ``said``."""
        command = [sys.executable, "-m", "mailclient", "--profile", str(self.profile.directory), *argv]
        more: dict[str, str] = {}
        passed: list[int] = []
        if self.passphrase:
            reading, writing = os.pipe()
            os.write(writing, self.passphrase.encode() + b"\n")
            os.close(writing)
            more["MAILCLIENT_VAULT_PASSPHRASE_FD"] = str(reading)
            passed = [reading]
        done = subprocess.run(
            command,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=RUN_SECONDS,
            check=False,
            cwd=ROOT,
            env=environment(**more),
            pass_fds=passed,
        )
        for descriptor in passed:
            os.close(descriptor)
        self.said = done.stderr
        assert done.returncode == code, f"{argv}: {done.returncode}\n{done.stdout}\n{done.stderr}\n{self.log()}"
        return done.stdout

    def json(self, *argv: str, stdin: str = "", code: int = 0) -> Any:
        return json.loads(self.run(*argv, stdin=stdin, code=code))

    def rows(self, folder: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.json("list", "--folder", folder, "--json")
        return rows

    def wait_for(self, true: Callable[[], object]) -> None:
        """What another program does in its own time."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not true():
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.05)

    def log(self) -> str:
        return self.profile.log.read_text() if self.profile.log.exists() else ""


@pytest.fixture
def line(tmp_path: Path, mail_user: MailUser) -> Iterator[CommandLine]:
    """With an engine that runs already, as the window's does; it knows every password."""
    profile = Profile(tmp_path / "profile")
    engine = subprocess.Popen(
        [sys.executable, "-m", "tests.engine.mortal_process", str(profile.directory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        cwd=ROOT,
        env=environment(MAIL_TEST_PASSWORD=mail_user.password),
    )
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not profile.socket.exists():
        assert engine.poll() is None, "the engine ended"
        assert time.monotonic() < deadline
        time.sleep(0.02)
    yield CommandLine(profile)
    engine.communicate(timeout=PATIENCE_SECONDS)
    assert engine.returncode == 0


def arguments_of(dovecot: Dovecot, postfix: Postfix, mail_user: MailUser) -> tuple[str, ...]:
    """To add the account."""
    user = quote(mail_user.name, safe="")
    return (
        *("account", "add", "--email", mail_user.name, "--name", "박민지", "--password-stdin"),
        *("--imap", f"imaps://{user}@localhost:{dovecot.imaps_port}"),
        *("--smtp", f"smtp+starttls://{user}@localhost:{postfix.submission_port}"),
    )


@pytest.fixture
def account(line: CommandLine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser) -> CommandLine:
    """With an account that has three messages."""
    for number in (1, 2, 3):
        dovecot.deliver(mail_user, message(f"message {number}", text=f"Text number {number}, 회의록."))
    line.json(*arguments_of(dovecot, postfix, mail_user), stdin=f"{mail_user.password}\n")
    line.json("sync")
    return line


@pytest.fixture
def alone(tmp_path: Path, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser) -> Iterator[CommandLine]:
    """With an account, but without an engine: each run has its own, and the password is in the vault of the profile."""
    line = CommandLine(Profile(tmp_path / "profile"), "a passphrase of the vault")
    line.json(*arguments_of(dovecot, postfix, mail_user), stdin=f"{mail_user.password}\n")
    yield line
    line.json("account", "remove", mail_user.name)


def test_searching_on_the_server(account: CommandLine, dovecot: Dovecot, mail_user: MailUser) -> None:
    dovecot.deliver(mail_user, message("late", text="A schnitzel that nobody here has read."), "Archive")
    (row,) = account.json("search", "--on-server", "schnitzel", "newer:2d", "--json")
    assert (row["subject"], row["folder"]) == ("late", "Archive")
    (here,) = account.json("search", "subject:late", "--json")
    assert (here["id"], here["uid"]) == (row["id"], row["uid"])  # its text may have come meanwhile
    found = account.json("search", "--on-server", "회의록", "--limit", "2", "--json")
    assert sorted(found[0]) == sorted(row)
    assert len(found) == 2
    assert account.json("search", "--on-server", "schnitzel", "--folder", "inbox", "--json") == []
    assert "late" in account.run("search", "--on-server", "schnitzel")


def test_the_server_report(account: CommandLine, dovecot: Dovecot, mail_user: MailUser) -> None:
    answer = account.run("account", "report", mail_user.name)
    assert mail_user.password not in answer
    report = json.loads(answer)
    assert (report["account"], report["works"]) == (mail_user.name, True)
    imap, smtp = report["incoming"], report["smtp"]
    assert (imap["protocol"], imap["server"]) == ("imap", f"localhost:{dovecot.imaps_port}")
    assert (imap["mechanism"], imap["tls"]["version"]) == ("SCRAM-SHA-256", "TLSv1.3")
    assert {"name": "MOVE", "use": "used", "gives": "messages are moved in one step"} in imap["capabilities"]
    assert imap["login"]["round_trips"] < 6
    assert (smtp["protocol"], smtp["problem"]) == ("smtp", None)
    assert "Incoming mail (IMAP): It calls itself “Dovecot”." in report["text"]


def test_reading(account: CommandLine, mail_user: MailUser) -> None:
    (added,) = account.json("account", "list", "--json")
    assert (added["email"], added["name"]) == (mail_user.name, "박민지")
    folders = {folder["path"]: folder for folder in account.json("folders", "--json")}
    assert (folders["INBOX"]["total"], folders["INBOX"]["unread"]) == (3, 3)
    assert folders["Sent"]["role"] == "sent"
    assert {row["subject"] for row in account.rows("inbox")} == {"message 1", "message 2", "message 3"}
    counts = account.json("sync", "--bodies")
    assert counts["bytes_read"] > 0
    (found,) = account.json("search", "subject:message", "2", "--json")
    assert found["subject"] == "message 2"
    assert len(account.json("search", "회의록", "--json")) == 3
    shown = json.loads(account.run("show", str(found["id"]), "--json"))
    assert "Text number 2" in shown["text"]


def test_taking_back_tagging_and_archiving(account: CommandLine, dovecot: Dovecot, mail_user: MailUser) -> None:
    first, second, _third = (str(row["id"]) for row in account.rows("inbox"))
    account.json("flag", first, second, "--tag", "할 일", "--tag", "todo")
    account.json("flag", second, "--untag", "TODO")
    assert {str(row["id"]): len(row["keywords"]) for row in account.rows("inbox") if row["keywords"]} == {
        first: 2,
        second: 1,
    }
    account.run("flag", first, "--tag", "$Junk", code=2)
    account.run("flag", first, "--tag", "a", "--add", "seen", code=2)
    archived = account.json("archive", first, second)
    assert len(dovecot.messages(mail_user, "Archive")) == 2
    assert account.json("undo", *archived["operations"])["state"] == "done"
    assert len(dovecot.messages(mail_user, "INBOX")) == 3
    account.run("undo", "no such operation")


def test_folders(account: CommandLine, dovecot: Dovecot, mail_user: MailUser) -> None:
    made = account.json("folders", "create", "프로젝트")
    assert (made["folder"]["path"], made["folder"]["role"], made["state"]) == ("프로젝트", "none", "done")
    renamed = account.json("folders", "rename", "프로젝트", "Archive/프로젝트", "--account", mail_user.name)
    assert renamed["folder"]["id"] == made["folder"]["id"]
    assert account.json("folders", "unsubscribe", "Archive/프로젝트")["folder"]["subscribed"] is False
    account.json("folders", "subscribe", "Archive/프로젝트")
    assert account.json("folders", "mark-read", "inbox")["folder"]["unread"] == 0
    assert all("\\Seen" in flags for flags in dovecot.flags(mail_user))
    assert account.json("folders", "delete", "Archive/프로젝트")["folder"]["path"] == "Trash/프로젝트"
    assert account.json("folders", "delete", "Trash/프로젝트")["folder"] is None
    account.json("move", str(account.rows("inbox")[0]["id"]), "--to", "trash")
    assert account.json("folders", "expire", "trash", "--after", "2w", "--json")["expires_after_days"] == 14
    assert account.json("folders", "expire", "trash", "--after", "never", "--json")["expires_after_days"] is None
    account.json("folders", "empty", "trash")
    account.json("folders", "expunge", "inbox")
    assert dovecot.messages(mail_user, "Trash") == []
    account.run("folders", "create", "Nowhere/here", code=1)
    account.run("folders", "delete", "inbox", code=1)
    assert "neither renamed nor deleted" in account.said


def test_importing(account: CommandLine, dovecot: Dovecot, mail_user: MailUser, tmp_path: Path) -> None:
    account.json("export", "inbox", "--mbox", str(tmp_path / "all.mbox"))
    (tmp_path / "one.eml").write_bytes(message("one more").replace(b"\r\n", b"\n"))
    done = account.json("import", str(tmp_path / "all.mbox"), str(tmp_path / "one.eml"), "--folder", "archive")
    assert (done["messages"], done["folder"], done["state"]) == (4, "Archive", "done")
    assert sorted(dovecot.messages(mail_user, "Archive")) == sorted(
        [*dovecot.messages(mail_user, "INBOX"), message("one more")]
    )
    account.json("sync")
    assert {row["received_at"] for row in account.rows("archive")} == {"2026-11-21T10:00:00Z"}
    account.run("import", str(tmp_path / "none.eml"), "--folder", "archive", code=1)


def test_changing(account: CommandLine, dovecot: Dovecot, mail_user: MailUser) -> None:
    first, second, third = (str(row["id"]) for row in account.rows("inbox"))
    done = account.json("flag", first, second, "--add", "seen", "--add", "flagged")
    assert (done["messages"], done["state"]) == ([int(first), int(second)], "done")
    assert sorted(map(sorted, dovecot.flags(mail_user))) == [[], ["\\Flagged", "\\Seen"], ["\\Flagged", "\\Seen"]]
    account.json("flag", first, "--remove", "flagged")
    assert account.json("move", first, "--to", "archive")["state"] == "done"
    assert len(dovecot.messages(mail_user, "Archive")) == 1
    (moved,) = account.rows("archive")
    assert (str(moved["id"]), moved["flags"]) == (first, ["seen"])
    assert account.json("delete", second)["state"] == "done"
    assert len(dovecot.messages(mail_user, "Trash")) == 1
    account.json("delete", third, "--forever")
    assert dovecot.messages(mail_user) == []
    account.run("flag", third, "--add", "seen", code=1)
    assert "no longer on the server" in account.said


def test_choosing_what_is_kept_offline(account: CommandLine, mail_user: MailUser) -> None:
    (everywhere, *folders) = account.json("folders", "policy", "--json")
    assert (everywhere["folder"], everywhere["keep"], everywhere["amount"], everywhere["own"]) == (
        None,
        "newest",
        500,
        False,
    )
    assert {folder["own"] for folder in folders} == {False}
    (inbox,) = account.json("folders", "policy", "--folder", "inbox", "--months", "6", "--up-to", "20M", "--json")
    assert (inbox["keep"], inbox["amount"], inbox["largest_bytes"], inbox["own"]) == ("months", 6, 20_000_000, True)
    assert "6" in inbox["sentence"]
    account.json("folders", "policy", "--account", mail_user.name, "--headers", "--json")
    kept = {one["folder"]: one["keep"] for one in account.json("folders", "policy", "--json")}
    assert (kept[None], kept["INBOX"], kept["Sent"]) == ("headers", "months", "headers")
    (inbox,) = account.json("folders", "policy", "--folder", "inbox", "--inherit", "--json")
    assert (inbox["keep"], inbox["own"]) == ("headers", False)
    account.run("folders", "policy", "--folder", "inbox", "--up-to", "much", code=2)


def test_sending(account: CommandLine, dovecot: Dovecot, mail_user: MailUser, tmp_path: Path) -> None:
    bob, carol = dovecot.add_user("bob"), dovecot.add_user("carol")
    file = tmp_path / "message.eml"
    file.write_text(
        f"From: {mail_user.name}\nTo: {bob.name}\nBcc: {carol.name}\nSubject: =?utf-8?b?7JWI64WV?=\n\n.\nhi\n"
    )
    sent = account.json("send", str(file))
    assert (sent["state"], sent["recipients"], sent["refused"]) == ("done", [bob.name, carol.name], [])
    for user in (bob, carol):
        account.wait_for(lambda user=user: dovecot.messages(user))  # type: ignore[misc]
        (received,) = dovecot.messages(user)
        assert received.endswith(b"\r\n\r\n.\r\nhi\r\n")
        assert b"Bcc" not in received
        assert sent["message_id"].encode() in received
    assert len(dovecot.messages(mail_user, "Sent")) == 1


def test_sending_with_wishes(account: CommandLine, dovecot: Dovecot, mail_user: MailUser) -> None:
    """A report of success comes back; what Postfix does not offer is told; it holds nothing, so the outbox does."""
    bob = dovecot.add_user("bob")
    letter = f"To: {bob.name}\nSubject: x\n\nhi\n"
    account.json("send", "-", "--dsn", "success", "--dsn-id", "the one", stdin=letter)
    account.wait_for(lambda: any(b"Original-Envelope-Id: the one" in report for report in dovecot.messages(mail_user)))
    assert account.run("send", "-", "--require-tls", stdin=letter, code=1) == ""
    assert "cannot promise encryption on the whole way" in account.said
    soon = datetime.fromtimestamp(time.time() + _HELD_SECONDS).astimezone().isoformat()
    assert account.json("send", "-", "--not-before", soon, stdin=letter, code=3)["state"] == "kept"
    assert "held in the outbox until" in account.said
    assert len(dovecot.messages(bob)) == 1
    account.wait_for(lambda: len(dovecot.messages(bob)) == 2)


def test_refused_recipients(account: CommandLine, dovecot: Dovecot) -> None:
    bob = dovecot.add_user("bob")
    some = account.json("send", "-", stdin=f"To: {bob.name}, {UNKNOWN_RECIPIENT}\nSubject: x\n\nhi\n")
    assert (some["state"], some["refused"]) == ("done", [UNKNOWN_RECIPIENT])
    assert UNKNOWN_RECIPIENT in account.said
    assert account.run("send", "-", stdin=f"To: {UNKNOWN_RECIPIENT}\nSubject: x\n\nhi\n", code=1) == ""
    assert "accepts mail for none of these recipients" in account.said


def test_kept_while_the_server_is_away(account: CommandLine, dovecot: Dovecot, mail_user: MailUser) -> None:
    first = str(account.rows("inbox")[0]["id"])
    dovecot.stop()
    assert account.json("flag", first, "--add", "seen", code=3)["state"] == "kept"
    assert "kept" in account.said
    assert account.rows("inbox")[0]["flags"] == ["seen"]
    dovecot.start()
    account.json("sync")
    assert ["\\Seen"] in [sorted(flags) for flags in dovecot.flags(mail_user)]


def test_kept_in_the_outbox(account: CommandLine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser) -> None:
    bob = dovecot.add_user("bob")
    postfix.stop()
    kept = account.json("send", "-", stdin=f"To: {bob.name}\nSubject: x\n\nhi\n", code=3)
    assert kept["state"] == "kept"
    assert "refused the connection" in account.said
    postfix.start()
    account.json("sync")
    account.wait_for(lambda: len(dovecot.messages(bob)) == 1)
    account.wait_for(lambda: len(dovecot.messages(mail_user, "Sent")) == 1)


def test_each_run_with_an_engine_of_its_own(alone: CommandLine, dovecot: Dovecot, mail_user: MailUser) -> None:
    dovecot.deliver(mail_user, message("hello"))
    assert alone.json("sync")["messages"] == 1
    (row,) = alone.rows("inbox")
    assert alone.json("flag", str(row["id"]), "--add", "seen")["state"] == "done"
    assert alone.json("send", "-", stdin=f"To: {mail_user.name}\nSubject: x\n\nhi\n")["state"] == "done"
    alone.wait_for(lambda: len(dovecot.messages(mail_user)) == 2)
    alone.wait_for(lambda: not alone.profile.socket.exists())


def test_several_at_once(alone: CommandLine, dovecot: Dovecot, mail_user: MailUser) -> None:
    """Whichever comes first brings the engine, and ends it while the others still ask."""
    for number in range(3):
        dovecot.deliver(mail_user, message(f"message {number}"))
    alone.json("sync")
    ids = [str(row["id"]) for row in alone.rows("inbox")]
    with ThreadPoolExecutor(3) as pool:
        another = (alone.profile, alone.passphrase)
        states = list(pool.map(lambda id_: CommandLine(*another).json("flag", id_, "--add", "seen"), ids))
    assert [state["state"] for state in states] == ["done"] * 3
    assert dovecot.flags(mail_user) == [{"\\Seen"}] * 3


def test_no_password_gets_into_a_file(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    alone: CommandLine,
    dovecot: Dovecot,
    mail_user: MailUser,
) -> None:
    """Not into transcripts, not into the most talkative log, not into the mail file; right ones and wrong ones."""
    transcripts = tmp_path / "transcripts"
    monkeypatch.setenv("MAILCLIENT_TRANSCRIPT", str(transcripts))
    monkeypatch.setenv("MAILCLIENT_LOG", "DEBUG")
    wrong = "wrong canary 틀림"
    dovecot.deliver(mail_user, message("hello"))
    alone.json("sync", "--bodies")
    assert alone.json("send", "-", stdin=f"To: {mail_user.name}\nSubject: x\n\nhi\n")["state"] == "done"
    alone.run("account", "password", mail_user.name, "--password-stdin", stdin=f"{wrong}\n", code=1)
    said = {path.name: path.read_bytes() for path in transcripts.iterdir()}
    assert any(b"C: A1 AUTHENTICATE SCRAM-SHA-256 \xe2\x80\xa6" in data for data in said.values())
    assert any(re.search(rb"C: AUTH \S+ \xe2\x80\xa6", data) for data in said.values())
    files = [path for path in (*transcripts.iterdir(), *alone.profile.directory.iterdir()) if path.is_file()]
    assert alone.profile.store in files
    for password in (mail_user.password, wrong):
        plain = base64.b64encode(f"\0{mail_user.name}\0{password}".encode())
        for secret in (password.encode(), base64.b64encode(password.encode()), plain):
            assert [path for path in files if secret in path.read_bytes()] == []


def test_exporting(account: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "inbox.mbox"
    assert account.json("export", "inbox", "--mbox", str(file)) == {"folder": "INBOX", "file": str(file), "messages": 3}
    box = mailbox.mbox(file)
    assert sorted(str(one["subject"]) for one in box) == ["message 1", "message 2", "message 3"]
    box.close()


def test_a_wrong_password(line: CommandLine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser) -> None:
    user = quote(mail_user.name, safe="")
    line.run(
        *("account", "add", "--email", mail_user.name, "--password-stdin"),
        *("--imap", f"imap+starttls://{user}@localhost:{dovecot.imap_port}"),
        *("--smtp", f"smtps://{user}@localhost:{postfix.submissions_port}"),
        stdin="not this one\n",
        code=1,
    )
    assert "did not accept the user name or password" in line.said
    assert "not this one" not in line.said + line.log()
    assert line.json("account", "list", "--json") == []


def test_removing_the_account(account: CommandLine, mail_user: MailUser) -> None:
    account.json("account", "remove", mail_user.name)
    assert account.json("account", "list", "--json") == []
    assert account.json("folders", "--json") == []
    account.run("sync", code=1)
    assert "no account yet" in account.said
