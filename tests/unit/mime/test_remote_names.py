"""What a message names from the web: which addresses, in what form, and which of them track."""

import pytest

from mailclient.mail.remote_content import Remote, RemoteKind
from mailclient.mime.html.remote_address import loadable
from mailclient.mime.html.remote_names import NUMBER_LIMIT, RemoteNames
from mailclient.mime.html.sanitise import clean_remote_sheet, sanitise
from mailclient.mime.html.trackers import OPENING, PIXEL, tracker_of
from mailclient.mime.image import image_type


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://x.org/a?b=1&c=%20#d", "https://x.org/a?b=1&c=%20"),
        ("http://x.org", "https://x.org/"),
        ("http://x.org:80/a", "https://x.org/a"),
        ("HTTPS://X.ORG:443/A", "https://x.org/A"),
        ("https://x.org:8443/", "https://x.org:8443/"),
        ("//x.org/a", "https://x.org/a"),
        ("\\\\x.org\\a", "https://x.org/a"),
        ("  https://x\n.org/a\tb ", "https://x.org/ab"),
        ("https://kürbis.de/ä ö", "https://xn--krbis-kva.de/%C3%A4%20%C3%B6"),
        ("https://1.2.3.4/a", "https://1.2.3.4/a"),
        ("https://[2606:4700::1111]/", "https://[2606:4700::1111]/"),
    ],
)
def test_what_may_be_loaded(url: str, address: str) -> None:
    assert loadable(url) == address


@pytest.mark.parametrize(
    "url",
    [
        "", "a.png", "/a.png", "ftp://x.org/", "file:///etc/passwd", "javascript:alert(1)", "data:image/png,x", "cid:x",
        "remote:1", "message:1", "https://", "https://x", "https://localhost/", "https://a.localhost/",
        "https://printer.local/", "https://router.lan/", "https://a.internal/", "https://user:word@x.org/",
        "https://127.0.0.1/", "https://10.0.0.1/", "https://192.168.1.1/", "https://172.16.0.1/", "https://169.254.1.1/",
        "https://[64:ff9b:1::a00:1]/", "https://[::a00:1]/", "https://[fec0::1]/",
        "https://0.0.0.0/", "https://[::1]/", "https://[fe80::1]/", "https://[fd00::1]/", "https://[::ffff:127.0.0.1]/",
        "https://2130706433/", "https://0x7f.1/", "https://127.1/", "https://x.0x7f000001/", "https://x.org:99999/",
        "https://x.org:a/", "https://[x/", "https://a..b/", "https://-a.org/", "https://a b.org/",
        "https://x.org/" + "a" * 9_000,
        "https://" + "ä" * 300 + ".de/", "//", "https://hidden.onion/",
    ],
)  # fmt: skip
def test_what_may_not(url: str) -> None:
    assert loadable(url) == ""


def test_relative_to_a_base() -> None:
    assert loadable("../b.png", "https://x.org/a/c/d.css") == "https://x.org/a/b.png"
    html = "<base href='https://x.org/d/'><base href='https://y.org/'><img src=a.png>"
    assert sanitise(html).remote[0].url == "https://x.org/d/a.png"


@pytest.mark.parametrize(
    ("html", "remote"),
    [
        ("<img src=http://x.org/a.png>", [("https://x.org/a.png", "image", "")]),
        ("<img src=http://x.org/a.png><img src=https://x.org/a.png>", [("https://x.org/a.png", "image", "")]),
        ("<link rel=stylesheet href=http://x.org/a.css>", [("https://x.org/a.css", "style", "")]),
        ("<style>@import 'https://x.org/a.css' screen;</style>", [("https://x.org/a.css", "style", "")]),
        ("<link rel='alternate stylesheet' href=http://x.org/a.css>", []),
        ("<link rel=stylesheet href='https://fonts.googleapis.com/css?family=Roboto'>", []),
        ("<img src=http://x.org/o width=1 height=1>", [("https://x.org/o", "image", PIXEL)]),
        ("<img src=http://x.org/o style='display:none'>", [("https://x.org/o", "image", PIXEL)]),
        ("<img src=http://x.org/o style='width:1px;height:1px'>", [("https://x.org/o", "image", PIXEL)]),
        ("<img src=http://x.org/o height=0>", [("https://x.org/o", "image", PIXEL)]),
        ("<img src=http://x.org/line width=600 height=1>", [("https://x.org/line", "image", "")]),
        ("<img src=http://x.org/a style='max-width:100%;opacity:0.9'>", [("https://x.org/a", "image", "")]),
        ("<img src='http://a.list-manage.com/track/open.php?u=1'>",
         [("https://a.list-manage.com/track/open.php?u=1", "image", "Mailchimp")]),
    ],
)  # fmt: skip
def test_what_is_named(html: str, remote: list[tuple[str, str, str]]) -> None:
    assert [(one.url, one.kind, one.tracker) for one in sanitise(html).remote] == remote


@pytest.mark.parametrize(
    ("url", "tracker"),
    [
        ("https://u1.ct.sendgrid.net/wf/open?upn=x", "SendGrid"),
        ("https://links.shop.example/wf/open?upn=x", OPENING),
        ("https://x.eu.awstrack.me/I0/0102/abc", "Amazon SES"),
        ("https://mail.naver.com/readReceipt/notify/?img=x", "Naver"),
        ("https://github.com/notifications/beacon/AAA.gif", "GitHub"),
        ("https://t.shop.example/email/open?id=7", OPENING),
        ("https://t.shop.example/track/open.gif", OPENING),
        ("https://t.shop.example/pixel/1x1.gif?x", OPENING),
        ("https://shop.example/images/open.png", ""),
        ("https://shop.example/openair/track.jpg", ""),
        ("https://avatars.githubusercontent.com/u/1", ""),
        ("https://notlist-manage.com/track/open.php", OPENING),
    ],
)
def test_who_counts(url: str, tracker: str) -> None:
    assert tracker_of(url) == tracker


def test_what_the_message_has_itself_is_not_of_the_web() -> None:
    names = RemoteNames({"image001.png": "one@x", "http://x.org/two.png": "two@x"})
    clean = sanitise("<img src=image001.png><p style='background:url(http://x.org/two.png)'>", names=names)
    assert '<img src="cid:one@x">' in clean.html
    assert "url(&quot;cid:two@x&quot;)" in clean.html
    assert clean.remote == ()


def test_several_parts_share_their_numbers() -> None:
    names = RemoteNames()
    sanitise("<img src=https://x.org/1>", names=names)
    second = sanitise("<img src=https://x.org/2><img src=https://x.org/1>", "mail1", names)
    assert '<img src="remote:1"><img src="remote:0">' in second.html


def test_the_sender_cannot_name_by_number() -> None:
    clean = sanitise(
        "<img src=remote:0><link rel=stylesheet href=remote:0><style>p{background:url(remote:0)}</style>"
        "<p style='background:url(remote:0)'><img src=message:1>"
    )
    assert "remote:" not in clean.html
    assert "message:" not in clean.html


def test_names_are_bounded() -> None:
    clean = sanitise("".join(f"<img src=https://x.org/{number}>" for number in range(NUMBER_LIMIT + 9)))
    assert len(clean.remote) == NUMBER_LIMIT
    assert clean.blocked_remote == NUMBER_LIMIT + 9


def test_a_sheet_of_the_web_is_cleaned_and_its_images_are_named() -> None:
    sheet = Remote("https://x.org/css/a.css", RemoteKind.STYLE, scope="mail1")
    css = (
        "@import url(b.css);body{background:url(../bg.png);position:fixed}"
        "@font-face{font-family:x;src:url(f)}p{background:url(https://127.0.0.1/)}</style><script>"
    )
    clean = clean_remote_sheet(css, sheet, (sheet,))
    assert clean.css == '.mail1{background:url("remote:1")}\n.mail1 p{background:none}'
    assert clean.remote == (sheet, Remote("https://x.org/bg.png", RemoteKind.IMAGE))


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff\xe0", "image/jpeg"), (b"GIF89a", "image/gif"),
        (b"RIFF\x01\x02\x03\x04WEBP", "image/webp"), (b"BM\x01\x02\x03\x04\0\0\0\0", "image/bmp"),
        (b"\0\0\0 ftypavif", "image/avif"), (b"\0\0\1\0\2\0", "image/x-icon"),
        (b"<svg onload=x>", ""), (b"<html>", ""), (b" GIF89a", ""), (b"", ""),
    ],
)  # fmt: skip
def test_pictures_are_known_by_their_bytes(data: bytes, media_type: str) -> None:
    assert image_type(data) == media_type
