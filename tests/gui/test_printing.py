"""A message as a PDF."""

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mailclient.gui.message_view.html_content import HtmlContent
from mailclient.gui.message_view.printing import Printout, paper
from mailclient.mail.address import Address
from mailclient.mail.body import Body
from mailclient.mail.message import Envelope
from mailclient.mail.problem import Problem, ProblemKind

_ENVELOPE = Envelope(
    subject="Lunch <today>",
    from_=(Address("Jun", "jun@example.org"),),
    to=(Address("Alice Kim", "alice@work.example"),),
    date=datetime(2024, 5, 1, 10, 0, tzinfo=UTC),
)


def _content(html: str) -> HtmlContent:
    return HtmlContent(html, lambda _cid, reply: reply(None, ""), frozenset(), lambda _number, reply: reply(None, ""))


def test_header_and_text_are_on_the_paper() -> None:
    html = paper(_ENVELOPE, Body(text="1 < 2\nand so on"))
    assert "Lunch &lt;today&gt;" in html
    assert "Jun &lt;jun@example.org&gt;" in html
    assert "<pre>1 &lt; 2\nand so on</pre>" in html


def test_the_pdf_has_the_words(qtbot: QtBot, tmp_path: Path) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    failures: list[Problem] = []
    printout = Printout(_content(paper(_ENVELOPE, Body(text="", html="<p>At noon</p>"))), failures.append, owner)
    file = tmp_path / "lunch.pdf"
    with qtbot.waitSignal(printout.destroyed):
        printout.save_pdf(str(file))
    document = QPdfDocument()
    assert document.load(str(file)) is QPdfDocument.Error.None_
    assert "At noon" in document.getAllText(0).text()
    assert failures == []


def test_a_file_that_cannot_be_written_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    failures: list[Problem] = []
    printout = Printout(_content(paper(_ENVELOPE, Body(text="x"))), failures.append, owner)
    with qtbot.waitSignal(printout.destroyed):
        printout.save_pdf(str(tmp_path / "no folder" / "lunch.pdf"))
    assert [problem.kind for problem in failures] == [ProblemKind.FILE_UNWRITABLE]
