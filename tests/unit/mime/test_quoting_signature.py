"""The sender's signature is no part of what is answered."""

import pytest

from mailclient.mime.quoting import quotable


@pytest.mark.parametrize(
    ("html", "quoted"),
    [
        ("<p>text</p><p>-- <br>Bob<br>Example Ltd.</p>", "<p>text</p>"),
        ("<p>text</p><p>--&nbsp;<br>Bob</p>", "<p>text</p>"),
        ("<div>text</div><div>-- </div><div>Bob</div>", "<div>text</div>"),
        ("<div>text</div><div>-- <br></div><div>Bob</div>", "<div>text</div>"),
        ("<p>text</p><p>-- <br>Bob</p><blockquote><p>old</p><p>-- <br>Ann</p></blockquote>",
         '<p>text</p><blockquote type="cite"><p>old</p><p>-- <br>Ann</p></blockquote>'),
        ("<p>one -- <br>two</p>", "<p>one -- <br>two</p>"),
        ("<p>one</p><p>--</p><p>two</p>", "<p>one</p><p>--</p><p>two</p>"),
    ],
)  # fmt: skip
def test_it_is_left_out_with_the_line_above_it(html: str, quoted: str) -> None:
    assert quotable(html, signature=False).html == quoted
    assert "Bob" not in html or "Bob" in quotable(html).html
