"""Profiles for the tests. ``thunderbird_153``: settings and filters as Thunderbird 153 wrote them (of invented people),
its address books made anew with its own schema."""

import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

REAL = Path(__file__).parent / "thunderbird_153"
_SCHEMA = """
CREATE TABLE properties (card TEXT, name TEXT, value TEXT);
CREATE TABLE lists (uid TEXT PRIMARY KEY, name TEXT, nickName TEXT, description TEXT);
CREATE TABLE list_cards (list TEXT, card TEXT, PRIMARY KEY(list, card));
CREATE INDEX properties_card ON properties(card);
CREATE INDEX properties_name ON properties(name);
"""

Card = tuple[str, str, str]
"""Name, first and second address."""


def real_profile(directory: Path) -> Path:
    """A copy of it, complete."""
    profile = directory / "x.default"
    shutil.copytree(REAL, profile)
    address_book(profile / "abook.sqlite", [("김 Person", "person@example.com", "second@example.com")])
    address_book(profile / "history.sqlite", [("", "collected@example.com", ""), ("P", "PERSON@example.com", "")])
    return profile


def address_book(path: Path, cards: Iterable[Card]) -> None:
    """A book in the mode of writing that Thunderbird uses (WAL)."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(_SCHEMA)
        for number, (name, first, second) in enumerate(cards):
            fields = {"DisplayName": name, "PrimaryEmail": first, "SecondEmail": second, "PopularityIndex": "0"}
            rows = [(f"card {number}", field, value) for field, value in fields.items() if value]
            db.executemany("INSERT INTO properties VALUES (?, ?, ?)", rows)
        db.commit()


def profile_with(directory: Path, prefs: str | bytes) -> Path:
    """One of these settings alone."""
    profile = directory / "y.default"
    profile.mkdir()
    (profile / "prefs.js").write_bytes(prefs if isinstance(prefs, bytes) else prefs.encode())
    return profile


def account_prefs(**more: str) -> str:
    """The least that makes an account, and more lines of it ("identity.id1.sig_file" …) as JavaScript values."""
    lines = {
        "accountmanager.accounts": '"account1"',
        "account.account1.server": '"server1"',
        "account.account1.identities": '"id1"',
        "identity.id1.useremail": '"alice@example.org"',
        "identity.id1.fullName": '"Alice"',
        "server.server1.type": '"imap"',
        "server.server1.hostname": '"imap.example.org"',
        "server.server1.userName": '"alice"',
        "server.server1.socketType": "3",
        "identity.id1.smtpServer": '"smtp1"',
        "smtpserver.smtp1.hostname": '"smtp.example.org"',
        "smtpserver.smtp1.try_ssl": "2",
        "smtpserver.smtp1.username": '"alice"',
    } | {name.replace("__", "."): value for name, value in more.items()}
    return "".join(f'user_pref("mail.{name}", {value});\n' for name, value in lines.items())
