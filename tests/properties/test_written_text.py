"""Any text that can be written: out as HTML and in again is the same; plain text and back is the same."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QTextCursor, QTextDocument
from pytestqt.qtbot import QtBot

from mailclient.gui.composer.editing.document_reading import passages_of
from mailclient.gui.composer.editing.document_writing import insert_passages
from mailclient.gui.composer.editing.html_reading import passages_of_html
from mailclient.gui.composer.editing.html_writing import html_of_passages
from mailclient.gui.composer.editing.merging import merged
from mailclient.gui.composer.editing.passage import Cell, Kind, Line, Passage, Table, lines_in
from mailclient.gui.composer.editing.plain_writing import plain_of_passages, plain_passages
from mailclient.gui.composer.editing.run import INKS, Look, Picture, Run, merged_runs

WORDS = st.text(st.sampled_from("ab  \xa0<&>\"'.-1\t😀안녕שلé"), min_size=1, max_size=8)
URLS = st.sampled_from(["", "", "", "https://example.org/?a=1&b=2", "mailto:a@example.org"])
LOOKS = st.builds(
    Look,
    bold=st.booleans(),
    italic=st.booleans(),
    strike=st.booleans(),
    code=st.booleans(),
    ink=st.sampled_from(["", "", INKS[0], INKS[3]]),
    marker=st.sampled_from(["", "", INKS[1], INKS[7]]),
    url=URLS,
)
TEXT_RUNS = st.builds(Run, WORDS, st.one_of(st.just(Look()), LOOKS))
PICTURES = st.builds(
    lambda n, alt, width: Run("", Look(), Picture(f"p{n}@x", alt, width)),
    st.integers(0, 3),
    st.sampled_from(["", "chart"]),
    st.sampled_from([0, 240]),
)
RUNS = st.lists(st.one_of(TEXT_RUNS, TEXT_RUNS, TEXT_RUNS, PICTURES), max_size=4).map(merged_runs)
KINDS = st.sampled_from([Kind.TEXT] * 5 + [Kind.HEADING_1, Kind.HEADING_2, Kind.HEADING_3, Kind.CODE, Kind.RULE])


def line_of(runs: tuple[Run, ...], kind: Kind, level: int, tag: str, depth: int, align: str) -> Line:
    if kind is Kind.RULE:
        return Line(kind=kind, level=level)
    if tag:
        return Line(runs, Kind.TEXT, level, tag, depth)
    return Line(runs, kind, level, align=align if runs else "")


TAGS = st.sampled_from(["", "", "", "ul", "ol"])
LINES = st.builds(
    line_of, RUNS, KINDS, st.sampled_from([0, 0, 0, 1, 2]), TAGS, st.integers(1, 3), st.sampled_from(["", "", "center"])
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    level = draw(st.sampled_from([0, 0, 1]))
    width = draw(st.integers(2, 3))
    cells = st.lists(st.builds(Line, RUNS, level=st.just(level)), min_size=1, max_size=2).map(
        lambda found: Cell(tuple(found))
    )
    rows = draw(st.lists(st.lists(cells, min_size=width, max_size=width).map(tuple), min_size=1, max_size=3))
    return Table(tuple(rows), draw(st.integers(0, 1)), level)


TEXTS = st.lists(st.one_of(LINES, LINES, LINES, LINES, tables()), max_size=8)


def through_document(passages: list[Passage]) -> list[Passage]:
    document = QTextDocument()
    insert_passages(QTextCursor(document), passages)
    return passages_of(document)


@pytest.mark.usefixtures("qapp")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_out_and_in_is_the_same(passages: list[Passage]) -> None:
    html = html_of_passages(through_document(passages))
    again, urls = passages_of_html(html)
    assert not urls
    assert html_of_passages(again) == html
    assert html_of_passages(through_document(again)) == html


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_no_word_is_lost(passages: list[Passage]) -> None:
    again, _ = passages_of_html(html_of_passages(passages))
    assert words(again) == words(passages)


def words(passages: list[Passage]) -> str:
    return "".join("".join(line.text.split()) for line in lines_in(passages))


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_plain_and_back_is_the_same(passages: list[Passage]) -> None:
    assert merged(passages, plain_passages(passages)) == passages


@settings(max_examples=40, deadline=None)
@given(TEXTS, st.lists(WORDS.map(lambda text: Line((Run(text),))), max_size=2), st.integers(0, 8))
def test_what_is_added_in_plain_text_is_there(passages: list[Passage], added: list[Line], at: int) -> None:
    now = plain_passages(passages)
    now[at:at] = added
    assert plain_of_passages(merged(passages, now)).rstrip("> \n") == plain_of_passages(now).rstrip("> \n")


def test_a_document_is_read_anew_only_where_it_changed(qtbot: QtBot) -> None:
    from mailclient.gui.composer.editor import BodyEditor

    editor = BodyEditor()
    qtbot.addWidget(editor)
    editor.fill_plain("\n".join(f"line {number}" for number in range(50)))
    before = editor.passages()
    cursor = editor.textCursor()
    cursor.setPosition(3)
    cursor.insertText("x\ny")
    after = editor.passages()
    assert len(after) == 51
    assert after[2] is before[1]
    assert after[50] is before[49]
