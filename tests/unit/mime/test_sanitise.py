"""HTML made safe: own vectors. Other people's attacks are in ``test_sanitise_attacks.py``."""

import nh3
import pytest

from mailclient.mime.html.sanitise import sanitise
from mailclient.mime.warning import MimeWarning
from tests.little_work import little_work


def inside(html: str) -> str:
    """What is in the wrapper."""
    clean = sanitise(html).html
    assert clean.startswith('<div class="mail">')
    assert clean.endswith("</div>")
    return clean[len('<div class="mail">') : -len("</div>")]


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<p>안녕 <b>hello</b></p>", "<p>안녕 <b>hello</b></p>"),
        ("<script>alert(1)</script>x", "x"),
        ("<p onclick=alert(1)>x</p>", "<p>x</p>"),
        ("<a href='https://x.example/?a=1&b=2'>x</a>", '<a href="https://x.example/?a=1&amp;b=2">x</a>'),
        ("<a href=mailto:a@b.c>x</a>", '<a href="mailto:a@b.c">x</a>'),
        ("<a href=javascript:alert(1)>x</a>", "<a>x</a>"),
        ("<a href='java\nscript:alert(1)'>x</a>", "<a>x</a>"),
        ("<a href=' \x01JavaScript:alert(1)'>x</a>", "<a>x</a>"),
        ("<a href=data:text/html,x>x</a>", "<a>x</a>"),
        ("<a href=file:///etc/passwd>x</a>", "<a>x</a>"),
        ("<a href=//x.example>x</a>", "<a>x</a>"),
        ("<a href=#top>x</a><a name=top id=a>y</a>", '<a href="#top">x</a><a name="top" id="a">y</a>'),
        ("<img src=cid:a@b>", '<img src="cid:a@b">'),
        ("<img src='data:image/png;base64,AAAA'>", '<img src="data:image/png;base64,AAAA">'),
        ("<img src='data:image/svg+xml,<svg/onload=alert(1)>'>", "<img>"),
        ("<img src=x.png alt=x>", '<img alt="x">'),
        ("<form action=http://x><input name=a><button>go</button></form>", "go"),
        ("<iframe src=http://x></iframe><object data=x>y</object><embed src=x>z", "z"),
        (
            "<base href=http://x><link rel=stylesheet href=http://x><meta http-equiv=refresh content='0;url=http://x'>y",
            "y",
        ),
        ("<svg><image href=http://x /></svg><math><mi>x</mi></math>y", "y"),
        ("<title>title</title>y", "y"),
        ("<noscript><b>shown</b></noscript>", "<b>shown</b>"),
        ("<!--[if mso]><p>outlook</p><![endif]--><![if !mso]>x<![endif]>", "x"),
        ("<font color=red face='Malgun Gothic'>x</font>", '<font color="red" face="Malgun Gothic">x</font>'),
        ("<td bgcolor=#fff>x</td>", "x"),
        ("<div id=a name=b>x</div>", '<div id="a">x</div>'),
        (
            "<img usemap=#m src=cid:a><map name=m><area coords=1,2 href=https://x.org><area href=javascript:x></map>",
            '<img usemap="#m" src="cid:a"><map name="m"><area coords="1,2" href="https://x.org"><area></map>',
        ),
        ("<img usemap=https://x.org/#m>", "<img>"),
    ],
)
def test_elements_and_addresses(html: str, clean: str) -> None:
    assert inside(html) == clean


@pytest.mark.parametrize(
    ("style", "clean"),
    [
        ("color:red", "color:red"),
        ("COLOR : #FF0000 ; Font-Family: Arial, 'Malgun Gothic'", "color:#FF0000;font-family:Arial, 'Malgun Gothic'"),
        ("position:fixed;top:0;color:red", "color:red"),
        ("background:url(http://x)", "background:none"),
        ("background:#fff url('http://x.org/a b') no-repeat", "background:#fff url(&quot;remote:0&quot;) no-repeat"),
        ("background-image:\\75 rl(http://x.org)", "background-image:url(&quot;remote:0&quot;)"),
        (
            "background:url(cid:a@b),url(data:image/png;base64,AA==)",
            "background:url(&quot;cid:a@b&quot;),url(&quot;data:image/png;base64,AA==&quot;)",
        ),
        ("background:url('cid:a&quot;);b')", "background:url(&quot;cid:a%22%29;b&quot;)"),
        ("background:url('data:image/svg+xml,x')", "background:none"),
        ("background:url(file:///etc/passwd)", "background:none"),
        ("border-image:url(http://x.org)", ""),
        ("width:expression(alert(1))", ""),
        ("-moz-binding:url(x)", ""),
        ("behavior:url(x)", ""),
        ("color:rgb(1, 2, 3)", "color:rgb(1, 2, 3)"),
        ("color:RGBA(1,2,3,.5);width:rgb(url(x))", "color:RGBA(1,2,3,.5)"),
        ("width:calc(100% - 10px)", "width:calc(100% - 10px)"),
        ("background:image-set('http://x' 1x)", ""),
        ("color:red !important", "color:red !important"),
        ("color:red/* url(x) */", "color:red"),
        ("font-family:'a</style><script>'", ""),
        ("z-index:99999;transform:scale(99)", ""),
        ("display:block javascript:x;color:red", "color:red"),
        ("font-style:italic;text-align-last:left", "font-style:italic;text-align-last:left"),
        ("list-style-position:inside;word-break:break-word", "list-style-position:inside;word-break:break-word"),
        ("color:red;}body{background:url(x)", "color:red"),
    ],
)
def test_style_attributes(style: str, clean: str) -> None:
    escaped = style.replace('"', "&quot;")
    expected = f'<p style="{clean}">x</p>' if clean else "<p>x</p>"
    assert inside(f'<p style="{escaped}">x</p>') == expected


@pytest.mark.parametrize(
    ("sheet", "clean"),
    [
        ("p{color:red}", ".mail p{color:red}"),
        ("p,td.x>a:hover{color:red}", ".mail p,.mail td.x>a:hover{color:red}"),
        ("body{margin:0}", ".mail{margin:0}"),
        ("html body p{margin:0}", ".mail p{margin:0}"),
        ("body.dark p{margin:0}", ".mail.dark p{margin:0}"),
        ("body .dark{margin:0}", ".mail .dark{margin:0}"),
        (":root{color:red}", ".mail{color:red}"),
        ("*{color:red}", ".mail *{color:red}"),
        ("bodyx{color:red}", ".mail bodyx{color:red}"),
        ("<!-- p{color:red} -->", ".mail p{color:red}"),
        (
            "@media (max-width: 600px){p{width:100%!important}}",
            "@media (max-width: 600px){.mail p{width:100% !important}}",
        ),
        ("@import 'http://x';p{color:red}", ".mail p{color:red}"),
        ("@font-face{font-family:x;src:url(http://x)}p{color:red}", ".mail p{color:red}"),
        ("p{background:url(http://x.org)}", '.mail p{background:url("remote:0")}'),
        ("p{position:absolute}", ""),
        ("p{content:'<'}q::before{content:'x';content:url(x)}", '.mail q::before{content:"x"}'),
        ("a[href='<']{color:red}", ""),
        ("@charset 'x';@namespace x;@keyframes a{}", ""),
        ("p:is(a,b),q{color:red}", ".mail p:is(a,b),.mail q{color:red}"),
        ("p{color:red", ".mail p{color:red}"),
    ],
)
def test_style_sheets(sheet: str, clean: str) -> None:
    expected = f"<style>{clean}</style>x" if clean else "x"
    assert inside(f"<style>{sheet}</style>x") == expected


def test_a_sheet_ends_where_a_browser_ends_it() -> None:
    assert inside("<style>p{content:'</style><script>alert(1)</script>'}</style>x") == "'}x"


def test_a_sheet_in_a_comment_is_not_used() -> None:
    assert inside("<!--[if mso]><style>p{color:red}</style><![endif]-->x") == "x"


def test_colours_of_the_body_move_to_the_wrapper() -> None:
    html = (
        '<html><body bgcolor="#ffeeee" text=black style="margin:0;position:fixed" class="a b" dir=RTL onload=x>t</body>'
    )
    assert sanitise(html, "m1").html == (
        '<div class="m1 a b" style="color:black;background-color:#ffeeee;margin:0" dir="rtl">t</div>'
    )


def test_a_body_cannot_break_out_of_the_wrapper() -> None:
    clean = sanitise(
        """<body class='"><script>x' bgcolor='red;position:fixed' style='color:red"><b'>t</div></div>"""
    ).html
    assert "script" not in clean
    assert clean.count("<div") == clean.count("</div>") == 1


@pytest.mark.parametrize(
    ("html", "count"),
    [
        ("<img src=http://x/a.png>", 1),
        ("<img src=HTTPS://x/a.png><img src=//x/b.png>", 2),
        ("<img src=x srcset='http://x/a.png 2x'>", 1),
        ("<img srcset='http://x/a.png 2x'>", 1),
        ("<table background=http://x><tr><td background=http://y>", 2),
        ("<body background=http://x>", 1),
        ("<p style='background:url(http://x)'>", 1),
        ("<p style='background:url(&quot;http://x&quot;)'>", 1),
        ("<style>p{background:url(http://x)}@import url(http://y);@font-face{src:url(z)}</style>", 3),
        ("<img src=cid:a><img src=data:image/png,x><p style='background:url(cid:x)'>", 0),
        ("<a href=http://x>", 0),
        ("<p style='color:red'>", 0),
    ],
)
def test_remote_images_are_taken_out_and_counted(html: str, count: int) -> None:
    clean = sanitise(html)
    assert clean.blocked_remote == count
    assert "http" not in clean.html.lower().replace('href="http', "")


def test_a_newsletter_takes_milliseconds() -> None:
    row = (
        "<table width=600 cellpadding=0><tr><td style='font-family:Arial,sans-serif;font-size:14px;color:#333;"
        "padding:10px 20px' align=left bgcolor=#fff><a href='https://x.example/z' style='color:#06c'>Hello</a></table>"
    )
    sanitise(row)
    with little_work(0.2):
        sanitise(row * 400)


@pytest.mark.parametrize(
    "unit",
    ["<", "<a", "<!--", "&", "&amp;", "<style>a{}</style>", "<style>", "<p style='a:b'>x</p>", "<p style='a:rgb(1",
     "'", "<p a='", "</", "<body>", "<noscript>", "<b>x</b>"],
)  # fmt: skip
def test_hostile_repetition_takes_no_time(unit: str) -> None:
    sanitise("<style>p{color:red}</style>")
    with little_work(3):
        sanitise(unit * 50_000)


@pytest.mark.parametrize(
    "css", ["(", "{", "a{", "@media x{", "a,", "a{color:rgb(", "'", "\\", "a{b:c}", "[", "/*", "a{b:("]
)
def test_hostile_sheets_take_no_time(css: str) -> None:
    with little_work(4):
        sanitise(f"<style>{css * 20_000}</style>")
        sanitise(f'<p style="{css * 20_000}">')


@pytest.mark.parametrize(
    "html",
    [
        '<bdo dir="rtl">moc.knab</bdo>',
        '<b style="unicode-bidi:bidi-override;direction:rtl">moc.knab</b>',
        "<style>b{unicode-bidi:isolate-override}</style>moc.knab",
        "<style>a::before{content:'www.' 'bank.com'}</style>moc.knab",
    ],
)
def test_what_is_read_is_what_is_written(html: str) -> None:
    clean = sanitise(html).html
    assert "moc.knab" in clean
    assert not any(word in clean for word in ("bdo", "override", "content", "www"))


@pytest.mark.parametrize("meta", ["<meta http-equiv=Content-Type content=charset>", "<META content=x;charset>"])
def test_a_meta_that_breaks_the_parser(meta: str) -> None:
    """Found by fuzzing: html5ever reads behind the end of its content."""
    clean = sanitise(f"<head>{meta}</head><p>x</p>")
    assert clean.refused is None
    assert "<p>x</p>" in clean.html


def test_a_mistake_of_the_parser_shows_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def breaks(*_: object, **__: object) -> str:
        raise PanicException

    monkeypatch.setattr(nh3, "clean", breaks)
    clean = sanitise("<p>some <b>words</b></p>")
    assert clean.refused is MimeWarning.HTML_TOO_DEEP
    assert clean.html == '<div class="mail"><pre>some words</pre></div>'


def test_being_stopped_is_no_mistake_of_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(nh3, "clean", stopped)
    with pytest.raises(KeyboardInterrupt):
        sanitise("<p>x</p>")
