"""Of a selection in HTML only what was to be seen is quoted: browsers select what is white on white along."""

import pytest

from mailclient.mime.quoting.selected import seen_lines
from tests.little_work import little_work

BODY = (
    '<p>Please <b>answer</b> this,</p><p style="color:#fff">COVERT words</p><div style="text-transform:uppercase">'
    "loud</div><p>and&nbsp;this &lt;too&gt;</p>"
)


@pytest.mark.parametrize(
    ("selection", "quoted"),
    [
        (
            "Please answer this,\n\nCOVERT words\n\nLOUD\nand\xa0this <too>",
            "Please answer this,\n\n\nLOUD\nand\xa0this <too>",
        ),
        ("swer th", "swer th"),
        ("COVERT", ""),
        ("answer this, COVERT", ""),
        ("", ""),
    ],
)
def test_hidden_lines_are_left_out(selection: str, quoted: str) -> None:
    assert seen_lines(selection, BODY) == quoted


def test_many_lines_that_are_not_there_take_no_time() -> None:
    with little_work(5.0):
        assert not seen_lines(
            "\n".join(f"x{number}" for number in range(30_000)), "<p>" + "some words " * 15_000
        ).strip()
