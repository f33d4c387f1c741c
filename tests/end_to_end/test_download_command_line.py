"""POP3 accounts and the folders "on this computer" on the command line: the real engine, Dovecot and Postfix."""

import json
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.end_to_end.test_command_line import CommandLine, line
from tests.engine.running import message
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.postfix import Postfix

__all__ = ["line"]


def arguments_of(dovecot: Dovecot, postfix: Postfix, user: MailUser, *rules: str) -> tuple[str, ...]:
    """To add the account."""
    name = quote(user.name, safe="")
    return (
        *("account", "add", "--email", user.name, "--name", "Alice Example", "--password-stdin", *rules),
        *("--pop3", f"pop3s://{name}@localhost:{dovecot.pop3s_port}"),
        *("--smtp", f"smtp+starttls://{name}@localhost:{postfix.submission_port}"),
    )


@pytest.fixture
def account(line: CommandLine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser) -> CommandLine:
    """With a POP3 account that has three messages."""
    for number in (1, 2, 3):
        dovecot.deliver(mail_user, message(f"message {number}", text=f"Text number {number}, 회의록."))
    line.json(*arguments_of(dovecot, postfix, mail_user), stdin=f"{mail_user.password}\n")
    line.json("sync")
    return line


def test_adding_and_reading(account: CommandLine, dovecot: Dovecot, mail_user: MailUser) -> None:
    (told,) = account.json("account", "list", "--json")
    user = quote(mail_user.name, safe="")
    assert (told["kind"], told["pop3"]) == ("pop3", f"pop3s://{user}@localhost:{dovecot.pop3s_port}")
    assert "imap" not in told
    folders = {folder["path"]: folder for folder in account.json("folders", "--json")}
    assert {path: folder["role"] for path, folder in folders.items()} == {
        path: path.lower() for path in ("INBOX", "Drafts", "Sent", "Archive", "Junk", "Trash")
    }
    assert (folders["INBOX"]["total"], folders["INBOX"]["unread"]) == (3, 3)
    rows = account.rows("inbox")
    assert sorted(row["subject"] for row in rows) == ["message 1", "message 2", "message 3"]
    account.wait_for(lambda: len(account.json("search", "회의록", "--json")) == 3)
    shown = json.loads(account.run("show", str(rows[0]["id"]), "--json"))
    assert "Text number" in shown["text"]
    assert len(dovecot.messages(mail_user)) == 3, "they stay on the server"
    assert account.json("sync")["messages"] == 0
    dovecot.deliver(mail_user, message("late"))
    account.wait_for(lambda: account.json("sync") and "late" in {row["subject"] for row in account.rows("inbox")})
    assert account.run("account", "list").startswith(mail_user.name)
    account.run("folders", "policy", code=1)
    account.run("folders", "policy", "--folder", "inbox", "--account", mail_user.name, "--headers", code=1)
    assert "is on this computer" in account.said


def test_changing_without_a_server(account: CommandLine, dovecot: Dovecot, tmp_path: Path) -> None:
    dovecot.stop()
    first, second, third = (str(row["id"]) for row in account.rows("inbox"))
    assert account.json("flag", first, second, "--add", "seen", "--add", "flagged")["state"] == "done"
    account.json("flag", second, "--tag", "할 일")
    assert account.json("move", first, "--to", "archive")["state"] == "done"
    assert [str(row["id"]) for row in account.rows("archive")] == [first]
    moved = account.json("archive", second)
    assert account.json("undo", *moved["operations"])["state"] == "done"
    assert {str(row["id"]) for row in account.rows("inbox")} == {second, third}
    account.json("delete", third)
    assert [str(row["id"]) for row in account.rows("trash")] == [third]
    account.json("folders", "create", "Archive/프로젝트")
    account.json("folders", "rename", "Archive/프로젝트", "Archive/Projects")
    account.json("export", "archive", "--mbox", str(tmp_path / "all.mbox"))
    done = account.json("import", str(tmp_path / "all.mbox"), "--folder", "Archive/Projects")
    assert (done["messages"], done["state"]) == (1, "done")
    account.json("folders", "delete", "Archive/Projects")
    account.json("folders", "empty", "trash")
    assert {folder["path"]: folder["total"] for folder in account.json("folders", "--json")} == {
        **dict.fromkeys(("Drafts", "Sent", "Junk", "Trash"), 0),
        **dict.fromkeys(("INBOX", "Archive"), 1),
    }
    account.run("sync", code=1)
    assert "refused the connection" in account.said
    dovecot.start()


def test_what_is_deleted_here_for_good_goes_from_the_server(
    account: CommandLine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    row = next(row for row in account.rows("inbox") if row["subject"] == "message 2")
    account.json("delete", str(row["id"]))
    account.json("sync")
    assert len(dovecot.messages(mail_user)) == 3, "it can still be got back from Trash"
    account.json("delete", str(row["id"]))
    account.json("sync")
    left = b"".join(dovecot.messages(mail_user))
    assert b"message 1" in left
    assert b"message 2" not in left


def test_sending_files_the_copy_here(account: CommandLine, dovecot: Dovecot, mail_user: MailUser) -> None:
    bob = dovecot.add_user("bob")
    sent = account.json("send", "-", stdin=f"From: {mail_user.name}\nTo: {bob.name}\nSubject: hello\n\nhi\n")
    assert sent["state"] == "done"
    account.wait_for(lambda: dovecot.messages(bob))
    assert [(row["subject"], row["flags"]) for row in account.rows("sent")] == [("hello", ["seen"])]
    assert dovecot.messages(mail_user, "Sent") == []


def test_download_and_delete(line: CommandLine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser) -> None:
    dovecot.deliver(mail_user, message("one"))
    arguments = arguments_of(dovecot, postfix, mail_user, "--download-and-delete")
    told = line.json(*arguments, stdin=f"{mail_user.password}\n")
    assert told["rules"]["leave_on_server"] is False
    line.json("sync")
    assert [row["subject"] for row in line.rows("inbox")] == ["one"]
    assert dovecot.messages(mail_user) == []
    line.run("account", "remove", mail_user.name, code=1)
    assert "only on this computer" in line.said
    line.json("account", "remove", mail_user.name, "--yes")
    assert line.json("account", "list", "--json") == []


def test_large_messages_come_when_they_are_opened(
    line: CommandLine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser
) -> None:
    large = message("large", text="rhubarb " * 20_000)
    dovecot.deliver(mail_user, large)
    dovecot.deliver(mail_user, message("small"))
    arguments = arguments_of(dovecot, postfix, mail_user, "--headers-only-above", "50K")
    line.json(*arguments, stdin=f"{mail_user.password}\n")
    line.json("sync")
    row = next(row for row in line.rows("inbox") if row["subject"] == "large")
    assert row["has_body"] is False
    shown = json.loads(line.run("show", str(row["id"]), "--json"))
    assert shown["text"].count("rhubarb") == 20_000
    assert line.json("sync", "--bodies")["messages"] == 0


def test_one_inbox_for_several_accounts(
    line: CommandLine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser
) -> None:
    bob = dovecot.add_user("bob")
    for user in (mail_user, bob):
        dovecot.deliver(user, message(f"for {user.name}", to=user.name))
        arguments = arguments_of(dovecot, postfix, user, "--deliver-to-local")
        told = line.json(*arguments, stdin=f"{user.password}\n")
        assert told["deliver_to_local"] is True
    line.json("sync")
    assert {account["kind"] for account in line.json("account", "list", "--json")} == {"pop3", "local"}
    rows = line.json("list", "--folder", "inbox", "--account", "local", "--json")
    assert {row["subject"] for row in rows} == {f"for {user.name}" for user in (mail_user, bob)}
    assert {row["account"] for row in rows} == {"local"}


def test_folders_on_this_computer(line: CommandLine, tmp_path: Path) -> None:
    made = line.json("account", "add", "--local")
    assert (made["kind"], made["email"], made["smtp"]) == ("local", "", None)
    line.run("account", "add", "--local", code=1)
    line.json("folders", "create", "Letters", "--account", "local")
    (tmp_path / "one.eml").write_bytes(message("one"))
    assert line.json("import", str(tmp_path / "one.eml"), "--folder", "Letters")["state"] == "done"
    (row,) = line.rows("Letters")
    assert (row["subject"], row["account"]) == ("one", "local")
    assert line.json("sync")["messages"] == 0
    line.run("send", "-", "--account", "local", stdin="To: a@b.test\nSubject: x\n\nhi\n", code=2)
    assert line.json("account", "report", "local")["incoming"] is None
    line.run("account", "remove", "local", code=1)
    line.json("account", "remove", "local", "--yes")


def test_moving_to_this_computer(account: CommandLine, mail_user: MailUser, dovecot: Dovecot) -> None:
    account.json("account", "add", "--local")
    account.json("folders", "create", "Letters", "--account", "local")
    row = account.rows("inbox")[0]
    moved = account.json("move", str(row["id"]), "--to", "Letters", "--to-account", "local")
    assert moved["state"] == "done"
    (here,) = account.rows("Letters")
    assert (here["id"], here["account"], here["subject"]) == (row["id"], "local", row["subject"])
    assert account.json("sync")["messages"] == 0
    assert len(dovecot.messages(mail_user)) == 3
    account.run("move", str(row["id"]), "--to", "Letters", "--to-account", "nobody@mail.test", code=1)


def test_arguments_that_make_no_sense(line: CommandLine) -> None:
    line.run("account", "add", "--email", "a@b.test", "--pop3", "pop3s://h", code=2)
    pop3 = ("account", "add", "--email", "a@b.test", "--smtp", "smtps://h", "--pop3")
    line.run(*pop3, "imaps://h", code=2)
    line.run(*pop3, "pop3://h?security=none", code=2)
    line.run(*pop3, "pop3s://h", "--download-and-delete", "--keep-newest", "3", code=2)
    line.run(*pop3[:-1], "--imap", "imaps://h", "--keep-newest", "3", "--password-stdin", stdin="x\n", code=2)
