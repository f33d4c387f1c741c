"""Messages on a POP3 server known again: without unique-ids, with the same ones, with others than before."""

from mailclient.mail.pop3 import Pop3Rules
from mailclient.store.pop3 import KEPT_SECONDS
from tests.engine.pop3_desk import DAY, Pop3Desk, mail
from tests.servers.pop3_model import Pop3Box


async def test_a_server_without_unique_ids(box: Pop3Box, desk: Pop3Desk) -> None:
    box.unwilling.add("UIDL")
    box.add(mail("one"))
    box.add(mail("two"))
    box.add(mail("two"))  # twice the same
    await desk.run()
    box.heard.clear()
    box.add(mail("three"))
    del box.messages[0]
    await desk.run()
    assert box.asked("RETR") == ["RETR 3"]
    assert desk.subjects() == ["one", "three", "two", "two"]


async def test_a_server_with_neither_unique_ids_nor_top(box: Pop3Box, desk: Pop3Desk) -> None:
    box.unwilling |= {"UIDL", "TOP", "CAPA"}
    box.add(mail("one"))
    box.add(mail("two"))
    await desk.run()
    await desk.run()
    assert desk.subjects() == ["one", "two"]


async def test_a_status_field_that_changes_is_no_other_message(box: Pop3Box, desk: Pop3Desk) -> None:
    box.unwilling.add("UIDL")
    box.add(mail("one"))
    await desk.run()
    box.messages[0].data = b"Status: RO\r\n" + box.messages[0].data
    await desk.run()
    assert desk.subjects() == ["one"]


async def test_the_same_unique_id_for_several_messages(box: Pop3Box, desk: Pop3Desk) -> None:
    for subject in ("one", "two", "three"):
        box.add(mail(subject), unique_id="same")
    await desk.run()
    assert desk.subjects() == ["one", "three", "two"]
    del box.messages[0]
    box.add(mail("four"), unique_id="same")
    await desk.run()
    assert desk.subjects() == ["four", "one", "three", "two"]
    assert len(box.asked("RETR")) == 4


async def test_unique_ids_of_any_length_and_bytes(box: Pop3Box, desk: Pop3Desk) -> None:
    for unique_id in ("u" * 300, "with blank", "\xff\x81", "'; DROP TABLE message"):
        box.add(mail(unique_id.encode("unicode-escape").decode()[:20]), unique_id=unique_id)
    await desk.run()
    await desk.run()
    assert len(desk.rows()) == len(box.asked("RETR")) == 4


async def test_other_unique_ids_after_the_mailbox_was_moved(box: Pop3Box, desk: Pop3Desk) -> None:
    for number in range(10):
        box.add(mail(f"number {number}"))
    await desk.run()
    box.heard.clear()
    for one in box.messages:
        one.unique_id = f"new-{one.unique_id}"
    box.add(mail("number 10"))
    await desk.run()
    assert box.asked("RETR") == ["RETR 11"]
    assert len(box.asked("TOP")) == 11
    box.heard.clear()
    await desk.run()
    assert box.asked("TOP") == []
    assert len(desk.rows()) == 11


async def test_a_unique_id_given_to_another_message(box: Pop3Box, desk: Pop3Desk) -> None:
    """Against the RFC, but the new message must come, and must not be deleted for the old one."""
    desk.obey(Pop3Rules(leave_on_server=False))
    box.add(mail("one", message_id="1"), unique_id="1")
    await desk.run()
    box.add(mail("two", message_id="2"), unique_id="1")
    await desk.run()
    assert desk.subjects() == ["one", "two"]
    box.add(mail("six", message_id="3"), unique_id="1")
    await desk.run()
    assert desk.subjects() == ["one", "six", "two"]


async def test_a_mailbox_that_is_empty_for_a_while(box: Pop3Box, desk: Pop3Desk) -> None:
    for number in range(3):
        box.add(mail(f"number {number}"))
    await desk.run()
    away, box.messages = box.messages, []
    await desk.run()
    desk.now += KEPT_SECONDS - DAY
    await desk.run()
    box.messages = away
    await desk.run()
    assert (len(desk.rows()), len(box.asked("RETR")), box.deleted) == (3, 3, [])
    box.messages = []
    await desk.run()
    desk.now += KEPT_SECONDS + DAY
    await desk.run()
    assert await desk.known() == []


async def test_another_client_deletes(box: Pop3Box, desk: Pop3Desk) -> None:
    for number in range(4):
        box.add(mail(f"number {number}"))
    await desk.run()
    del box.messages[1:3]
    await desk.delete("number 1")
    await desk.run()
    assert [one.unique_id for one in box.messages] == ["id1", "id4"]
    assert desk.subjects() == ["number 0", "number 2", "number 3"]


async def test_a_server_that_writes_another_size_and_another_field_each_time(box: Pop3Box, desk: Pop3Desk) -> None:
    original = mail("one")
    for number in range(4):
        data = f"X-Served-By: {'x' * number}\r\n".encode() + original
        box.messages.clear()
        box.add(data, unique_id="1")
        await desk.run()
    assert len(desk.rows()) == len(box.asked("RETR")) == 1
