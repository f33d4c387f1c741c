"""Plain text cut into lines, quotes and links."""

import pytest

from mailclient.gui.message_view.links import shown_address
from mailclient.gui.message_view.plain_lines import Line, Link, lines_of, links_in


def test_quotes_and_signature() -> None:
    text = "Hi\n> one\n>> two\n> > two\n-- \nMinji\n\n"
    assert lines_of(text) == [
        Line("Hi"),
        Line("one", 1),
        Line("two", 2),
        Line("two", 2),
        Line("-- ", 0, signature=True),
        Line("Minji", 0, signature=True),
    ]


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("see https://example.org/a?b=1&c, ok", ["https://example.org/a?b=1&c"]),
        ("(https://example.org/a_(b))", ["https://example.org/a_(b)"]),
        ("www.example.org.", ["http://www.example.org"]),
        ("write to kim@example.co.kr!", ["mailto:kim@example.co.kr"]),
        ("https://example.kr/path에서 확인", ["https://example.kr/path"]),
        ("<https://example.org>", ["https://example.org"]),
        ("javascript:alert(1) file:///etc/passwd https://", []),
    ],
)
def test_links(text: str, urls: list[str]) -> None:
    links = links_in(text)
    assert [link.url for link in links] == urls
    assert all(text[link.start : link.end] in link.url for link in links)


def test_link_place() -> None:
    assert links_in("go https://a.example/b now") == [Link(3, 22, "https://a.example/b")]


def test_many_marks_are_quick() -> None:
    assert lines_of("> " * 50_000)[0].level == 9
    assert links_in("a" * 200_000 + "@") == []


def test_shown_address_does_not_deceive() -> None:
    assert shown_address("https://аррӏе.com/x").startswith("https://xn--")
    assert shown_address("mailto:kim@example.org?subject=x") == "kim@example.org"
