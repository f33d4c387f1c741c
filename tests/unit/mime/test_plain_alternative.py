"""The text beside the HTML that goes out."""

import pytest

from mailclient.mime.plain_alternative import plain_alternative
from mailclient.mime.text_table import table_lines
from tests.little_work import little_work


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<p>one<br>two</p>\n<p>three</p>", "one\ntwo\n\nthree"),
        ("<a href='https://example.org/plan'>the plan</a>.", "the plan <https://example.org/plan>."),
        ("<a href='https://example.org/'>example.org</a>", "example.org"),
        ("<a href='https://example.org/a?b'>https://example.org/a?b</a>", "https://example.org/a?b"),
        ("<a href='mailto:ann@example.org'>ann@example.org</a>", "ann@example.org"),
        ("<a href='mailto:ann%40example.org?subject=x'>Ann</a>", "Ann <ann@example.org>"),
        ("<a href='#top'>up</a> <a href='javascript:x()'>y</a> <a>z</a>", "up y z"),
        ("<a href='https://a.example/'><img alt='Logo'></a>", "[Logo] <https://a.example/>"),
        ("<a href='https://a.example/'><img></a>x", "x"),
        ("<a href='https://a.example/x'>one </a>two <a href='https://b.example/y'>x",
         "one <https://a.example/x> two x"),
        ("<img alt='Chart of May'> <img alt='🎉'> <img alt=''>", "[Chart of May] 🎉"),
        ("snake_case *x* **kept** 1. # [a](b) \\ `c`", "snake_case *x* **kept** 1. # [a](b) \\ `c`"),
        ("<p>1. no list</p><p>+ plus</p><p>- dash</p>", "1. no list\n\n+ plus\n\n- dash"),
        ("<b>bold</b>, <i>italic</i>, <code>code</code>", "bold, italic, code"),
        ("<ul><li>one<ul><li>deep</li></ul></li><li>two</li></ul>", "- one\n  - deep\n- two"),
        ("<ol start=3><li>three</li><li>four</li></ol>", "3. three\n4. four"),
        ("<ul><li><p>one</p></li><li><p>two</p></li></ul>", "- one\n\n- two"),
        ("<pre>def f():\n    return 1</pre>", "def f():\n    return 1"),
        ("<p>Ann wrote:</p><blockquote><p>a<br>b</p><blockquote>c<br>d</blockquote></blockquote>",
         "Ann wrote:\n\n> a\n> b\n>\n>> c\n>> d"),
        ("<blockquote><ul><li>a<ul><li>b</li></ul></li></ul><pre>c\n d</pre><p>e</p></blockquote><p>f</p>",
         "> - a\n>   - b\n>\n> c\n>  d\n>\n> e\n\nf"),
        ("<ul><li>a</li></ul><ol><li>b</li></ol>c", "- a\n\n1. b\n\nc"),
        ("<p>x:</p><blockquote><table><tr><td>a<td>b</table></blockquote>", "x:\n\n> a  b"),
        ("<p>text</p><p>-- <br>Ann</p>", "text\n\n-- \nAnn"),
        ("<blockquote>-- <br>Bob</blockquote><p>-- <br>Ann</p>", "> --\n> Bob\n\n-- \nAnn"),
        ("<p>Work&nbsp; Ltd.&nbsp;</p><p>--&nbsp;<br>Ann</p>", "Work  Ltd.\n\n-- \nAnn"),
        ("안녕하세요<br>日本語 😀", "안녕하세요\n日本語 😀"),
        ("a<!-- b --><![x[y]]><?php z ?><!DOCTYPE html>c", "ac"),
        ("<div style='display:none'>hidden <a href='https://x.example'>x</a><img alt=y></div>shown", "shown"),
        ("<style>p{}</style><script>x</script>shown", "shown"),
        ("&lt;b&gt; &amp;amp; a &lt; b", "<b> &amp; a < b"),
    ],
)  # fmt: skip
def test_text_of_html(html: str, text: str) -> None:
    assert plain_alternative(html) == text


def test_a_table_of_data_is_in_columns() -> None:
    rows = (("Item", "Price"), ("사과", "1,200"), ("apples", "$ 9.50"))
    cells = ["".join(f"<{'th' if not n else 'td'}>{text}</td>" for text in row) for n, row in enumerate(rows)]
    html = "<p>Before</p><table><tbody>" + "".join(f"<tr>{row}</tr>\n" for row in cells) + "</tbody></table>after"
    assert plain_alternative(html) == (
        "Before\n\nItem     Price\n------  ------\n사과     1,200\napples  $ 9.50\n\nafter"
    )


def test_a_quoted_table_is_quoted() -> None:
    table = "<table><tr><td>a</td><td>b</td></tr><tr><td>long</td><td>c</td></tr></table>"
    lines = plain_alternative(f"<blockquote><p>x</p>{table}</blockquote>").split("\n")
    assert lines == ["> x", ">", "> a     b", "> long  c"]


def test_a_wide_table_has_a_line_for_each_row() -> None:
    html = f"<table><tr><td>{'x' * 50}</td><td>{'y' * 50}</td></tr><tr><td>a &lt; b</td><td>c</td></tr></table>"
    assert plain_alternative(html) == f"{'x' * 50} | {'y' * 50}\na < b | c"


def test_a_table_that_arranges_a_page_stays_text() -> None:
    nested = "<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td><td>c</td></tr></table>"
    assert plain_alternative(nested).split() == ["a", "b", "c"]
    assert plain_alternative("<table><tr><td>one column</td></tr><tr><td>of text</td></tr></table>") == (
        "one column\nof text"
    )
    assert plain_alternative("<table><tr><td><p>a</p><p>b</p></td><td>c</td></tr></table>").split() == ["a", "b", "c"]


def test_empty_cells_and_rows_make_no_junk() -> None:
    html = f"<table><tr><td></td><td> </td></tr><tr><td>{'word ' * 30}</td><td>&nbsp;</td></tr></table>"
    assert plain_alternative(html) == ("word " * 30).rstrip()
    html = "<table><tr><th>a</th><th>b</th></tr><tr><td></td><td></td></tr><tr><td>1</td><td></td></tr></table>"
    assert plain_alternative(html) == "a  b\n-  -\n1"


def test_columns_of_tables() -> None:
    assert table_lines([["a"], ["b", "c"]], has_head=False, room=10) == ["a", "b  c"]
    assert table_lines([["a" * 6, "b" * 6]], has_head=False, room=10) is None


@pytest.mark.parametrize(
    "unit",
    ["<br>", "<p>a</p>", "<table><tr><td>a<td>b</table>", "<table>", "<td>a", "<a href=http://x>", "<a href='", "<!--",
     "<![", "<blockquote>", "<li>", "<ul>", "</table>", "<pre>\n", "<img alt=x>"],
)  # fmt: skip
def test_hostile_repetition_takes_no_time(unit: str) -> None:
    plain_alternative("warm")
    with little_work(5):
        plain_alternative(unit * 20_000)


def test_pasted_pictures_and_deep_nesting_give_their_words() -> None:
    assert plain_alternative("<div>" * 100_000 + "deep") == "deep"
    assert plain_alternative("before<img src='data:image/png;base64," + "A" * 3_000_000 + "'>after") == "beforeafter"
