"""Cards of all versions: what they say, that nothing of them is lost, and that broken ones harm no others."""

from dataclasses import replace
from pathlib import Path

import pytest

from mailclient.mail.contact import CardVersion, Contact, ContactEntry, ContactGroup, PostalAddress, StructuredName
from mailclient.mime.vcard import read, write
from mailclient.mime.vcard.cards import cards_in
from mailclient.mime.vcard.lines import folded, read_card
from mailclient.mime.vcard.merge import merged, same
from mailclient.mime.vcard.version import as_version

CORPUS = Path(__file__).parents[4].parent / "shared" / "corpus"
FULL = Contact(
    uid="u-1", name="김민지", structured=StructuredName("김", "민지", phonetic_given="Minji"),
    nicknames=("Min, ji", "MJ"),
    emails=(ContactEntry("a@b.example", "work", preferred=True), ContactEntry("x@y.example", "여름집")),
    phones=(ContactEntry("+82 10 1234", "mobile"),),
    addresses=(PostalAddress("1, Street\n2; b", "Seoul", kind="home"),),
    organisation="A;B", units=("C,D",), title="Boss", note="next a, b; c\\d\n" * 12 + "end", birthday="1985-04-12",
    categories=("x,y", "z"), photo=b"\xff\xd8\xff" + bytes(400),
    urls=(ContactEntry("https://a.example/?a=1;b", "home"),),
)  # fmt: skip
APPLE = (
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Doe;Jo;;;\r\nFN:Jo Doe\r\nitem1.EMAIL;type=INTERNET:jo@example.org\r\n"
    b'item1.X-ABLabel:_$!<Other>!$_\r\nX-UNKNOWN;X-A="b;c":as \\it \r\n  is\r\n'
    b"item2.X-ODD:keep\r\nUID:7\r\nEND:VCARD\r\n"
)


@pytest.mark.parametrize("version", CardVersion)
def test_what_is_written_is_read_back(version: CardVersion) -> None:
    data = bytes(write.new_card(FULL, version))
    assert read.contact_from(read_card(data)) == FULL


@pytest.mark.parametrize("version", [CardVersion.V3, CardVersion.V4])
def test_no_line_is_too_long_nor_cut_inside_a_character(version: CardVersion) -> None:
    for line in bytes(write.new_card(FULL, version)).split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


def test_a_change_touches_what_was_changed_alone() -> None:
    card = read_card(APPLE)
    before = read.contact_from(card)
    after = bytes(write.changed(card, replace(before, title="Boss")))
    assert after == APPLE.replace(b"END:VCARD", b"TITLE:Boss\r\nEND:VCARD")
    assert bytes(write.changed(card, before)) == APPLE


def test_a_removed_address_takes_its_label_along() -> None:
    card = read_card(APPLE)
    after = bytes(write.changed(card, replace(read.contact_from(card), emails=())))
    assert b"item1" not in after
    assert b"item2.X-ODD:keep" in after


def test_another_kind_for_an_address_keeps_its_other_parameters() -> None:
    card = read_card(b"VERSION:3.0\r\nFN:A\r\nEMAIL;X-P=1;TYPE=INTERNET,HOME:a@b.example\r\n")
    contact = read.contact_from(card)
    assert contact.emails == (ContactEntry("a@b.example", "home"),)
    after = write.changed(card, replace(contact, emails=(ContactEntry("a@b.example", "work"),)))
    (email,) = after.all("EMAIL")
    assert (email.first("X-P"), set(email.types)) == ("1", {"work", "internet"})


def test_quoted_printable_of_2_1() -> None:
    card = read_card(
        b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=EUC-KR;ENCODING=QUOTED-PRINTABLE:=B1=E8;=B9=CE=C1=F6\r\n"
        b"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=EA=B9=80=EB=AF=BC=\r\n=EC=A7=80\r\n"
        b"TEL;CELL;VOICE:010\r\nPHOTO;JPEG;BASE64:\r\n /9j/AAAA\r\n\r\n"
        b"NOTE;QUOTED-PRINTABLE:a=0D=0Ab=3Bc\r\nEND:VCARD\r\n"
    )
    contact = read.contact_from(card)
    assert (contact.name, contact.structured.family, contact.structured.given) == ("김민지", "김", "민지")
    assert contact.phones == (ContactEntry("010", "mobile"),)
    assert contact.note == "a\nb;c"
    assert (contact.photo or b"")[:2] == b"\xff\xd8"


def test_raw_cp949_without_a_charset() -> None:
    text = "BEGIN:VCARD\r\nVERSION:2.1\r\nN:김;민지\r\nFN:김민지\r\nORG:대한상사 주식회사 영업부\r\nEND:VCARD\r\n"
    assert read.contact_from(read_card(text.encode("cp949"))).name == "김민지"


def test_a_fold_inside_a_character_is_undone() -> None:
    raw = "FN:가나다".encode()
    for cut in range(4, len(raw)):
        card = read_card(raw[:cut] + b"\r\n " + raw[cut:] + b"\r\n")
        assert card.text("FN") == "가나다"


def test_folding_is_undone() -> None:
    line = ("NOTE:" + "가a나🎉" * 60).encode()
    assert read_card(folded(line)).text("NOTE") == "가a나🎉" * 60


def test_a_broken_card_harms_no_other() -> None:
    data = (
        b"junk\r\nBEGIN:VCARD\r\nFN:One\r\nBEGIN:VCARD\r\nFN:Two\r\nnonsense without colon\r\nEND:VCARD\r\n"
        b"BEGIN:VCARD\r\nNOTE:" + b"x" * 500 + b"\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:Three"
    )
    for size in (1, 7, 10_000):
        found = list(cards_in([data[at : at + size] for at in range(0, len(data), size)], card_bytes=400))
        names = [read.contact_from(read_card(one.data)).name for one in found if not one.trouble]
        assert names == ["One", "Two", "Three"]
        assert [one.line for one in found if one.trouble] == [8]


def test_utf_16_with_its_mark() -> None:
    data = "\ufeffBEGIN:VCARD\r\nVERSION:3.0\r\nFN:김민지\r\nEND:VCARD\r\n".encode("utf-16-le")
    (card,) = cards_in([data[:9], data[9:]])
    assert read.contact_from(read_card(card.data)).name == "김민지"


@pytest.mark.parametrize("version", [CardVersion.V3, CardVersion.V4])
def test_groups(version: CardVersion) -> None:
    card = write.new_group(ContactGroup(uid="g", name="Choir"), ["u1", "u2"], version)
    assert read.is_group(card)
    again = write.changed_group(read_card(bytes(card)), ContactGroup(uid="g", name="Chor"), ["u2", "u3"])
    group, members = read.group_from(again)
    assert (group.name, members) == ("Chor", ("u2", "u3"))
    other = CardVersion.V3 if version is CardVersion.V4 else CardVersion.V4
    assert read.group_from(as_version(again, other)) == (group, members)


def test_both_sides_changes_are_kept() -> None:
    base = write.new_card(FULL)
    mine = write.changed(base, replace(FULL, title="Chief", emails=(FULL.emails[1], ContactEntry("m@new.example"))))
    theirs = write.changed(base, replace(FULL, note="Theirs", emails=(*FULL.emails, ContactEntry("t@new.example"))))
    both = merged(base, mine, theirs)
    said = read.contact_from(both.card)
    assert both.conflicts == ()
    assert (said.title, said.note) == ("Chief", "Theirs")
    assert {one.value for one in said.emails} == {"x@y.example", "m@new.example", "t@new.example"}


def test_the_same_field_twice_is_a_conflict() -> None:
    base = write.new_card(FULL)
    both = merged(base, write.changed(base, replace(FULL, title="M")), write.changed(base, replace(FULL, title="T")))
    assert both.conflicts == ("TITLE",)
    assert both.card.text("TITLE") == "M"


def test_the_same_however_it_is_written() -> None:
    unfolded = (
        APPLE.replace(b"\r\n  is", b" is").replace(b"type=INTERNET", b"TYPE=internet").replace(b"item1", b"item9")
    )
    assert same(read_card(APPLE), read_card(unfolded))
    assert not same(read_card(APPLE), read_card(APPLE.replace(b"keep", b"other")))


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the checkout")
def test_real_cards_come_back_byte_for_byte_and_survive_other_versions() -> None:
    seen = 0
    for path in CORPUS.rglob("*.vcf"):
        for text in cards_in([path.read_bytes()]):
            card = read_card(text.data)
            contact = read.contact_from(card)
            inside = text.data.split(b"\n", 1)[1]
            assert (
                b"".join(one.raw for one in card.properties).split() == inside[: inside.upper().rindex(b"END")].split()
            )
            assert write.changed(card, contact) == card
            for version in (CardVersion.V3, CardVersion.V4):
                assert read.contact_from(read_card(bytes(as_version(card, version)))) == contact
            seen += 1
    assert seen > 5


@pytest.mark.parametrize(
    "uid", ["urn:uuid:03a0e51f-d1aa-4385-8a53-e29025acd8af", "03a0e51f-d1aa-4385-8a53-e29025acd8af"]
)
@pytest.mark.parametrize("scheme", ["urn:uuid:", "URN:UUID:", ""])
def test_a_member_is_known_by_its_uid_with_and_without_its_scheme(uid: str, scheme: str) -> None:
    person = read_card(f"BEGIN:VCARD\r\nVERSION:4.0\r\nUID:{uid}\r\nFN:Kim\r\nEND:VCARD\r\n".encode())
    bare = uid.removeprefix("urn:uuid:")
    group = read_card(
        f"BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:group\r\nUID:g\r\nFN:All\r\nMEMBER:{scheme}{bare}\r\nEND:VCARD\r\n".encode()
    )
    said, members = read.group_from(group)
    assert members == (person.uid,) == (bare,)
    assert bytes(write.changed_group(group, said, members)) == bytes(group)
