import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailclient.mime.html import sanitise
from mailclient.mime.quoted import Parted, without_quoted_html, without_quoted_text

TEXTS = {
    "attribution of two lines": ("Yes.\n\nOn Mon, 3 Jan 2026, Kim\n<kim@x.org> wrote:\n\n> old\n>> older\n", "Yes."),
    "Korean attribution": ("네.\n\n2026년 1월 3일 (토) 오전 10:00, 김민지 <m@x.org>님이 작성:\n> 안녕", "네."),
    "a list's footer below": ("Ok\n> old\n__________________________\nlist mailing list\nlist@x", "Ok"),
    "Outlook": ("Ok\n\n-----Original Message-----\nFrom: Kim\nSent: Monday\nTo: a\n\ntext", "Ok"),
    "Outlook, a rule": ("Ok\n\n________________________________\nFrom: Kim\nSent: Monday\nTo: a\n\ntext", "Ok"),
    "Outlook in Korean": ("네\n\n보낸 사람: 김\n보낸 날짜: 월요일\n받는 사람: 이\n\n글", "네"),
    "what introduces a quote is one's own": ("Note:\n> quote", "Note:"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_text(name: str) -> None:
    text, own = TEXTS[name]
    assert without_quoted_text(text) == Parted(own, has_quote=True)


@pytest.mark.parametrize(
    "text",
    ["> all", "Yes\n> a\nno\n> b\nok", "> their question\nmy answer", "plain", "", "From: is a word\nI use", "a > b"],
)
def test_text_without_a_quote_at_its_end(text: str) -> None:
    assert without_quoted_text(text) == Parted(text, has_quote=False)


GMAIL = (
    '<div>Thanks</div><br><div class="gmail_quote"><div class="gmail_attr">On Mon, Kim wrote:<br></div>'
    "<blockquote>old</blockquote></div>"
)
OUTLOOK = (
    '<p>Thanks</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt"><p><b>From:</b> Kim</p>'
    "</div></div><p>old</p>"
)
THUNDERBIRD = (
    '<p>Thanks</p><div class="moz-cite-prefix">Kim wrote:<br></div><blockquote>old<blockquote>x</blockquote>'
    "</blockquote><p>&nbsp;<br></p>"
)


@pytest.mark.parametrize("html", [GMAIL, OUTLOOK, THUNDERBIRD, "<p>Thanks</p><blockquote>old</blockquote>"])
def test_html(html: str) -> None:
    clean = sanitise(html).html
    own, has_quote = without_quoted_html(clean)
    assert has_quote
    assert "Thanks" in own
    assert "old" not in own
    assert sanitise(own).html == f'<div class="mail">{own}</div>'


@pytest.mark.parametrize(
    "html",
    [
        "<blockquote>all</blockquote>",
        '<blockquote>old</blockquote><p>an answer below</p><img src="cid:x">',
        "<blockquote>one</blockquote><p>yes</p><blockquote>two</blockquote><p>no</p>",
        "<p>a</p><blockquote>quote</blockquote><table><tr><td>b</td></tr></table>",
        "",
    ],
)
def test_html_without_a_quote_at_its_end(html: str) -> None:
    clean = sanitise(html).html
    assert without_quoted_html(clean) == Parted(clean, has_quote=False)


def test_many_quotes_cost_no_more_than_their_length() -> None:
    clean = "<p>a</p>" + "<blockquote>b</blockquote><p>c</p>" * 20_000 + "<blockquote>d</blockquote>"
    own, has_quote = without_quoted_html(clean)
    assert has_quote
    assert own.endswith("<p>c</p>")


@given(st.lists(st.sampled_from(["", "> a", ">> b", "words", "On 1 Jan, Kim wrote:", "From: x", "Sent: y", "_" * 30])))
def test_only_the_end_is_taken_away(lines: list[str]) -> None:
    text = "\n".join(lines)
    own, has_quote = without_quoted_text(text)
    assert text.startswith(own)
    assert bool(own.strip()) or not has_quote


_PIECES = st.sampled_from(["<p>", "</p>", "a", "<blockquote>", "</blockquote>", '<div class="gmail_quote">', "</div>"])


@given(st.lists(_PIECES, max_size=20))
def test_what_is_left_is_well_formed(pieces: list[str]) -> None:
    clean = sanitise("".join(pieces)).html
    own, _ = without_quoted_html(clean)
    assert own.count("<div") == own.count("</div>")
    assert own.count("<blockquote") == own.count("</blockquote>")
