"""HTML as text, previews, and format=flowed."""

import pytest

from mailclient.mime.flowed import unflow
from mailclient.mime.html.sanitise import sanitise
from mailclient.mime.html.tags import without_tags
from mailclient.mime.plain import PREVIEW_LIMIT, from_clean_html, preview
from tests.little_work import little_work


def from_html(html: str) -> str:
    """As ``display.py`` does."""
    clean = sanitise(html)
    return without_tags(html) if clean.refused else from_clean_html(clean.html)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("one two", "one two"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("<div>one</div><div><br></div><div>two</div>", "one\n\ntwo"),
        ("<div>one</div><p>two</p><div><div>three</div></div>", "one\n\ntwo\n\nthree"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<ul><li>one</li><li>two</li></ul>", "  - one\n  - two"),
        ("<ol><li>one</li><li>two</li></ol>", "  1. one\n  2. two"),
        ("<blockquote>one<br>two</blockquote>", "> one\n> two"),
        ("<pre>def f():\n    return 1</pre>", "def f():\n    return 1"),
        ("<blockquote><pre>  a\n b</pre></blockquote>", ">\n>   a\n>  b"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<h1>Title</h1>text", "Title\n\ntext"),
        ("<a href='https://x.example/long'>link</a>", "link"),
        ("<img src=cid:x alt=Logo>", "Logo"),
        ("a<b>b</b>c <i>d</i>", "abc d"),
        ("1. a - b * c # d _e_ [f](g) \\h", "1. a - b * c # d _e_ [f](g) \\h"),
        ("<p>- dash</p><p>2024. 11. 3</p>", "- dash\n\n2024. 11. 3"),
        ("안녕<br>日本語", "안녕\n日本語"),
        ("&lt;tag&gt; &amp; &quot;", '<tag> & "'),
        ("<style>p{}</style><script>x</script><title>t</title>shown", "shown"),
        ("<div style='display:none'>hidden <b>deep</b></div>shown", "shown"),
        ("<span style='max-height:0;font-size:0px'>hidden</span>shown", "shown"),
        ("<del>old</del> <code>code</code> <sup>1</sup>", "old code 1"),
    ],
)
def test_text_of_html(html: str, text: str) -> None:
    assert from_html(html) == text


@pytest.mark.parametrize(
    "unit",
    ["<br>", "\n", " ", "<p>a</p>", "- ", "1.", "&nbsp;", "<a href=x>y</a>", "<td>a", "<li>", "<", "a ", "<pre>\n"],
)
def test_hostile_repetition_takes_no_time(unit: str) -> None:
    from_html("warm")
    with little_work(5):
        from_html(unit * 50_000)


def test_words_after_a_pasted_picture_are_found() -> None:
    picture = "<img src='data:image/png;base64," + "A" * 3_000_000 + "'>"
    assert from_html(f"before{picture}after") == "beforeafter"
    assert from_html("<div>" * 1_000 + f"before{picture}after") == "beforeafter"


def test_deep_html_gives_its_words() -> None:
    assert from_html("<div>" * 100_000 + "deep") == "deep"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ""),
        ("one\ntwo\n\nthree", "one two three"),
        ("> quoted\nanswer\n-- \nAnn", "answer"),
        ("On Fri, 20 Nov 2026, Ann wrote:\n> quoted\n\nanswer", "answer"),
        ("2026년 11월 20일 (금) 오후 3:04, 홍길동 <h@x.kr>님이 작성:\n> 인용\n답장입니다", "답장입니다"),
        ("answer\n-----Original Message-----\nFrom: x", "answer"),
        ("> only\n> quoted", "only quoted"),
        ("==========\n*** ---\nreal", "real"),
        ("see https://tracker.example/" + "x" * 100 + " now", "see now"),
        ("\u200b\u034f\u00ad \ufeffhidden padding", "hidden padding"),
        ("🎉🎉", "🎉🎉"),
    ],
)
def test_preview(text: str, line: str) -> None:
    assert preview(text) == line


@pytest.mark.parametrize(
    "line",
    [
        "Bob wrote on Friday, 20 November 2026 09:02:",
        "On Thu, Nov 19, 2026 at 8:00 AM Alice Example <alice@mail.example>\nwrote:",
        "밥 님이 2026년 11월 20일 금요일 09:02에 작성:",
        "Op vr 20 nov 2026 om 09:00 schreef Bob <bob@mail.example>:",
        "2026年11月20日(金) 9:00 Bob <bob@mail.example>:",
    ],
)
def test_a_preview_does_not_say_whose_words_are_quoted(line: str) -> None:
    assert preview(f"{line}\n> Shall we?\n\nYes.") == "Yes."
    assert preview(f"{line}\n\n> Shall we?\n> At ten?\n\nYes.") == "Yes."
    assert preview("Look what I found:\n> Shall we?\n\nYes.") == "Look what I found: Yes."


def test_a_preview_is_short() -> None:
    assert len(preview("한글 " * 1_000)) <= PREVIEW_LIMIT
    assert preview("한글 " * 1_000).endswith("…")


@pytest.mark.parametrize("unit", ["on ", "wrote ", "가님이 ", "-", "_", "> ", "https://", "\n", "am a "])
def test_preview_of_hostile_repetition_takes_no_time(unit: str) -> None:
    with little_work(1):
        preview(unit * 100_000)


@pytest.mark.parametrize(
    ("flowed", "text"),
    [
        ("a \nb\nc", "a b\nc"),
        ("> a \n> b\n>> c \n> d", "> a b\n>> c \n> d"),
        (" >stuffed\n From", ">stuffed\nFrom"),
        ("a \n-- \nAnn", "a \n-- \nAnn"),
        ("a \n", "a "),
        ("> -- \n> Ann", "> -- \n> Ann"),
    ],
)
def test_flowed(flowed: str, text: str) -> None:
    assert [line.rstrip() for line in unflow(flowed).split("\n")] == [line.rstrip() for line in text.split("\n")]


def test_flowed_with_delsp() -> None:
    assert unflow("한국 \n어", delete_space=True) == "한국어"


@pytest.mark.parametrize("line", ["-" * 19_000, "-" * 9_000 + "x" + "-" * 9_000, "on " * 6_000, "_" * 19_000 + "x"])
def test_the_preview_of_one_long_line_takes_no_long_time(line: str) -> None:
    with little_work(1):
        preview(f"words\n{line}\nmore words")
