"""Tables of contacts as programs write them, in their charsets."""

import pytest

from mailclient.mail.contact import Contact, ContactEntry, PostalAddress, StructuredName
from mailclient.mime.contact_table import NoTable, read_table, write_table

OUTLOOK = (
    '"First Name","Last Name","Company","Job Title","Business Street","Business City","Business Phone","Mobile Phone",'
    '"E-mail Address","E-mail 2 Address","Birthday","Notes","Car"\n'
    '"Jo","Doe","Acme, Inc","Boss","1 Road\nFloor 2","Town","+1 2","+1 3","jo@a.example",'
    '"j@b.example","4/12/1985","x","red"\n'
)
GOOGLE = (
    "First Name,Last Name,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,"
    "Phone 1 - Value,Organization Name,Address 1 - Label,Address 1 - Street,Address 1 - City\n"
    "Min,Kim,Choir ::: * myContacts,* Work,m@a.example ::: n@a.example,"
    "Home,h@b.example,Mobile,010,Acme,Home,Road 1,Seoul\n"
)
KOREAN = "이름,성,휴대폰,이메일,회사,메모\n민지,김,010-1234,minji@a.example,대한상사,안녕\n"
THUNDERBIRD = (
    "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Mobile Number\n"
    "A,B,A B,ab,a@b.example,,1\n"
)


def only(data: bytes) -> Contact:
    ((_, found),) = read_table(data)
    assert isinstance(found, Contact)
    return found


def test_outlook() -> None:
    said = only(OUTLOOK.encode())
    assert (said.name, said.structured) == ("Jo Doe", StructuredName("Doe", "Jo"))
    assert [one.value for one in said.emails] == ["jo@a.example", "j@b.example"]
    assert said.phones == (ContactEntry("+1 2", "work"), ContactEntry("+1 3", "mobile"))
    assert said.addresses == (PostalAddress("1 Road\nFloor 2", "Town", kind="work"),)
    assert (said.organisation, said.title, said.birthday, said.note) == (
        "Acme, Inc",
        "Boss",
        "1985-04-12",
        "x\ncar: red",
    )


def test_google() -> None:
    said = only(GOOGLE.encode())
    assert [(one.value, one.kind) for one in said.emails] == [
        ("m@a.example", "work"), ("n@a.example", "work"), ("h@b.example", "home")
    ]  # fmt: skip
    assert (said.categories, said.organisation) == (("Choir",), "Acme")
    assert said.addresses == (PostalAddress("Road 1", "Seoul", kind="home"),)


@pytest.mark.parametrize("charset", ["cp949", "utf-8", "utf-8-sig", "utf-16"])
def test_korean(charset: str) -> None:
    said = only(KOREAN.encode(charset))
    assert (said.name, said.emails[0].value, said.organisation) == ("김민지", "minji@a.example", "대한상사")


def test_thunderbird() -> None:
    said = only(THUNDERBIRD.encode())
    assert (said.name, said.nicknames, said.phones) == ("A B", ("ab",), (ContactEntry("1", "mobile"),))


def test_what_is_written_is_read_back_and_runs_no_formula() -> None:
    contact = Contact(
        name="=cmd()", structured=StructuredName("Kim", "Min"), emails=(ContactEntry("a@b.example"),), note="x, y\nz",
        phones=(ContactEntry("+82 10", "mobile"),),
    )  # fmt: skip
    data = b"".join(write_table([contact]))
    assert b"'=cmd()" in data
    assert b",+82 10," in data
    said = only(data)
    assert (said.structured, said.emails, said.phones, said.note) == (
        contact.structured, contact.emails, contact.phones, contact.note
    )  # fmt: skip


def test_a_row_without_anybody_is_told() -> None:
    rows = list(read_table(b"Name,Email\nKim,k@x.example\n,\nNo,\n"))
    assert [line for line, found in rows if isinstance(found, Contact)] == [2, 4]


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"\x89PNG\r\n\x1a\n" + bytes(100), b'"' * 1000])
def test_what_is_no_table_is_said(data: bytes) -> None:
    with pytest.raises(NoTable):
        list(read_table(data))
