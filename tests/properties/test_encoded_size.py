"""What is told of a message's size while it is written is what it has when it is built."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailclient.mail.address import Address
from mailclient.mime.attached import File
from mailclient.mime.build import message_entity
from mailclient.mime.encoded_size import encoded_size
from mailclient.mime.plain_alternative import plain_alternative
from tests.little_work import little_work

DATE = datetime(2026, 11, 20, tzinfo=UTC)
words = st.sampled_from(
    [
        "word ",
        "회의록 ",
        "日本語",
        "é",
        "=",
        "\n",
        "😀",
        "x" * 90 + " ",
        "a longer run of plain English words ",
        "مرحبا ",
    ]
)
texts = st.lists(words, max_size=400).map("".join)
names = st.sampled_from(["a.txt", "한글 파일.hwp", "ملف " * 10 + ".pdf", "x" * 120, "🎉" * 30])
files = st.tuples(names, st.sampled_from(["application/pdf", "image/png"]), st.integers(0, 200_000))


class Zeros:
    """So many bytes, which nobody reads here."""

    def __init__(self, size: int) -> None:
        self.size = size

    def __iter__(self):  # type: ignore[no-untyped-def]
        raise AssertionError("the size was to be told without reading")


def built_size(text: str, html: str, attached: list[tuple[str, str, int]], to: list[Address], subject: str) -> int:
    return message_entity(
        from_=Address("Ann Example", "ann@example.org"),
        to=to,
        subject=subject,
        date=DATE,
        message_id="00000000-0000-0000-0000-000000000000@example.org",
        text=text,
        html=html,
        files=[File(name, kind, Zeros(size)) for name, kind, size in attached],
    ).whole_size


def assert_near(told: int, built: int) -> None:
    assert abs(told - built) <= 2_048 + built * 0.03


@given(texts, st.lists(files, max_size=5))
def test_of_plain_text(text: str, attached: list[tuple[str, str, int]]) -> None:
    assert_near(encoded_size(text=text, files=attached), built_size(text, "", attached, [], ""))


@given(st.lists(texts, max_size=20), st.lists(files, max_size=5))
def test_of_html(paragraphs: list[str], attached: list[tuple[str, str, int]]) -> None:
    html = "\n".join(f"<p>{text}</p>" for text in paragraphs)
    text = plain_alternative(html)
    assert_near(encoded_size(text=text, html=html, files=attached), built_size(text, html, attached, [], ""))


@pytest.mark.parametrize("name", ["Person", "김철수 님", ""])
def test_of_many_recipients(name: str) -> None:
    to = [Address(name, f"p{number}@example.org") for number in range(2_000)]
    fields = ", ".join(f"{one.name} <{one.address}>" for one in to) + "subject"
    told = encoded_size(text="", fields=fields)
    assert abs(told - built_size("", "", [], to, "subject")) <= told * 0.3


def test_telling_takes_no_time() -> None:
    text = "Some words, ein paar Wörter, 그리고 한국어\n" * 25_000
    with little_work(0.5):
        encoded_size(text=text, html=text)
