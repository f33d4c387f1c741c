"""Contacts in the mail file: kept, found, proposed, taken back."""

from mailclient.mail.address import Address
from mailclient.mail.contact import LOCAL_BOOK, Contact, ContactEntry, ContactGroup, ProposalKind
from mailclient.mail.ids import OperationId
from mailclient.store import addresses, contacts
from mailclient.store.contacts import Filed
from tests.unit.store.conftest import Store

MINJI = Contact(
    uid="1", name="김민지", nicknames=("Min",), organisation="삼성전자",
    emails=(ContactEntry("minji.kim@example.com", "work"), ContactEntry("mj@home.example")), photo=b"\x89PNG",
)  # fmt: skip
DO = OperationId("do")


async def test_a_contact_is_read_as_it_was_kept(store: Store) -> None:
    id_ = await store.run(contacts.add, LOCAL_BOOK, Filed(b"BEGIN", MINJI), 1.0)
    found = store.reader.contact(id_)
    assert found is not None
    assert (found.name, found.emails, found.photo) == (MINJI.name, MINJI.emails, MINJI.photo)
    assert [row.name for row in store.reader.contacts()] == ["김민지"]
    assert len(store.reader.contacts(limit=10)) == 1
    assert store.reader.contact_of("MINJI.KIM@example.com") == found
    assert store.reader.contact_card(id_) == b"BEGIN"


async def test_found_by_any_part(store: Store) -> None:
    await store.run(contacts.add, LOCAL_BOOK, Filed(b"", MINJI), 1.0)
    for typed in (
        "김",
        "김ㅁ",
        "김미",
        "민지",
        "ㄱㅁㅈ",
        "ㅁㅈ",
        "min",
        "minji.k",
        "mj@h",
        "삼성",
        "전자 민지",
        "home.ex",
    ):
        assert store.reader.contacts(typed), typed
        assert store.reader.proposals(typed), typed
    for typed in ("지민", "ㅈㅁ", "김민수", "inji", "min x"):
        assert not store.reader.proposals(typed), typed


async def test_the_contacts_name_wins_and_use_decides(store: Store) -> None:
    await store.run(addresses.note, [(Address("", "kim@a.example"), 5)], [(Address("MJ", "mj@home.example"), 9)])
    await store.run(contacts.add, LOCAL_BOOK, Filed(b"", MINJI), 1.0)
    found = store.reader.proposals("m")
    assert [one.addresses[0] for one in found] == [
        Address("김민지", "mj@home.example"), Address("김민지", "minji.kim@example.com")
    ]  # fmt: skip
    assert {one.kind for one in found} == {ProposalKind.CONTACT}
    assert [one.kind for one in store.reader.proposals("kim")] == [ProposalKind.CONTACT, ProposalKind.COLLECTED]


async def test_a_group_is_proposed_with_its_members(store: Store) -> None:
    await store.run(contacts.add, LOCAL_BOOK, Filed(b"", MINJI), 1.0)
    group = ContactGroup(uid="g", name="Choir", addresses=(Address("Bo", "bo@example.org"),))
    id_ = await store.run(contacts.add, LOCAL_BOOK, Filed(b"", group, ("1", "unknown")), 1.0)
    (found,) = store.reader.proposals("cho")
    assert found.addresses == (Address("김민지", "minji.kim@example.com"), Address("Bo", "bo@example.org"))
    (read,) = store.reader.groups()
    assert (read.id, len(read.members), read.addresses) == (id_, 1, group.addresses)
    (member,) = read.members
    member_contact = store.reader.contact(member)
    assert member_contact is not None
    assert member_contact.groups == (id_,)


async def test_what_was_removed_can_be_taken_back(store: Store) -> None:
    id_ = await store.run(contacts.add, LOCAL_BOOK, Filed(b"card", MINJI), 1.0)
    before = store.reader.contact(id_)

    def remove(tx):  # type: ignore[no-untyped-def]
        contacts.note(tx, DO, id_, contacts.line(tx, id_), 1.0)
        contacts.erase(tx, id_)
        addresses.hide(tx, ["mj@home.example"], DO)

    await store.run(remove)
    assert store.reader.contact(id_) is None
    assert not store.reader.proposals("mj")
    await store.run(addresses.note, [(Address("", "mj@home.example"), 5)], [(Address("MJ", "mj@home.example"), 9)])
    assert not store.reader.proposals("mj")
    assert not await store.run(contacts.undo_slice, DO, 2.0)
    assert store.reader.contact(id_) == before
    assert store.reader.proposals("mj")
