"""Parts made from what a server tells."""

from mailclient.mail.ids import PartPath
from mailclient.mime.structure import child_path, inner_path, make_part


def test_a_part_from_raw_pairs() -> None:
    part = make_part(
        PartPath("2"),
        "APPLICATION/PDF",
        [(b"NAME*0*", b"euc-kr''%C7%D1"), (b"name*1*", b"%B1%DB.pdf")],
        encoding="BASE64",
        disposition="ATTACHMENT",
        disposition_parameters=[("FILENAME", "=?euc-kr?B?x9Gx2w==?=.pdf")],
        content_id="<a@b>",
        size=10,
    )
    assert (part.media_type, part.encoding, part.disposition) == ("application/pdf", "base64", "attachment")
    assert (part.parameters, part.filename, part.content_id) == ({"name": "한글.pdf"}, "한글.pdf", "a@b")


def test_the_name_of_the_type_stands_in_for_the_filename() -> None:
    assert make_part(PartPath("1"), "a/b", [("name", "x.txt")]).filename == "x.txt"


def test_nonsense_becomes_something_safe() -> None:
    part = make_part(PartPath("1"), "nonsense", encoding="b a s e", disposition="weird")
    assert (part.media_type, part.encoding, part.disposition) == ("text/plain", "7bit", "attachment")
    assert make_part(PartPath("1"), "a/b", disposition="=?utf-8?q?x?=").disposition == ""


def test_paths() -> None:
    assert [child_path(PartPath(parent), 2) for parent in ("", "1", "2.TEXT")] == ["2", "1.2", "2.2"]
    assert inner_path(PartPath("2"), "multipart/mixed") == "2.TEXT"
    assert inner_path(PartPath("2"), "text/plain") == "2.1"
