"""The IMAP server as Python's own client sees it."""

import imaplib
from collections.abc import Callable
from typing import Any

import pytest

from mailclient.demo.imap_server.mailbox_name import encode_name
from mailclient.demo.mail_store import MailStore
from tests.demo.conftest import ALICE, NOW, Imap, plain

Connect = Callable[[], Imap]


def _item(fetched: list[Any], place: int) -> bytes:
    """The literal of the first message (1), or what stands before it (0)."""
    value = fetched[0][place]
    assert isinstance(value, bytes)
    return value


def _uids(client: Imap, *keys: str) -> list[int]:
    status, data = client.uid("SEARCH", *keys)
    assert status == "OK"
    return [int(word) for word in data[0].split()]


@pytest.fixture
def filled(store: MailStore) -> MailStore:
    for number in range(1, 6):
        store.inbox.add(plain(f"Letter {number}"), ["\\Seen"] if number % 2 else [], NOW)
    return store


def test_refuses_a_wrong_password(connect: Connect) -> None:
    client = connect()
    with pytest.raises(imaplib.IMAP4.error, match="LOGIN illegal"):
        client.login(ALICE, "demo")


def test_authenticate_plain(connect: Connect) -> None:
    from mailclient.demo.imap_server.dialogue import ImapDialogue

    client = Imap(ImapDialogue({ALICE: MailStore(ALICE, 1)}, lambda: NOW, lambda: None))
    assert client.authenticate("PLAIN", lambda _: f"\0{ALICE}\0demo".encode())[0] == "OK"
    assert client.select()[1] == [b"0"]


def test_append_and_fetch_give_the_same_bytes(connect: Connect) -> None:
    client = connect()
    data = plain("Kept")
    status, answer = client.append("INBOX", "(\\Flagged)", imaplib.Time2Internaldate(NOW), data)
    assert status == "OK"
    assert b"APPENDUID" in answer[0]
    client.select()
    _, fetched = client.fetch("1", "(FLAGS INTERNALDATE BODY.PEEK[])")
    assert _item(fetched, 1) == data
    assert b"\\Flagged" in _item(fetched, 0)
    assert b"21-Nov-2026" in _item(fetched, 0)


def test_fetching_the_body_marks_seen_and_peek_does_not(connect: Connect, filled: MailStore) -> None:
    client = connect()
    client.select()
    client.uid("FETCH", "2", "(BODY.PEEK[TEXT])")
    assert _uids(client, "UNSEEN") == [2, 4]
    client.uid("FETCH", "2", "(BODY[TEXT])")
    assert _uids(client, "UNSEEN") == [4]


def test_partial_fetch(connect: Connect, filled: MailStore) -> None:
    client = connect()
    client.select()
    whole = filled.inbox.mail[1].data
    _, fetched = client.uid("FETCH", "1", "(BODY.PEEK[]<5.7>)")
    assert _item(fetched, 1) == whole[5:12]
    assert b"BODY[]<5>" in _item(fetched, 0)
    _, fetched = client.uid("FETCH", "1", "(BODY.PEEK[]<999999.7>)")
    assert _item(fetched, 1) == b""


def test_header_fields(connect: Connect, filled: MailStore) -> None:
    client = connect()
    client.select()
    _, fetched = client.fetch("3", "(BODY.PEEK[HEADER.FIELDS (SUBJECT To X-None)])")
    assert _item(fetched, 1) == f"To: {ALICE}\r\nSubject: Letter 3\r\n\r\n".encode()
    _, fetched = client.fetch("3", "(BODY.PEEK[HEADER.FIELDS.NOT (SUBJECT TO DATE FROM)])")
    assert _item(fetched, 1) == b"Message-ID: <Letter.3@hartley.example>\r\n\r\n"


def test_store_and_expunge_are_seen_by_the_other_connection(connect: Connect, filled: MailStore) -> None:
    one, other = connect(), connect()
    one.select()
    other.select()
    assert len(one.uid("STORE", "2,3", "+FLAGS", "(\\Deleted $Label)")[1]) == 2
    one.uid("EXPUNGE", "2")
    other.noop()
    assert other.response("EXPUNGE")[1] == [b"2"]
    assert any(b"\\Deleted" in line and b"$Label" in line for line in other.response("FETCH")[1])
    assert _uids(other, "ALL") == [1, 3, 4, 5]


def test_numbers_hold_while_they_are_used(connect: Connect, filled: MailStore) -> None:
    one, other = connect(), connect()
    one.select()
    other.select()
    one.uid("STORE", "1", "+FLAGS.SILENT", "(\\Deleted)")
    one.expunge()
    status, fetched = other.fetch("2", "(UID)")
    assert (status, fetched) == ("OK", [b"2 (UID 2)"])
    assert other.response("EXPUNGE")[1] == [None]
    with pytest.raises(imaplib.IMAP4.error, match="number"):
        other.fetch("6", "(UID)")
    other.noop()
    assert other.fetch("1", "(UID)")[1] == [b"1 (UID 2)"]


def test_move_and_copy_tell_the_new_uids(connect: Connect, filled: MailStore) -> None:
    client = connect()
    client.select()
    client.create("Projects/Aurora")
    status, _ = client.uid("COPY", "1:2", "Projects/Aurora")
    assert status == "OK"
    target = filled.existing("Projects/Aurora")
    assert client.response("COPYUID")[1] == [f"{target.uid_validity} 1:2 1:2".encode()]
    client.uid("MOVE", "4:5", "Projects/Aurora")
    assert client.response("COPYUID")[1] == [f"{target.uid_validity} 4:5 3:4".encode()]
    assert _uids(client, "ALL") == [1, 2, 3]
    assert [mail.data for mail in target.mail.values()][2] == plain("Letter 4")


def test_move_to_nowhere_moves_nothing(connect: Connect, filled: MailStore) -> None:
    client = connect()
    client.select()
    status, answer = client.uid("MOVE", "4:5", "Nowhere")
    assert status == "NO"
    assert b"TRYCREATE" in answer[0]
    assert len(filled.inbox.mail) == 5


def test_examine_changes_nothing(connect: Connect, filled: MailStore) -> None:
    client = connect()
    client.select(readonly=True)
    client.fetch("2", "(BODY[])")
    assert _uids(client, "UNSEEN") == [2, 4]
    assert client.uid("STORE", "2", "+FLAGS", "(\\Seen)")[0] == "NO"


def test_close_expunges_and_unselect_does_not(connect: Connect, filled: MailStore) -> None:
    client = connect()
    client.select()
    client.uid("STORE", "1", "+FLAGS", "(\\Deleted)")
    client.unselect()
    assert len(filled.inbox.mail) == 5
    client.select()
    client.close()
    assert len(filled.inbox.mail) == 4


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (("ALL",), [1, 2, 3, 4, 5]),
        (("UNSEEN",), [2, 4]),
        (("NOT", "UNSEEN"), [1, 3, 5]),
        (("OR", "UID", "1", "2:3"), [1, 2, 3]),
        (("SUBJECT", '"letter 3"'), [3]),
        (("HEADER", "Message-ID", "Letter.5@hartley.example"), [5]),
        (("FROM", "SAM", "UNSEEN"), [2, 4]),
        (("BODY", "hello", "UID", "2:*"), [2, 3, 4, 5]),
        (("TEXT", "nothing like it"), []),
        (("SINCE", "21-Nov-2026"), [1, 2, 3, 4, 5]),
        (("BEFORE", "21-Nov-2026"), []),
        (("SENTON", "21-Nov-2026", "(SEEN)", "LARGER", "10"), [1, 3, 5]),
        (("KEYWORD", "$Junk"), []),
        (("UID", "900:*"), [5]),
    ],
)
def test_search(connect: Connect, filled: MailStore, keys: tuple[str, ...], expected: list[int]) -> None:
    client = connect()
    client.select()
    if keys[-1] == "nothing like it":
        keys = ("TEXT", '"nothing like it"')
    assert _uids(client, *keys) == expected


def test_folders(connect: Connect, store: MailStore) -> None:
    client = connect()
    assert client.create(encode_name("프로젝트/오로라").decode())[0] == "OK"
    assert store.find("프로젝트/오로라") is not None
    assert client.rename(encode_name("프로젝트").decode(), "Work_&-_play")[0] == "OK"
    assert store.find("Work_&_play/오로라") is not None
    assert b'(\\HasNoChildren \\Sent) "/" Sent' in client.list()[1]
    assert client.delete("Work_&-_play")[0] == "OK"
    assert b'(\\Noselect \\HasChildren) "/" Work_&-_play' in client.list('""', "%")[1]
    assert client.delete("INBOX")[0] == "NO"
    client.unsubscribe("Junk")
    assert not any(b"Junk" in line for line in client.lsub()[1])
    assert client.status("INBOX", "(MESSAGES UIDNEXT UNSEEN)")[1] == [b"INBOX (MESSAGES 0 UIDNEXT 1 UNSEEN 0)"]


def test_a_deleted_mailbox_empties_the_view_of_who_has_it_open(connect: Connect, store: MailStore) -> None:
    store.create("Short").add(plain("Gone soon"), [], NOW)
    one, other = connect(), connect()
    one.select("Short")
    other.delete("Short")
    one.noop()
    assert one.response("EXPUNGE")[1] == [b"1"]
