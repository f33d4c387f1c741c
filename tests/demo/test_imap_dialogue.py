"""What imaplib does not do: extensions, pipelining, IDLE, and commands of an enemy."""

import random

import pytest

from mailclient.demo.imap_server.dialogue import ImapDialogue
from mailclient.demo.mail_store import MailStore
from tests.demo.conftest import ALICE, NOW, ask, plain

LOGIN = f"a LOGIN {ALICE} demo".encode()


@pytest.fixture
def inside(dialogue: ImapDialogue, store: MailStore) -> ImapDialogue:
    """Logged in, INBOX with three messages selected."""
    for number in range(1, 4):
        store.inbox.add(plain(f"Letter {number}"), [], NOW)
    ask(dialogue, LOGIN)
    ask(dialogue, b"b SELECT INBOX")
    return dialogue


def test_login_refused(dialogue: ImapDialogue) -> None:
    assert ask(dialogue, f"a LOGIN {ALICE} wrong".encode())[0].startswith(b"a NO [AUTHENTICATIONFAILED]")
    assert ask(dialogue, b"a LOGIN nobody@harbour.example demo")[0].startswith(b"a NO [AUTHENTICATIONFAILED]")
    assert ask(dialogue, b"b SELECT INBOX")[0].startswith(b"b BAD")


def test_sasl_ir(dialogue: ImapDialogue) -> None:
    import base64

    response = base64.b64encode(f"\0{ALICE}\0demo".encode())
    assert ask(dialogue, b"a AUTHENTICATE PLAIN " + response)[0].startswith(b"a OK [CAPABILITY IMAP4rev1 ")


def test_sasl_cancelled(dialogue: ImapDialogue) -> None:
    assert ask(dialogue, b"a AUTHENTICATE PLAIN") == [b"+ "]
    assert ask(dialogue, b"*")[0].startswith(b"a BAD")
    assert ask(dialogue, LOGIN)[0].startswith(b"a OK")


def test_literals_in_both_ways(dialogue: ImapDialogue) -> None:
    dialogue.receive(b"a LOGIN {21}\r\n")
    assert dialogue.data_to_send().startswith(b"+ ")
    dialogue.receive(f"{ALICE} {{4+}}\r\n".encode())
    dialogue.receive(b"demo\r\n")
    assert dialogue.data_to_send().startswith(b"a OK")


def test_idle_tells_of_changes_at_once(inside: ImapDialogue, store: MailStore) -> None:
    assert ask(inside, b"c IDLE") == [b"+ idling"]
    store.inbox.add(plain("New"), [], NOW)
    store.inbox.set_flags(store.inbox.mail[1], ["\\Seen"])
    inside.changed()
    assert inside.data_to_send().split(b"\r\n")[:3] == [
        b"* 4 EXISTS",
        b"* 4 RECENT",
        b"* 1 FETCH (FLAGS (\\Seen \\Recent))",
    ]
    assert ask(inside, b"DONE") == [b"c OK Idle ended."]


def test_idle_ended_by_something_else(inside: ImapDialogue) -> None:
    ask(inside, b"c IDLE")
    assert ask(inside, b"NOOP")[0].startswith(b"c BAD")


def test_a_watcher_hears_only_of_the_selected_mailbox(store: MailStore) -> None:
    heard: list[bool] = []
    dialogue = ImapDialogue({ALICE: store}, lambda: NOW, lambda: heard.append(True))
    ask(dialogue, LOGIN)
    ask(dialogue, b"b SELECT INBOX")
    store.inbox.add(plain("One"), [], NOW)
    assert heard == [True]
    dialogue.receive(b"")
    store.inbox.add(plain("Two"), [], NOW)
    assert heard == [True]


def test_list_status_and_special_use(inside: ImapDialogue, store: MailStore) -> None:
    lines = ask(inside, b'c LIST "" "*" RETURN (SPECIAL-USE SUBSCRIBED STATUS (MESSAGES UNSEEN))')
    assert b'* LIST (\\HasNoChildren \\Drafts \\Subscribed) "/" Drafts' in lines
    assert b"* STATUS INBOX (MESSAGES 3 UNSEEN 3)" in lines
    lines = ask(inside, b'd LIST (SPECIAL-USE) "" "*"')
    assert len(lines) == 6
    store.create("A/B")
    store.existing("A").subscribed = False
    lines = ask(inside, b'e LIST (SUBSCRIBED RECURSIVEMATCH) "" "A"')
    assert lines[0] == b'* LIST (\\HasChildren) "/" A ("CHILDINFO" ("SUBSCRIBED"))'


def test_condstore(inside: ImapDialogue, store: MailStore) -> None:
    store.inbox.set_flags(store.inbox.mail[2], ["\\Flagged"])
    modseq = store.inbox.mail[2].modseq
    lines = ask(inside, b"c UID FETCH 1:* (FLAGS) (CHANGEDSINCE %d)" % (modseq - 1))
    assert lines[0] == b"* 2 FETCH (MODSEQ (%d) UID 2 FLAGS (\\Flagged \\Recent))" % modseq
    lines = ask(inside, b"d UID STORE 1:2 (UNCHANGEDSINCE %d) +FLAGS.SILENT (\\Seen)" % (modseq - 1))
    assert lines[-1].startswith(b"d OK [MODIFIED 2]")
    assert "\\Seen" not in store.inbox.mail[2].flags
    assert "\\Seen" in store.inbox.mail[1].flags
    assert ask(inside, b"e SEARCH MODSEQ %d" % modseq)[0] == b"* SEARCH 1 2 (MODSEQ %d)" % (modseq + 1)


def test_qresync(inside: ImapDialogue, store: MailStore) -> None:
    inbox = store.inbox
    before = inbox.highest_modseq
    inbox.set_flags(inbox.mail[3], ["\\Answered"])
    inbox.expunge([1])
    assert ask(inside, b"c ENABLE QRESYNC")[0] == b"* ENABLED QRESYNC"
    lines = ask(inside, b"d SELECT INBOX (QRESYNC (%d %d 1:3))" % (inbox.uid_validity, before))
    assert b"* VANISHED (EARLIER) 1" in lines
    assert any(line.startswith(b"* 2 FETCH (UID 3 FLAGS (\\Answered") for line in lines)
    assert not any(b"UID 2" in line for line in lines)
    inbox.expunge([2])
    assert ask(inside, b"e NOOP")[0] == b"* VANISHED 2"


def test_esearch(inside: ImapDialogue) -> None:
    assert ask(inside, b"c UID SEARCH RETURN (MIN MAX COUNT ALL) ALL")[0] == (
        b'* ESEARCH (TAG "c") UID MIN 1 MAX 3 COUNT 3 ALL 1:3'
    )
    assert ask(inside, b"d SEARCH RETURN () SUBJECT none")[0] == b'* ESEARCH (TAG "d")'


def test_search_in_korean(inside: ImapDialogue, store: MailStore) -> None:
    store.inbox.add(b"Subject: =?euc-kr?B?vsiz58fPvLy/5A==?=\r\n\r\n", [], NOW)
    ask(inside, b"c NOOP")
    word = "안녕".encode()
    inside.receive(b"c UID SEARCH CHARSET UTF-8 SUBJECT {%d+}\r\n%b\r\n" % (len(word), word))
    assert inside.data_to_send().startswith(b"* SEARCH 4\r\n")
    assert ask(inside, b"d SEARCH CHARSET KOI8-R ALL")[0].startswith(b"d NO [BADCHARSET (US-ASCII UTF-8)]")


def test_silent_store_is_silent_and_a_loud_one_is_not(inside: ImapDialogue) -> None:
    assert ask(inside, b"c STORE 1 +FLAGS.SILENT (\\Seen)") == [b"c OK Flags stored."]
    assert ask(inside, b"d STORE 1 +FLAGS (\\Seen)")[0] == b"* 1 FETCH (FLAGS (\\Seen \\Recent))"


def test_multiappend_and_empty_append(inside: ImapDialogue, store: MailStore) -> None:
    inside.receive(b"c APPEND Drafts (\\Draft) {3+}\r\nA: ")
    inside.receive(b" {4+}\r\nB: \n\r\n")
    assert b"[APPENDUID %d 1:2]" % store.existing("Drafts").uid_validity in inside.data_to_send()
    assert store.existing("Drafts").mail[2].data == b"B: \r\n"


@pytest.mark.parametrize(
    "command",
    [
        b"",
        b"x",
        b"x ",
        b"x UID",
        b"x UID LOGIN a b",
        b"x FETCH",
        b"x FETCH 0 FLAGS",
        b"x FETCH 1,,2 FLAGS",
        b"x FETCH 99999999999 FLAGS",
        b"x FETCH 1 (FLAGS",
        b"x FETCH 1 BODY[0]",
        b"x FETCH 1 BODY[1.MIME.2]",
        b"x FETCH 1 BODY[MIME]",
        b"x FETCH 1 BODY[]<1.0>",
        b"x FETCH 1 (UID) (VANISHED)",
        b"x STORE 1 *FLAGS (\\Seen)",
        b"x STORE 1 FLAGS (\\Seen",
        b"x SEARCH " + b"(" * 5000,
        b"x SEARCH " + b"NOT " * 5000 + b"ALL",
        b"x SEARCH OR ALL",
        b"x SEARCH SINCE 99-Nov-2026",
        b"x SEARCH SINCE 1-Foo-2026",
        b'x LIST "" ("*"',
        b'x LIST (RECURSIVEMATCH) "" "*"',
        b"x STATUS INBOX ()",
        b'x LOGIN "unclosed',
        b"x CREATE \xff\xfe( ",
        b"x APPEND INBOX (",
        b"x COPY 1",
        b"\xff\xfe\x00 NOOP",
        b'"tag" NOOP',
    ],
)
def test_nonsense_gets_bad_and_the_connection_lives(inside: ImapDialogue, command: bytes) -> None:
    lines = ask(inside, command)
    assert len(lines) == 1
    assert b" BAD " in lines[0]
    assert ask(inside, b"y NOOP") == [b"y OK Nothing else to do."]


def test_literals_are_limited(dialogue: ImapDialogue) -> None:
    assert ask(dialogue, b"a LOGIN {9000}") == [b"a NO [TOOBIG] Too long."]
    ask(dialogue, LOGIN)
    assert ask(dialogue, b"a APPEND INBOX {99999999999}") == [b"a NO [TOOBIG] Too long."]
    assert not dialogue.ended
    assert ask(dialogue, b"a APPEND INBOX {99999999999+}") == [b"* BYE Command too long"]
    assert dialogue.ended


def test_lines_are_limited(dialogue: ImapDialogue) -> None:
    dialogue.receive(b"a LOGIN " + b"x" * 100_000)
    assert dialogue.data_to_send() == b"* BYE Command too long\r\n"
    assert dialogue.ended


def test_too_much_nonsense_ends_the_connection(dialogue: ImapDialogue) -> None:
    for _ in range(60):
        if not dialogue.ended:
            ask(dialogue, b"x NONSENSE")
    assert dialogue.ended


def test_any_cut_gives_the_same_answers(store: MailStore) -> None:
    body = plain("Cut")
    script = b"\r\n".join(
        [
            LOGIN,
            b"b APPEND INBOX (\\Seen) {%d+}" % len(body) + b"\r\n" + body,
            b"c SELECT INBOX",
            b"d UID FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])",
            b"e IDLE",
            b"DONE",
            b'f LIST "" "*"',
            b"g LOGOUT\r\n",
        ]
    )
    choose = random.Random(7)
    answers = set()
    for size in (len(script), 1, 0, 0, 0):
        dialogue = ImapDialogue({ALICE: MailStore(ALICE, 1)}, lambda: NOW, lambda: None)
        rest, answer = script, b""
        while rest:
            cut = size or choose.randint(1, 60)
            dialogue.receive(rest[:cut])
            rest = rest[cut:]
            answer += dialogue.data_to_send()
        assert dialogue.ended
        answers.add(answer)
    assert len(answers) == 1
    assert b"g OK Logged out." in answers.pop()


def test_random_bytes_never_break_it(store: MailStore) -> None:
    choose = random.Random(11)
    words = b'UID |FETCH |1:* |(|)|BODY[|]|{3+}\r\n|"|\\|SEARCH |\x00|STORE |+FLAGS |1.2|<0.5>| |LIST |%*|\r\n|NOT |ALL'
    pieces = words.split(b"|")
    store.inbox.add(plain("Target"), [], NOW)
    for _ in range(400):
        dialogue = ImapDialogue({ALICE: store}, lambda: NOW, lambda: None)
        ask(dialogue, LOGIN)
        ask(dialogue, b"b SELECT INBOX")
        dialogue.receive(b"c " + b"".join(choose.choice(pieces) for _ in range(choose.randint(1, 25))) + b"\r\n")
        assert dialogue.data_to_send() is not None
