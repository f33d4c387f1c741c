"""What is read of a Thunderbird profile, and what a hostile one cannot make us do."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mailclient.engine.imports.thunderbird.filters import Home, folder_path, read_filters
from mailclient.engine.imports.thunderbird.prefs import Prefs, parse
from mailclient.engine.imports.thunderbird.profiles import found_profiles
from mailclient.engine.imports.thunderbird.reading import ProfileContent, read_profile
from mailclient.mail.account import AccountKind, LoginKind, Security
from mailclient.mail.filter import Action, ActionKind, Comparison, Condition, Field
from mailclient.mail.identity import Identity
from mailclient.mail.import_report import ImportNote, NoteKind
from mailclient.mail.pop3 import Pop3Rules
from mailclient.mail.problem import MailError, ProblemKind
from tests.little_work import little_work
from tests.unit.engine.imports.profiles import account_prefs, address_book, profile_with, real_profile

IMAP = Home(AccountKind.IMAP, "imap.example.org", "alice@example.org")


def kinds(notes: tuple[ImportNote, ...] | list[ImportNote]) -> list[NoteKind]:
    return [note.kind for note in notes]


def read(profile: Path) -> ProfileContent:
    home = profile.parent / "home"
    home.mkdir(exist_ok=True)
    return read_profile(profile, home)


def test_a_real_profile(tmp_path: Path) -> None:
    content = read(real_profile(tmp_path))
    work, google, pop = content.accounts
    assert (work.settings.email, work.settings.incoming.port, work.settings.incoming.security) == (
        "alice@example.org",
        993,
        Security.TLS,
    )
    assert work.settings.identities == (
        Identity(
            'Alice "Ali" 홍길동',
            "alice@example.org",
            reply_to="Team <team@example.org>",
            organization="Example, Inc.",
            bcc="archive@example.org",
            signature='Best\nAlice \\o/ "quoted"',
        ),
        Identity(
            "Support", "support@example.org", signature="<b>Support</b>", signature_is_html=True, signature_above=True
        ),
    )
    assert ImportNote(NoteKind.BLIND_COPIES, "archive@example.org", "alice@example.org") in work.notes
    assert kinds(work.notes) == [
        NoteKind.BLIND_COPIES,
        NoteKind.SMTP_OF_IDENTITY,
        NoteKind.FILTER_CHANGED,
        NoteKind.FILTER_CHANGED,
        NoteKind.FILTER_SKIPPED,
    ]
    assert google.settings.incoming.login is google.settings.smtp.login is LoginKind.OAUTH
    assert google.settings.sign_in is not None
    assert google.settings.sign_in.provider == "google"
    assert pop.settings.kind is AccountKind.POP3
    assert pop.settings.incoming.security is Security.STARTTLS
    assert pop.settings.pop3 == Pop3Rules(leave_on_server=True, days=14, remove_deleted=False)
    assert content.tags == ("나중에 읽기", "Projekt Süd")
    assert [one.address for one in content.addresses] == [
        "person@example.com",
        "second@example.com",
        "collected@example.com",
    ]


def test_the_filters_of_a_real_profile(tmp_path: Path) -> None:
    work = read(real_profile(tmp_path)).accounts[0]
    lists, header, size, status, junk, attached, everything = work.filters
    assert lists.name == 'Lists "all" 목록'
    assert lists.actions == (Action(ActionKind.MOVE, folder="INBOX/저장"), Action(ActionKind.READ))
    assert lists.conditions == (
        Condition(Field.SUBJECT, Comparison.CONTAINS, '[list] (a "b")'),
        Condition(Field.TO_OR_CC, Comparison.BEGINS, "news@"),
    )
    assert (lists.any, header.any) == (False, True)
    assert header.conditions[0] == Condition(Field.LIST_ID, Comparison.CONTAINS, "lists.example.org")
    assert size.conditions[0] == Condition(Field.SIZE, Comparison.ABOVE, str(500 * 1024))
    assert size.conditions[2] == Condition(Field.TAG, Comparison.IS, "$label1")
    assert attached.conditions == (Condition(Field.ATTACHMENT, Comparison.IS, "yes"),)
    assert [one.enabled for one in work.filters] == [True, True, True, False, False, True, False]
    assert status.conditions == (Condition(Field.SUBJECT, Comparison.IS, "x"),)
    assert junk.actions == (Action(ActionKind.JUNK),)
    assert everything.conditions == ()


@pytest.mark.parametrize(
    ("line", "value"),
    [
        (r'user_pref("mail.a", "x\"y\\z\nä");', 'x"y\\z\nä'),
        (r'user_pref("mail.a", "\x41\u00e4\ud800");', "Aä\ufffd"),
        ("  user_pref( 'mail.a' , -12 ) ;", -12),
        ('user_pref("mail.a", true);', True),
        ('user_pref("mail.a", "1");user_pref("mail.a", "2");', "1"),
        ('user_pref("mail.a", "no end);', None),
        ('user_pref("mail.a", "no end\\");', None),
        ('user_pref("mail.a", alert(1));', None),
        ('// user_pref("mail.a", 1);', None),
        ('user_pref("other.a", 1);', None),
        ('user_pref("mail.a", 99999999999999999999999);', None),
    ],
)
def test_lines_of_prefs(line: str, value: object) -> None:
    assert parse(f'garbage\n{line}\nuser_pref("mail.b", 1);\n'.encode()) == {"mail.b": 1} | (
        {} if value is None else {"mail.a": value}
    )


def test_a_value_of_another_type_is_not_set() -> None:
    prefs = Prefs({"mail.text": "x", "mail.number": 3, "mail.flag": True})
    assert (prefs.text("mail.number"), prefs.number("mail.flag", 7), prefs.flag("mail.text")) == ("", 7, False)


def test_endless_settings_are_cut_and_do_not_take_long(tmp_path: Path) -> None:
    profile = profile_with(tmp_path, account_prefs().encode() + b'user_pref("mail.x", "' + b"\\" * 30_000_000)
    with little_work(10):
        content = read(profile)
    assert [one.settings.email for one in content.accounts] == ["alice@example.org"]
    assert NoteKind.SETTINGS_CUT in kinds(content.notes)


@pytest.mark.parametrize("piece", [b'user_pref("mail.', b'user_pref("mail.a", "\\"', b"user_pref(   ", b'"' * 100])
def test_broken_quoting_is_read_in_linear_time(piece: bytes) -> None:
    data = piece * (4_000_000 // len(piece))
    with little_work(10):
        parse(data)


def test_what_is_no_profile_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(MailError) as told:
        read(tmp_path)
    assert told.value.problem.kind is ProblemKind.FILE_UNREADABLE


@pytest.mark.parametrize("target", ["/etc/shadow", "/dev/zero", "/etc/passwd"])
def test_settings_behind_a_link_are_not_read(tmp_path: Path, target: str) -> None:
    (tmp_path / "prefs.js").symlink_to(target)
    with pytest.raises(MailError):
        read(tmp_path)


def signature(tmp_path: Path, named: str) -> tuple[str, bool, list[NoteKind]]:
    more = {"identity__id1__attach_signature": "true", "identity__id1__sig_file": json.dumps(named)}
    (account,) = read(profile_with(tmp_path, account_prefs(**more))).accounts
    identity = account.settings.identities[0]
    return identity.signature, identity.signature_is_html, kinds(account.notes)


def test_a_signature_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "sig.html").write_text("<b>Alice</b>\r\n", encoding="utf-8")
    assert signature(tmp_path, str(tmp_path / "home" / "sig.html")) == ("<b>Alice</b>", True, [])


def test_a_signature_is_read_from_no_other_place(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / ".ssh").mkdir(parents=True)
    (home / ".ssh" / "id_rsa").write_text("secret", encoding="utf-8")
    (home / "key.txt").write_text("-----BEGIN OPENSSH PRIVATE KEY-----", encoding="utf-8")
    (home / "link.txt").symlink_to(home / ".ssh" / "id_rsa")
    (home / "device.txt").symlink_to("/dev/zero")
    (home / "large.txt").write_bytes(b"a" * 100_000)
    os.mkfifo(home / "pipe.txt")
    (tmp_path / "outside.txt").write_text("outside", encoding="utf-8")
    names = [
        "/etc/passwd",
        "/dev/zero",
        *(str(home / one) for one in (".ssh/id_rsa", "key.txt", "link.txt", "device.txt", "large.txt", "pipe.txt")),
        str(home / "x" / ".." / "key.txt"),
        str(tmp_path / "outside.txt"),
        "[ProfD]../outside.txt",
        str(home / "missing.txt"),
        "a\0b",
    ]
    for number, named in enumerate(names):
        place = tmp_path / str(number)
        place.mkdir()
        (place / "home").symlink_to(home)
        assert signature(place, named) == ("", False, [NoteKind.SIGNATURE_UNREADABLE]), named


def test_what_was_in_the_clear_is_protected_here(tmp_path: Path) -> None:
    more = {"server__server1__socketType": "0", "smtpserver__smtp1__try_ssl": "1"}
    (account,) = read(profile_with(tmp_path, account_prefs(**more))).accounts
    assert account.settings.incoming.security is account.settings.smtp.security is Security.STARTTLS
    assert (account.settings.incoming.port, account.settings.smtp.port) == (143, 587)
    assert kinds(account.notes) == [NoteKind.SECURITY_RAISED] * 2


def test_logins_that_we_do_not_have_are_told(tmp_path: Path) -> None:
    more = {"server__server1__authMethod": "5", "smtpserver__smtp1__authMethod": "1"}
    (account,) = read(profile_with(tmp_path, account_prefs(**more))).accounts
    assert kinds(account.notes) == [NoteKind.LOGIN_UNKNOWN]
    assert account.settings.smtp.user == ""


@pytest.mark.parametrize(
    ("incoming", "smtp", "signs_in"),
    [
        ("imap.gmail.com", "smtp.gmail.com", ["google", "google"]),
        ("imap.evil.test", "smtp.gmail.com", ["", "google"]),
        ("imap.gmail.com", "smtp.evil.test", ["google", ""]),
        ("imap.gmail.com", "smtp.office365.com", ["google", ""]),
    ],
)
def test_tokens_of_a_provider_go_to_its_own_servers_alone(
    tmp_path: Path, incoming: str, smtp: str, signs_in: list[str]
) -> None:
    more = {
        "identity__id1__useremail": '"alice@gmail.com"',
        "server__server1__hostname": f'"{incoming}"',
        "server__server1__authMethod": "10",
        "smtpserver__smtp1__hostname": f'"{smtp}"',
        "smtpserver__smtp1__authMethod": "10",
        "smtpserver__smtp1__username": '"alice@gmail.com"',
    }
    (account,) = read(profile_with(tmp_path, account_prefs(**more))).accounts
    settings = account.settings
    assert settings.sign_in is not None
    logins = [server.login for server in (settings.incoming, settings.smtp)]
    assert logins == [LoginKind.OAUTH if name else LoginKind.PASSWORD for name in signs_in]
    assert settings.sign_in.provider == next(filter(None, signs_in))
    assert (NoteKind.LOGIN_UNKNOWN in kinds(account.notes)) is ("" in signs_in)


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"server__server1__type": '"nntp"'}, NoteKind.ACCOUNT_KIND_UNKNOWN),
        ({"server__server1__hostname": '""'}, NoteKind.ACCOUNT_INCOMPLETE),
        ({"server__server1__hostname": '"a\\nb"'}, NoteKind.ACCOUNT_INCOMPLETE),
        ({"server__server1__port": "70000"}, NoteKind.ACCOUNT_INCOMPLETE),
        ({"identity__id1__useremail": '"nobody"'}, NoteKind.ACCOUNT_INCOMPLETE),
    ],
)
def test_accounts_that_cannot_be_taken_over(tmp_path: Path, more: dict[str, str], kind: NoteKind) -> None:
    content = read(profile_with(tmp_path, account_prefs(**more)))
    assert content.accounts == ()
    assert kinds(content.notes) == [kind]


def test_filters_elsewhere_than_in_the_profile_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "msgFilterRules.dat").write_text('name="x"\naction="Delete"\ncondition="ALL"\n', encoding="utf-8")
    for number, named in enumerate(("[ProfD]../..", "[ProfD]/", str(tmp_path), "[ProfD]link")):
        place = tmp_path / str(number)
        place.mkdir()
        more = {"server__server1__directory-rel": json.dumps(named)}
        profile = profile_with(place, account_prefs(**more))
        (profile / "link").symlink_to(tmp_path)
        assert read(profile).accounts[0].filters == ()


@pytest.mark.parametrize(
    "text",
    [
        'condition="ALL"',
        'name="x"\n' * 5_000,
        'name="x"\naction="Delete"\n',
        'name="x"\naction="Delete"\ncondition="AND (subject,contains,"\n',
        'name="x"\naction="Delete"\ncondition="AND (subject,contains,)"\n',
        'name="x"\naction="Move to folder"\nactionValue="imap://other@imap.example.org/INBOX"\ncondition="ALL"\n',
        'name="x"\naction="Move to folder"\nactionValue="file:///etc/passwd"\ncondition="ALL"\n',
        'name="x"\naction="AddTag"\nactionValue="two words"\ncondition="ALL"\n',
        'name="x"\naction="Delete"\ncondition="' + "AND (" * 200_000 + '"\n',
    ],
    ids=range(9),
)
def test_filters_that_make_no_sense_delete_nothing(text: str) -> None:
    with little_work(10):
        filters, _notes = read_filters(text.encode(), IMAP)
        assert filters == ()


def test_a_filter_that_lost_a_condition_is_off() -> None:
    condition = "AND (date,is before,1-Jan-2020) AND (to,is,a)"
    text = f'name="x"\nenabled="yes"\ntype="17"\naction="Delete"\ncondition="{condition}"\n'
    (one,), notes = read_filters(text.encode(), IMAP)
    assert not one.enabled
    assert notes == [ImportNote(NoteKind.FILTER_CHANGED, "x", "AND (date,is before,1-Jan-2020)")]


def test_folders_of_filters() -> None:
    pop = Home(AccountKind.POP3, "pop.example.net", "bob")
    assert folder_path("imap://alice%40example.org@imap.example.org/INBOX/a%20b", IMAP) == "INBOX/a b"
    assert folder_path("imap://alice%40example.org@imap.example.org", IMAP) == ""
    assert folder_path("mailbox://nobody@Local%20Folders/Keep", IMAP) == ""
    assert folder_path("mailbox://bob@pop.example.net/Inbox", pop) == "INBOX"
    assert (
        folder_path("mailbox://nobody@Local%20Folders/Keep", Home(pop.kind, pop.host, pop.user, local=True)) == "Keep"
    )
    assert folder_path("imap://[broken/INBOX", IMAP) == ""


def test_what_is_still_in_the_log_of_an_address_book_is_read(tmp_path: Path) -> None:
    profile = profile_with(tmp_path, account_prefs())
    address_book(profile / "abook.sqlite", [])
    with closing(sqlite3.connect(profile / "abook.sqlite")) as running:
        running.execute("INSERT INTO properties VALUES ('1', 'PrimaryEmail', 'late@example.com')")
        running.commit()
        content = read(profile)
    assert [one.address for one in content.addresses] == ["late@example.com"]


def _view(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(
            "CREATE VIEW properties AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
            " SELECT '1' AS card, 'PrimaryEmail' AS name, 'a@b.c' AS value FROM n"
        )


def _nothing(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE other (a)")


def _broken(path: Path) -> None:
    address_book(path, [("a", "a@b.example", "")] * 500)
    data = bytearray(path.read_bytes())
    data[5_000:20_000] = b"\xff" * 15_000
    path.write_bytes(data)


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_bytes(b"no database"),
        lambda path: path.write_bytes(b""),
        lambda path: path.symlink_to("/etc/passwd"),
        lambda path: path.symlink_to("/dev/zero"),
        lambda path: path.mkdir(),
        os.mkfifo,
        _view,
        _nothing,
        _broken,
    ],
    ids=["text", "empty", "link", "device", "directory", "pipe", "view", "no table", "broken"],
)
def test_address_books_that_are_none(tmp_path: Path, make: object) -> None:
    profile = profile_with(tmp_path, account_prefs())
    make(profile / "abook.sqlite")  # type: ignore[operator]
    content = read(profile)
    assert content.addresses == ()
    assert kinds(content.notes) == [NoteKind.ADDRESS_BOOK_UNREADABLE]


def test_old_and_remote_address_books_are_told(tmp_path: Path) -> None:
    more = 'user_pref("ldap_2.servers.Work.dirType", 102);\nuser_pref("ldap_2.servers.Work.description", "Firm");\n'
    profile = profile_with(tmp_path, account_prefs() + more)
    (profile / "abook.mab").write_bytes(b'// <!-- <mdb:mork:z v="1.4"/> -->')
    assert read(profile).notes == (
        ImportNote(NoteKind.ADDRESS_BOOK_REMOTE, "Firm"),
        ImportNote(NoteKind.ADDRESS_BOOK_OLD, "abook.mab"),
    )


def test_profiles_are_found(tmp_path: Path) -> None:
    place = tmp_path / ".thunderbird"
    place.mkdir()
    for name in ("one", "two"):
        (place / name).mkdir()
        (place / name / "prefs.js").touch()
    (place / "profiles.ini").write_text(
        "[Profile0]\nName=first\nIsRelative=1\nPath=one\nDefault=1\n"
        "[Profile1]\nName=second\nIsRelative=1\nPath=two\n"
        "[Profile2]\nName=gone\nIsRelative=1\nPath=three\n"
        "[InstallABC]\nDefault=two\nLocked=1\n",
        encoding="utf-8",
    )
    assert [(one.name, one.is_default) for one in found_profiles(tmp_path)] == [("second", True), ("first", False)]
    (place / "profiles.ini").write_bytes(b"\xff\xfe no ini [[[")
    assert found_profiles(tmp_path) == ()
