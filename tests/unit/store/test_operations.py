from dataclasses import replace

import pytest

from mailclient.mail.delivery_report import Cause
from mailclient.mail.flag import Flag, Flags
from mailclient.mail.ids import AccountId, DraftId, FolderId, MessageId, OperationId, Uid
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.refusal import RecipientRefusal
from mailclient.store import drafts, messages, operations, outgoing, outgoing_pieces, places
from mailclient.store.changes import Changes
from mailclient.store.effects import Delete, Effect, Move, SetFlags
from mailclient.store.rows import OperationState, OutgoingState, Place, Standing
from mailclient.store.transaction import Transaction
from tests.unit.store.conftest import Store
from tests.unit.store.samples import new_message

BUSY = Problem(ProblemKind.SERVER_BUSY, "imap.example.org:993", "NO [INUSE]")
A, B, C = OperationId("a"), OperationId("b"), OperationId("c")


async def fill(store: Store, count: int = 3) -> list[MessageId]:
    return await store.run(messages.insert, store.inbox, [new_message(uid) for uid in range(1, count + 1)])


async def act(
    store: Store, operation_id: OperationId, effect: Effect | None, ids: list[MessageId], not_before: float = 0.0
) -> bool:
    return await store.run(
        operations.insert, operation_id, store.account, "kind", b"payload",
        now=10.0, not_before=not_before, effect=effect, message_ids=ids,
    )  # fmt: skip


def shown(store: Store, id_: MessageId) -> tuple[FolderId | None, Flag]:
    (row,) = store.reader.rows([id_])
    return row.folder_id, row.flags.bits


async def test_shown_at_once_and_counted(store: Store) -> None:
    ids = await fill(store)
    told = len(store.changes)
    assert await act(store, A, SetFlags(Flag.SEEN), ids[:1])
    assert await act(store, B, Move(store.archive), ids[:2])
    assert shown(store, ids[0]) == (store.archive, Flag.SEEN)
    assert shown(store, ids[1]) == (store.archive, Flag.NONE)
    assert store.reader.waiting_operations() == 2
    assert store.reader.waiting_operations(AccountId(99)) == 0
    assert store.changes[told:] == [
        Changes(restyled={store.inbox: {ids[0]}}),
        Changes(listed={store.inbox, store.archive}),
    ]
    assert [(f.total, f.unread) for f in store.reader.folders()] == [(1, 1), (2, 1), (0, 0)]


async def test_asked_twice_is_done_once(store: Store) -> None:
    ids = await fill(store)
    assert await act(store, A, SetFlags(Flag.SEEN), ids)
    assert not await act(store, A, SetFlags(Flag.SEEN), ids)
    await store.run(operations.finish, A)
    assert not await act(store, A, SetFlags(Flag.SEEN), ids)
    assert store.query("SELECT count(*) FROM operation") == [(1,)]


async def test_replayed_in_the_logs_order(store: Store) -> None:
    (id_, *_) = await fill(store)
    await act(store, A, SetFlags(add=Flag.FLAGGED), [id_])
    await act(store, B, SetFlags(remove=Flag.FLAGGED), [id_])
    assert shown(store, id_) == (store.inbox, Flag.NONE)
    await store.run(operations.remove, B)
    assert shown(store, id_) == (store.inbox, Flag.FLAGGED)


async def test_the_servers_word_comes_under_the_pending_ones(store: Store) -> None:
    (id_, *_) = await fill(store)
    await act(store, A, SetFlags(add=Flag.FLAGGED), [id_])
    await store.run(messages.set_server_flags, store.inbox, {Uid(1): Flags(Flag.SEEN, ("work",))})
    (row,) = store.reader.rows([id_])
    assert row.flags == Flags(Flag.SEEN | Flag.FLAGGED, ("work",))


async def test_deleting_shows_trash_then_nothing(store: Store) -> None:
    (id_, *_) = await fill(store)
    await act(store, A, Delete(store.trash), [id_])
    assert shown(store, id_)[0] == store.trash
    await act(store, B, Delete(store.trash), [id_])
    assert shown(store, id_)[0] is None
    await store.run(operations.fail, B, BUSY)
    assert shown(store, id_)[0] == store.trash


async def test_failed_goes_back_and_can_be_tried_again(store: Store) -> None:
    (id_, *_) = await fill(store)
    await act(store, A, Move(store.archive), [id_])
    await store.run(operations.set_running, A)
    await store.run(operations.fail, A, BUSY)
    assert shown(store, id_)[0] == store.inbox
    failed = await store.run(operations.find, A)
    assert failed
    assert (failed.state, failed.problem, failed.attempts) == (OperationState.FAILED, BUSY, 1)
    assert store.reader.waiting_operations() == 0
    await store.run(operations.set_waiting, A)
    assert shown(store, id_)[0] == store.archive


async def test_finished_shows_what_the_server_said(store: Store) -> None:
    (id_, *_) = await fill(store)
    await act(store, A, SetFlags(Flag.SEEN), [id_])

    def done(tx: Transaction) -> None:
        messages.set_server_flags(tx, store.inbox, {Uid(1): Flags(Flag.SEEN)})
        operations.finish(tx, A)

    told = len(store.changes)
    await store.run(done)
    assert shown(store, id_) == (store.inbox, Flag.SEEN)
    assert store.reader.waiting_operations() == 0
    assert [change for change in store.changes[told:] if change.listed] == []


async def test_part_done_is_not_replayed_for_those(store: Store) -> None:
    ids = await fill(store, 2)
    await act(store, A, Move(store.archive), ids)

    def half(tx: Transaction) -> None:
        places.place(tx, ids[0], store.archive, Uid(9))
        operations.set_messages_done(tx, A, ids[:1])

    await store.run(half)
    await act(store, B, Move(store.inbox), ids[:1])
    assert [shown(store, id_)[0] for id_ in ids] == [store.inbox, store.archive]
    assert [m.message_id for m in await store.run(operations.messages_of, A)] == ids[1:]
    assert [m.done for m in await store.run(operations.messages_of, A, open_only=False)] == [True, False]


async def test_messages_of_tell_place_and_how_it_was_shown(store: Store) -> None:
    ids = await fill(store, 1)
    await act(store, A, SetFlags(Flag.SEEN), ids)
    await act(store, B, Move(store.archive), ids)
    (message,) = await store.run(operations.messages_of, B)
    assert message.place == Place(store.inbox, Uid(1))
    assert (message.from_folder_id, message.from_flags) == (store.inbox, Flags(Flag.SEEN))
    assert (message.message_id_header, message.size) == ("1@example.org", 1000)


async def test_messages_that_are_gone_are_left_out(store: Store) -> None:
    ids = await fill(store, 1)
    assert await act(store, A, SetFlags(Flag.SEEN), [*ids, MessageId(99), ids[0]])
    assert [m.message_id for m in await store.run(operations.messages_of, A)] == ids


async def test_waiting_in_order_when_due(store: Store) -> None:
    first, second, third = await fill(store)
    await act(store, A, SetFlags(Flag.SEEN), [first], not_before=100.0)
    await act(store, B, SetFlags(Flag.SEEN), [second])
    await act(store, C, None, [third])

    async def waiting(now: float) -> list[OperationId]:
        return [operation.id for operation in await store.run(operations.waiting, store.account, now)]

    assert await waiting(50.0) == [B, C]
    assert await waiting(100.0) == [A, B, C]
    assert await store.run(operations.next_due, store.account) == 0.0
    assert await store.run(operations.waiting, AccountId(99), 100.0) == []
    for operation in (B, C):
        await store.run(operations.finish, operation)
    assert await store.run(operations.next_due, store.account) == 100.0
    await store.run(operations.finish, A)
    assert await store.run(operations.next_due, store.account) is None


@pytest.mark.parametrize("hold", ["not due", "running", "in doubt"])
async def test_what_happens_to_one_message_keeps_its_order(store: Store, hold: str) -> None:
    first, second, _ = await fill(store)
    await act(store, A, Move(store.archive), [first, second], not_before=100.0 if hold == "not due" else 0.0)
    if hold != "not due":
        assert await store.run(operations.set_running, A)
    if hold == "in doubt":
        await store.run(operations.set_in_doubt, A)
    await act(store, B, SetFlags(Flag.SEEN), [second])
    assert await store.run(operations.waiting, store.account, 50.0) == []
    await store.run(operations.set_messages_done, A, [second])
    assert [operation.id for operation in await store.run(operations.waiting, store.account, 50.0)] == [B]


async def test_only_one_can_set_it_running(store: Store) -> None:
    await act(store, A, None, [])
    assert await store.run(operations.set_running, A)
    assert not await store.run(operations.set_running, A)
    (found,) = await store.run(operations.interrupted, store.account)
    assert (found.id, found.state, found.attempts, found.payload) == (A, OperationState.RUNNING, 1, b"payload")


async def test_how_far_it_has_come_can_be_read(store: Store) -> None:
    await act(store, A, None, [])
    await store.run(operations.set_waiting, A, 20.0, BUSY)
    assert store.reader.operation_standing(A) == (OperationState.WAITING, BUSY, 20.0)
    await store.run(operations.finish, A)
    assert store.reader.operation_standing(A) == (OperationState.DONE, None, 20.0)
    assert store.reader.operation_standing(B) is None


async def test_undone_while_it_waits(store: Store) -> None:
    (id_, *_) = await fill(store)
    await act(store, A, Move(store.archive), [id_])
    assert await store.run(operations.remove, A) is OperationState.WAITING
    assert shown(store, id_)[0] == store.inbox
    assert await store.run(operations.find, A) is None
    assert await store.run(operations.remove, A) is None


@pytest.mark.parametrize("state", [OperationState.RUNNING, OperationState.DONE])
async def test_what_was_begun_is_not_dropped(store: Store, state: OperationState) -> None:
    await act(store, A, None, [])
    await store.run(operations.set_running, A)
    if state is OperationState.DONE:
        await store.run(operations.finish, A)
    assert await store.run(operations.remove, A) is state
    assert await store.run(operations.find, A)


async def test_pruned_but_for_what_holds_the_users_bytes(store: Store) -> None:
    ids = await fill(store)
    await act(store, A, SetFlags(Flag.SEEN), ids)
    await act(store, B, SetFlags(Flag.SEEN), ids)
    await act(store, C, None, [])
    await store.run(operations.finish, A)
    await store.run(operations.fail, B, BUSY)
    await store.run(operations.fail, C, BUSY)
    assert await store.run(operations.prune, 10.0) == 0
    assert await store.run(operations.prune, 10.5) == 2
    assert await store.run(operations.find, C)


async def test_a_problem_of_a_newer_program_is_readable(store: Store) -> None:
    await act(store, A, None, [])
    await store.run(operations.fail, A, BUSY)
    await store.run(lambda tx: tx.db.execute('UPDATE operation SET problem = \'["from_the_future", "x", "y"]\''))
    found = await store.run(operations.find, A)
    assert found
    assert found.problem == Problem(ProblemKind.INTERNAL, "x", "y")


async def test_the_outbox(store: Store) -> None:
    message = Outgoing(b"Subject: hi\r\n\r\nhi\r\n", "kim@example.org", ("lee@example.net", "한@example.org"))

    def send(tx: Transaction) -> None:
        operations.insert(tx, A, store.account, "send", b"", now=10.0, not_before=20.0)
        outgoing.insert(tx, A, store.account, message, subject="hi", message_id_header="x@y", now=10.0)

    await store.run(send)
    (row,) = store.reader.outbox()
    assert (row.operation_id, row.subject, row.recipients) == (A, "hi", message.recipients)
    assert (row.state, row.operation_state) == (OutgoingState.QUEUED, OperationState.WAITING)
    assert (row.not_before, row.created_at, row.problem) == (20.0, 10.0, None)
    assert store.reader.outgoing(A) == message
    assert await store.run(operations.set_running, A)
    assert store.changes[-1].outbox
    await store.run(outgoing.doubt, A, ["lee@example.net"])
    noted = await store.run(outgoing.envelope, A)
    assert noted is not None
    assert (noted.state, noted.doubtful) == (OutgoingState.IN_DOUBT, ("lee@example.net",))
    await store.run(outgoing.set_state, A, OutgoingState.SENT)
    await store.run(outgoing.note_outcome, A, ["lee@example.net"], [])
    await store.run(outgoing.note_outcome, A, ["lee@example.net"], ["한@example.org"])
    noted = await store.run(outgoing.envelope, A)
    assert noted is not None
    assert (noted.delivered, noted.refused, noted.left) == (("lee@example.net",), ("한@example.org",), ())
    assert (noted.size, await store.run(outgoing.piece, A, 9, 4)) == (len(message.data), message.data[9:13])
    assert await store.run(outgoing.piece, A, 1_000, 4) == b""
    assert await store.run(outgoing.refused, A) == ("한@example.org",)
    await store.run(operations.finish, A)
    assert [row.refused for row in store.reader.outbox()] == [("한@example.org",)], "the user has not seen it"
    assert (await store.run(operations.prune, 11.0), await store.run(outgoing_pieces.sweep, ())) == (0, False)
    assert store.reader.outgoing(A) == message
    await store.run(outgoing.dismiss, A)
    assert store.reader.outbox() == []
    await store.run(outgoing_pieces.sweep, ())
    assert store.query("SELECT count(*) FROM outgoing_piece") == [(0,)]
    noted = await store.run(outgoing.envelope, A)
    assert noted is not None
    assert (noted.mail_from, noted.message_id_header) == (message.mail_from, "x@y")
    assert await store.run(operations.prune, 11.0) == 1
    assert await store.run(outgoing.envelope, A) is None
    assert store.reader.outgoing(A) is None
    assert await store.run(outgoing.refused, A) == ()


async def test_what_the_user_has_seen_of_refusals_is_told_no_more(store: Store) -> None:
    """Not while the copy still waits to be filed either; but who is refused after that is new."""
    people = ("lee@example.net", "bbo@example.org", "jun@x.y")
    message = Outgoing(b"Subject: hi\r\n\r\nhi\r\n", "kim@example.org", people)
    unknown = RecipientRefusal("bbo@example.org", 550, "5.1.1", "550 5.1.1 no such user", Cause.USER_UNKNOWN)
    late = replace(unknown, address="jun@x.y")

    def partly_sent(tx: Transaction) -> None:
        operations.insert(tx, A, store.account, "send", b"", now=10.0)
        outgoing.insert(tx, A, store.account, message, subject="hi", message_id_header="x@y", now=10.0)
        outgoing.note_refusals(tx, A, [unknown])
        outgoing.note_outcome(tx, A, ["lee@example.net"], ["bbo@example.org"])
        outgoing.dismiss(tx, A)

    await store.run(partly_sent)
    (row,) = store.reader.outbox()
    assert (row.refused, row.refusals) == ((), ())
    await store.run(outgoing.note_refusals, A, [late])
    await store.run(outgoing.note_outcome, A, [], ["jun@x.y"])
    await store.run(outgoing.set_state, A, OutgoingState.SENT)
    (row,) = store.reader.outbox()
    assert (row.standing(10.0), row.refusals_left) == (Standing.REFUSED, (late,))
    await store.run(outgoing.dismiss, A)
    (row,) = store.reader.outbox()
    assert (row.standing(10.0), row.refusals_left) == (Standing.UNFILED, ())


async def test_who_is_still_being_tried_is_not_dismissed_with_the_refused(store: Store) -> None:
    """What was said of them stays; what was said of one who has got it since is of no use."""
    people = ("lee@example.net", "bbo@example.org", "jun@x.y", "kai@x.y")
    message = Outgoing(b"Subject: hi\r\n\r\nhi\r\n", "kim@example.org", people)
    unknown = RecipientRefusal("bbo@example.org", 550, "5.1.1", "550 5.1.1 no such user", Cause.USER_UNKNOWN)
    later = RecipientRefusal("jun@x.y", 450, "4.2.0", "450 4.2.0 later", Cause.GREYLISTED, for_now=True)

    def partly_sent(tx: Transaction) -> None:
        operations.insert(tx, A, store.account, "send", b"", now=10.0)
        outgoing.insert(tx, A, store.account, message, subject="hi", message_id_header="x@y", now=10.0)
        outgoing.note_refusals(tx, A, [unknown, later, replace(later, address="kai@x.y")])
        outgoing.note_outcome(tx, A, ["lee@example.net"], ["bbo@example.org"])

    await store.run(partly_sent)
    await store.run(outgoing.note_outcome, A, ["kai@x.y"], [])
    (row,) = store.reader.outbox()
    assert (row.refused, row.refusals) == (("bbo@example.org",), (unknown, later))
    await store.run(outgoing.dismiss, A)
    (row,) = store.reader.outbox()
    assert (row.refused, row.refusals, row.refusals_left) == ((), (later,), ())


async def test_nobody_hears_again_of_refusals_that_are_settled(store: Store) -> None:
    """Neither the outbox nor whoever waits for the message; nor in a store in which what was said stayed behind."""
    message = Outgoing(b"Subject: hi\r\n\r\nhi\r\n", "kim@example.org", ("lee@x.y", "bbo@x.y", "jun@x.y"))
    unknown = RecipientRefusal("bbo@x.y", 550, "5.1.1", "550 5.1.1 no such user", Cause.USER_UNKNOWN)
    both = [unknown, replace(unknown, address="jun@x.y")]

    def sent(tx: Transaction) -> None:
        operations.insert(tx, A, store.account, "send", b"", now=10.0)
        outgoing.insert(tx, A, store.account, message, subject="hi", message_id_header="x@y", now=10.0)
        outgoing.note_refusals(tx, A, both)
        outgoing.note_outcome(tx, A, ["lee@x.y"], ["bbo@x.y", "jun@x.y"])

    await store.run(sent)
    assert await store.run(outgoing.refused, A) == ("bbo@x.y", "jun@x.y")
    await store.run(outgoing.settle_refusals, A, ["bbo@x.y"])
    assert await store.run(outgoing.refused, A) == ("jun@x.y",)
    (row,) = store.reader.outbox()
    assert (row.refused, row.refusals) == (("jun@x.y",), (both[1],))
    await store.run(lambda tx: tx.db.execute("UPDATE outgoing SET dismissed = 1"))
    assert await store.run(outgoing.refused, A) == ()
    found = await store.run(outgoing.envelope, A)
    assert found is not None
    assert (found.left, found.unsettled, found.refusals) == ((), (), ())
    (row,) = store.reader.outbox()
    assert (row.refused, row.refusals) == ((), ())


async def test_what_is_in_the_outbox_is_no_draft(store: Store) -> None:
    """Opened again as a draft after a restart, it would be sent twice."""
    draft = DraftId("written")

    def send(tx: Transaction) -> None:
        for id_ in (draft, DraftId("another")):
            drafts.save(tx, id_, store.account, b"", subject="", recipients="", now=9.0)
        operations.insert(tx, A, store.account, "send", b"", now=10.0)
        outgoing.insert(
            tx, A, store.account, Outgoing(b"x"), subject="", message_id_header="", now=10.0, draft_id=draft
        )

    await store.run(send)
    assert [row.id for row in store.reader.drafts()] == ["another"]
    assert [row.draft_id for row in store.reader.outbox()] == [draft]
    await store.run(operations.remove, A)
    assert {row.id for row in store.reader.drafts()} == {"another", draft}


async def test_undone_sending_leaves_nothing(store: Store) -> None:
    def send(tx: Transaction) -> None:
        operations.insert(tx, A, store.account, "send", b"", now=10.0, not_before=20.0)
        outgoing.insert(tx, A, store.account, Outgoing(b"x"), subject="", message_id_header="", now=10.0)

    await store.run(send)
    await store.run(operations.remove, A)
    assert store.changes[-1].outbox
    assert store.reader.outbox() == []
    assert store.query("SELECT count(*) FROM outgoing") == [(0,)]
