"""What an account is told to be survives the store, and what an older or newer program wrote can be read."""

import dataclasses
import json
import sqlite3
from pathlib import Path

import pytest

from mailclient.mail.account import AccountKind, AccountSettings, LoginKind, Security, Server
from mailclient.store import schema, settings_json
from mailclient.store.reader import Reader

SETTINGS = AccountSettings(
    "kim@example.org",
    "김 Kim",
    Server("imap.example.org", 993, Security.TLS, "kim", LoginKind.TOKEN),
    Server("smtp.example.org", 587, Security.STARTTLS, "kim"),
    AccountKind.POP3,
)


def test_comes_back_as_it_was() -> None:
    assert settings_json.decode(settings_json.encode(SETTINGS)) == SETTINGS


def test_every_field_is_written_and_read() -> None:
    found = json.loads(settings_json.encode(SETTINGS))
    assert set(found) == {field.name for field in dataclasses.fields(AccountSettings)}


def test_what_is_not_there_has_its_default_and_what_is_not_known_is_left_out() -> None:
    older = json.loads(settings_json.encode(SETTINGS))
    del older["kind"], older["smtp"]["login"]
    older["from_the_future"] = {"a": 1}
    read = settings_json.decode(json.dumps(older))
    assert read == dataclasses.replace(SETTINGS, kind=AccountKind.IMAP)


def test_accounts_of_an_older_store_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = list(schema.STEPS)
    monkeypatch.setattr(schema, "STEPS", everything[:8])
    monkeypatch.setattr(schema, "VERSION", 8)
    path = tmp_path / "mail.sqlite"
    db = sqlite3.connect(path)
    schema.upgrade(db, path)
    columns = "email, name, imap_host, imap_port, imap_security, imap_user, imap_login"
    columns += ", smtp_host, smtp_port, smtp_security, smtp_user, smtp_login"
    values: tuple[str | int, ...] = ("kim@example.org", "김 Kim", "imap.example.org", 993, "tls", "kim", "token")
    values += ("smtp.example.org", 587, "starttls", "kim", "password")
    with db:
        db.execute(f"INSERT INTO account ({columns}) VALUES ({', '.join('?' * len(values))})", values)
    monkeypatch.setattr(schema, "STEPS", everything)
    monkeypatch.setattr(schema, "VERSION", len(everything))
    schema.upgrade(db, path)
    db.close()
    reader = Reader(path)
    (account,) = reader.accounts()
    reader.close()
    assert account.settings == dataclasses.replace(SETTINGS, kind=AccountKind.IMAP)
