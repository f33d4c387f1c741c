"""Identities, filters and the import of a Thunderbird profile on the command line: the real engine, a real Dovecot."""

import json
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.end_to_end.test_command_line import CommandLine, line
from tests.engine.running import message
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.postfix import Postfix
from tests.unit.engine.imports.profiles import real_profile

__all__ = ["line"]


@pytest.fixture
def account(line: CommandLine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser) -> CommandLine:
    dovecot.deliver(mail_user, message("[list] old"))
    name = quote(mail_user.name, safe="")
    line.json(
        *("account", "add", "--email", mail_user.name, "--name", "Alice", "--password-stdin"),
        *("--imap", f"imaps://{name}@localhost:{dovecot.imap(mail_user).port}"),
        *("--smtp", f"smtp+starttls://{name}@localhost:{postfix.submission_port}"),
        stdin=f"{mail_user.password}\n",
    )
    line.json("sync")
    return line


def test_filters(account: CommandLine, dovecot: Dovecot, mail_user: MailUser, tmp_path: Path) -> None:
    wanted = [
        {
            "name": "lists",
            "enabled": True,
            "match": "all",
            "conditions": [{"field": "subject", "comparison": "contains", "value": "[list]"}],
            "actions": [{"kind": "read"}, {"kind": "move", "folder": "Archive"}],
        }
    ]
    file = tmp_path / "filters.json"
    file.write_text(json.dumps(wanted), encoding="utf-8")
    assert account.json("filters", "import", str(file)) == wanted
    assert account.json("filters", "export") == account.json("filters", "list", "--json") == wanted
    assert "[list]" in account.run("filters", "list")
    dovecot.deliver(mail_user, message("[list] new"))
    account.json("sync")
    assert [row["subject"] for row in account.rows("Archive")] == ["[list] new"]
    assert [row["subject"] for row in account.rows("inbox")] == ["[list] old"]
    done = account.json("filters", "run", "--folder", "inbox")
    assert len(done["operations"]) == 2
    account.json("sync")
    assert account.rows("inbox") == []


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        '{"name": "x"}',
        '[{"name": "x", "actions": [{"kind": "forward"}]}]',
        '[{"name": "x", "actions": []}]',
        '[{"name": "x", "actions": [{"kind": "read"}], "match": "most"}]',
        '[{"name": "x", "actions": [{"kind": "read"}], "regex": true}]',
    ],
)
def test_what_is_no_list_of_filters(account: CommandLine, tmp_path: Path, text: str) -> None:
    file = tmp_path / "filters.json"
    file.write_text(text, encoding="utf-8")
    account.run("filters", "import", str(file), code=2)
    assert account.json("filters", "list", "--json") == []


def test_identities(account: CommandLine, dovecot: Dovecot, mail_user: MailUser, tmp_path: Path) -> None:
    (tmp_path / "sig.txt").write_text("The team\n", encoding="utf-8")
    account.json(
        *("identity", "add", "team@mail.test", "--name", "Team", "--reply-to", "desk@mail.test"),
        *("--signature", str(tmp_path / "sig.txt")),
    )
    told = account.json("identity", "list", "--json")
    assert [(one["address"], one["name"], one["default"]) for one in told] == [
        (mail_user.name, "Alice", True),
        ("team@mail.test", "Team", False),
    ]
    assert told[1]["signature"] == "The team"
    letter = tmp_path / "letter.eml"
    letter.write_bytes(f"To: {mail_user.name}\nSubject: of the team\n\nHello.\n".encode())
    account.json("send", str(letter), "--from", "team@mail.test")
    account.json("send", str(letter))
    letters = [one for one in dovecot.messages(mail_user, "Sent") if b"of the team" in one]
    assert sorted(b"From: Team <team@mail.test>" in one for one in letters) == [False, True]
    assert sum(b"Reply-To: desk@mail.test" in one for one in letters) == 1
    account.run("send", str(letter), "--from", "other@mail.test", "--account", mail_user.name, code=2)
    assert [one["address"] for one in account.json("identity", "remove", mail_user.name)] == ["team@mail.test"]
    account.run("identity", "remove", "team@mail.test", code=2)


def test_import_of_a_real_profile(line: CommandLine, tmp_path: Path) -> None:
    profile = real_profile(tmp_path)
    looked = line.json("import-settings", "--from", str(profile), "--dry-run", "--json")
    assert [one["email"] for one in looked["accounts"]] == [
        "alice@example.org",
        "alice.gm@gmail.com",
        "bob@example.net",
    ]
    assert line.json("account", "list", "--json") == []
    done = line.json("import-settings", "--from", str(profile), "--only", "account1", "--only", "account3", "--json")
    assert [one["email"] for one in done["accounts"]] == ["alice@example.org", "bob@example.net"]
    assert "passwords_stay" in {note["kind"] for note in done["notes"]}
    assert [one["email"] for one in line.json("account", "list", "--json")] == ["alice@example.org", "bob@example.net"]
    filters = line.json("filters", "list", "--account", "alice@example.org", "--json")
    assert filters[0]["actions"][0] == {"kind": "move", "folder": "INBOX/저장"}
    identities = line.json("identity", "list", "--account", "alice@example.org", "--json")
    assert [one["address"] for one in identities] == ["alice@example.org", "support@example.org"]
    again = line.json("import-settings", "--from", str(profile), "--only", "account1", "--json")
    assert again["accounts"] == []
    assert "account_is_here" in {note["kind"] for note in again["notes"]}
    assert "alice.gm@gmail.com" in line.run("import-settings", "--from", str(profile), "--dry-run")
    line.run("import-settings", "--from", str(tmp_path / "nothing"), code=1)
