import pytest

from mailclient.cli.table import cell_width, shortened, table, visible, visible_text


def test_columns_are_padded_by_cells() -> None:
    assert table([["1", "김민지", "x"], ["22", "Lee", "long"]]) == "1   김민지  x\n22  Lee     long"


def test_nothing_ends_in_blanks() -> None:
    assert table([["a", ""], ["b", "c"]]) == "a\nb  c"


def test_no_rows() -> None:
    assert table([]) == ""


@pytest.mark.parametrize("text", ["\x1b[2J", "a\nb", "a\r", "\x9b31m", "x\u202ey", "\x00", "\ud800"])
def test_nothing_speaks_to_the_terminal(text: str) -> None:
    assert visible(text).isprintable()
    assert "�" in visible(text)


def test_a_text_keeps_its_lines() -> None:
    assert visible_text("a\r\n\tb\x1b]0;x\x07\n👩\u200d👩") == "a�\n\tb�]0;x�\n👩\u200d👩"


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("short", 5, "short"),
        ("longer", 5, "long…"),
        ("김민지", 6, "김민지"),
        ("김민지", 5, "김민…"),
        ("김민지", 4, "김…"),
    ],
)
def test_shortened(text: str, width: int, expected: str) -> None:
    assert shortened(text, width) == expected
    assert cell_width(shortened(text, width)) <= width


def test_combining_marks_take_no_cell() -> None:
    assert cell_width("e\u0301") == 1
