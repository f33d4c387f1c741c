"""What is shown of a message."""

import binascii
from urllib.parse import quote

import pytest

from mailclient.mail.body import MAKING, Body
from mailclient.mail.ids import PartPath
from mailclient.mail.part import Part
from mailclient.mime.display import TEXT_LIMIT, body_of, message_body, shown_parts
from mailclient.mime.reader import read
from mailclient.mime.special.special import special_parts
from mailclient.mime.warning import MimeWarning


def leaf(path: str, media_type: str, **more: str) -> Part:
    parameters = {"charset": more.pop("charset", "utf-8"), **({"format": "flowed"} if more.pop("flowed", "") else {})}
    return Part(PartPath(path), media_type, parameters, size=100, **more)  # type: ignore[arg-type]


def multi(path: str, kind: str, *children: Part) -> Part:
    return Part(PartPath(path), f"multipart/{kind}", children=children)


def show(root: Part, **contents: str | bytes | None) -> Body:
    """``contents``: the parts by path, "_1_2" for "1.2"."""
    wanted: list[str] = []

    def content(path: PartPath) -> bytes | None:
        wanted.append(path)
        name = "_" + path.replace(".", "_")
        found = contents.get(name, b"") if path in special_parts(root) else contents[name]
        return found.encode() if isinstance(found, str) else found

    body = body_of(root, content)
    # parts that say what is special are asked for only where there may be something
    asked = [path for path in shown_parts(root) if path in wanted or path not in special_parts(root)]
    assert list(dict.fromkeys(wanted)) == asked
    return body


def listed(body: Body) -> list[str]:
    return [attachment.path for attachment in body.attachments]


def test_plain_text() -> None:
    body = show(leaf("1", "text/plain"), _1="안녕\r\nhello\r\n")
    assert body == Body(text="안녕\nhello", making=MAKING)


def test_html_alone_gives_text_too() -> None:
    body = show(leaf("1", "text/html"), _1="<p>one</p><p>two</p><script>x</script>")
    assert body.text == "one\n\ntwo"
    assert body.html == '<div class="mail"><p>one</p><p>two</p></div>'


def test_alternatives() -> None:
    root = multi("", "alternative", leaf("1", "text/plain"), leaf("2", "text/html"), leaf("3", "text/calendar"))
    body = show(root, _1="plain", _2="<b>rich</b>")
    assert (body.text, body.html, listed(body)) == ("plain", '<div class="mail1"><b>rich</b></div>', ["3"])
    assert body.attachments[0].filename == "attachment.ics"


def test_an_empty_plain_alternative_is_not_believed() -> None:
    root = multi("", "alternative", leaf("1", "text/plain"), leaf("2", "text/html"))
    assert show(root, _1=" \r\n", _2="<b>rich</b>").text == "rich"


def test_pictures_of_the_html_are_inline() -> None:
    page = multi("1", "related", leaf("1.1", "text/html"), leaf("1.2", "image/png", content_id="a@b", filename="a.png"))
    root = multi("", "mixed", page, leaf("2", "image/png", filename="b.png", disposition="inline"))
    body = show(root, _1_1='<img src="cid:a%40b"><img src="http://x.example/t.gif">')
    assert body.blocked_remote == 1
    assert [(each.path, each.inline, each.content_id) for each in body.attachments] == [
        ("1.2", True, "a@b"),
        ("2", False, ""),
    ]


def test_the_root_of_a_page_may_be_named() -> None:
    parts = (leaf("1", "image/png", content_id="i"), leaf("2", "text/html", content_id="r"))
    page = Part(PartPath(""), "multipart/related", {"start": "<r>"}, children=parts)
    body = show(page, _2="<img src='cid:i'>")
    assert body.html is not None
    assert [(each.path, each.inline) for each in body.attachments] == [("1", True)]


def test_texts_one_after_the_other() -> None:
    root = multi(
        "", "mixed", leaf("1", "text/plain"), leaf("2", "image/png"), leaf("3", "text/plain", disposition="inline")
    )
    body = show(root, _1="one\r\n", _3="two\r\n")
    assert (body.text, body.html, listed(body)) == ("one\n\ntwo", None, ["2"])


def test_a_footer_after_alternatives_is_in_both() -> None:
    page = multi("1", "alternative", leaf("1.1", "text/plain"), leaf("1.2", "text/html"))
    body = show(multi("", "mixed", page, leaf("2", "text/plain")), _1_1="plain", _1_2="<b>rich</b>", _2="list <footer>")
    assert body.text == "plain\n\nlist <footer>"
    assert body.html is not None
    assert body.html.startswith('<div class="mail2"><b>rich</b></div>\n<div')
    assert "list &lt;footer&gt;" in body.html


def test_pages_between_files_as_apple_sends_them() -> None:
    rich = multi("2", "mixed", leaf("2.1", "text/html"), leaf("2.2", "application/pdf"), leaf("2.3", "text/html"))
    body = show(multi("", "alternative", leaf("1", "text/plain"), rich), _1="plain", _2_1="<p>a</p>", _2_3="<p>b</p>")
    assert body.text == "plain"
    assert body.html == '<div class="mail1"><p>a</p></div>\n<div class="mail2"><p>b</p></div>'
    assert listed(body) == ["2.2"]


def test_files_of_text_are_attachments() -> None:
    root = multi(
        "", "mixed", leaf("1", "text/plain"), leaf("2", "text/plain", disposition="attachment"),
        leaf("3", "text/plain", filename="a.txt"), leaf("4", "text/csv"), leaf("5", "text/html", filename="b.html"),
    )  # fmt: skip
    assert listed(show(root, _1="x")) == ["2", "3", "4", "5"]


def test_an_attached_message_is_one_attachment() -> None:
    inner = Part(PartPath("2"), "message/rfc822", size=50, children=(leaf("2.1", "text/plain"),))
    body = show(multi("", "mixed", leaf("1", "text/plain"), inner), _1="x")
    assert [(each.path, each.filename) for each in body.attachments] == [("2", "message.eml")]


def test_a_signature_is_listed() -> None:
    root = multi("", "signed", leaf("1", "text/plain"), leaf("2", "application/pgp-signature"))
    body = show(root, _1="x")
    assert [each.filename for each in body.attachments] == ["attachment.asc"]


def test_no_text_at_all() -> None:
    body = show(leaf("1", "application/pdf", filename="../../a.pdf"))
    assert (body.text, body.html, body.attachments[0].filename) == ("", None, "a.pdf")


def test_flowed_text() -> None:
    assert show(leaf("1", "text/plain", flowed="yes"), _1="a \r\nb\r\n> c \r\n> d\r\n").text == "a b\n> c d"


def test_the_charset_of_the_page_itself() -> None:
    page = '<html><head><meta http-equiv=Content-Type content="text/html; charset=euc-kr"></head><p>똠방각하</p></html>'
    assert show(leaf("1", "text/html", charset=""), _1=page.encode("cp949")).text == "똠방각하"


def test_what_is_missing_or_odd_is_said() -> None:
    root = multi("", "mixed", leaf("1", "text/plain"), leaf("2", "text/plain", charset="utf-8"), leaf("3", "text/html"))
    body = show(root, _1=None, _2="똠방각하 회의".encode("cp949"), _3="<div>" * 1_000 + "deep")
    assert body.warnings == (MimeWarning.PART_MISSING, MimeWarning.CHARSET_GUESSED, MimeWarning.HTML_TOO_DEEP)
    assert body.text == "똠방각하 회의\n\ndeep"
    assert body.html is None


def test_a_very_long_text_is_cut() -> None:
    body = show(leaf("1", "text/plain"), _1="x" * (TEXT_LIMIT + 5))
    assert len(body.text) == TEXT_LIMIT
    assert body.warnings == (MimeWarning.TEXT_CUT,)


def test_controls_do_not_reach_the_window() -> None:
    assert show(leaf("1", "text/plain"), _1="a\x00\x1b[31mb\tc\rd").text == "a[31mb\tc\nd"


@pytest.mark.parametrize(
    ("html_at", "picture_at", "named", "own"),
    [
        ("", "Content-Location: image001.png", "image001.png", "image001.png"),
        ("", "Content-Location: http://x.org/a.png\nContent-ID: <one@x>", "http://x.org/a.png", "one@x"),
        ("Content-Location: https://x.org/d/p.html", "Content-Location: https://x.org/d/a", "a", "https://x.org/d/a"),
        ("", "Content-ID: <a b@x>", "cid:a%20b@x", "a b@x"),
    ],
)
def test_pictures_are_found_by_their_location(html_at: str, picture_at: str, named: str, own: str) -> None:
    """RFC 2557; also in a multipart inside the one with the HTML."""
    lines = [
        "Content-Type: multipart/related; boundary=a",
        "", "--a", "Content-Type: text/html", html_at, "",
        f"<img src='{named}'>", "--a", "Content-Type: multipart/mixed; boundary=b", "", "--b",
        "Content-Type: image/png",
        picture_at, "", "x", "--b--", "--a--",
    ]  # fmt: skip
    text = "\n".join(line for number, line in enumerate(lines) if line or number != 4)
    message = read(text.encode())
    body = message_body(message)
    assert body.html
    assert f'<img src="cid:{quote(own, safe="@$+!*=&;,~")}">' in body.html
    assert [(one.content_id, one.inline) for one in body.attachments] == [(own, True)]
    assert body.remote == ()


def test_a_picture_behind_the_text_is_inline() -> None:
    html = b"<p style='background:url(cid:bg@x)'>x</p>"
    root = multi("", "related", leaf("1", "text/html"), leaf("2", "image/png", content_id="bg@x"))
    body = body_of(root, lambda path: html if path == "1" else b"")
    assert [one.inline for one in body.attachments] == [True]


@pytest.mark.parametrize(("media_type", "code"), [
    (b"message/partial; id=x; number=1", "piece_of_message"),
    (b"message/external-body; access-type=URL", "file_elsewhere"),
])  # fmt: skip
def test_what_is_not_all_here_is_said(media_type: bytes, code: str) -> None:
    parsed = read(b"Content-Type: " + media_type + b"\n\nContent-Type: text/plain\n\nhello\n")
    assert code in message_body(parsed).warnings


def test_what_is_odd_about_the_parts_is_said_of_the_body() -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(10_000))
    assert "nested_too_deep" in message_body(read(nested)).warnings


@pytest.mark.parametrize("encoding", ["7bit", "base64", "quoted-printable"])
@pytest.mark.parametrize("kind", ["plain", "html"])
def test_of_a_huge_text_the_beginning_is_read(kind: str, encoding: str) -> None:
    line = "오늘 회의 자료를 보냅니다.\r\n".encode()
    lines = line * (9_000_000 // len(line))
    encoded = binascii.b2a_base64(lines) if encoding == "base64" else lines
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    body = message_body(read(head.encode() + encoded))
    assert MimeWarning.TEXT_CUT in body.warnings
    assert body.text.startswith("오늘 회의")
    assert "\ufffd" not in body.text
    assert 900_000 < len(body.text) <= 2_000_000
    assert "보냅니다." in body.text[-40:]
