"""What may go from a POP3 server: a table of rules and messages."""

import pytest

from mailclient.engine.sync.pop3_listing import Entry
from mailclient.engine.sync.pop3_retention import to_delete
from mailclient.mail.ids import MessageId
from mailclient.mail.pop3 import Pop3Rules
from mailclient.store.pop3 import Known, State

NOW = 1_800_000_000.0
DAY = 86400
HERE = MessageId(1)
GONE = None


def known(
    state: State = State.WHOLE, message_id: MessageId | None = HERE, days: float = 0, deleted_at: int | None = None
) -> Known:
    first_seen = int(NOW - days * DAY)
    return Known(1, "u1", message_id, state, False, 10, "", "", first_seen, None, deleted_at, 0, 0)


def goes(rules: Pop3Rules, one: Known | None, *, newer: int = 0, here: bool = True) -> bool:
    entries = [Entry(1, "u1", 10, one), *(Entry(2 + number, f"n{number}", 10) for number in range(newer))]
    found = list(to_delete(rules, entries, {HERE} if here else set(), NOW))
    assert all(entry.number == 1 for entry, _ in found)
    return bool(found)


ALL_GOES = Pop3Rules(leave_on_server=False, days=0, count=0, remove_deleted=True)


@pytest.mark.parametrize(
    ("rules", "one", "newer", "gone"),
    [
        (Pop3Rules(), known(days=10_000), 10_000, False),
        (Pop3Rules(leave_on_server=False), known(), 0, True),
        (Pop3Rules(days=14), known(days=13.9), 0, False),
        (Pop3Rules(days=14), known(days=14), 0, True),
        (Pop3Rules(days=0), known(), 0, True),
        (Pop3Rules(days=14), known(days=-400), 0, False),
        (Pop3Rules(count=3), known(), 2, False),
        (Pop3Rules(count=3), known(), 3, True),
        (Pop3Rules(count=0), known(), 0, True),
        (Pop3Rules(days=14, count=3), known(days=15), 0, True),
        (Pop3Rules(), known(message_id=GONE), 0, True),
        (Pop3Rules(remove_deleted=False), known(message_id=GONE), 0, False),
        (Pop3Rules(remove_deleted=False, days=1), known(message_id=GONE, days=2), 0, True),
        (Pop3Rules(remove_deleted=False, leave_on_server=False), known(message_id=GONE), 0, True),
        (Pop3Rules(), known(State.HEADER, message_id=GONE), 0, True),
        (Pop3Rules(remove_deleted=False, leave_on_server=False), known(State.HEADER, message_id=GONE), 0, False),
        (Pop3Rules(), known(deleted_at=1), 0, True),
    ],
)
def test_rules(rules: Pop3Rules, one: Known, newer: int, gone: bool) -> None:
    assert goes(rules, one, newer=newer) is gone


@pytest.mark.parametrize(
    "one",
    [
        None,
        known(State.REFUSED, message_id=GONE),
        known(State.REFUSED, message_id=GONE, deleted_at=1),
        known(State.HEADER),
    ],
)
def test_what_never_goes(one: Known | None) -> None:
    assert not goes(ALL_GOES, one, newer=5)


def test_what_is_noted_as_whole_and_is_not_does_not_go() -> None:
    assert not goes(ALL_GOES, known(), here=False)
