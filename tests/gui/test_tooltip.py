"""What others have named is shown in tooltips as it is, not as the HTML that it looks like."""

import pytest
from PySide6.QtGui import Qt, QTextDocument
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mailclient.gui.accounts.password_prompt import PasswordPrompt
from mailclient.gui.message_view.chip import FileChip
from mailclient.gui.message_view.icon_label import ElidedLabel
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.store.reader import Reader
from tests.gui.sample_store import Sample
from tests.gui.scripted_link import ScriptedLink

HOSTILE = '<img src="file://evil.test/x.png"><b>invoice</b>.pdf'


def shown(widget: QWidget) -> str:
    """What a person reads in the tooltip; nothing is loaded for it."""
    tip = widget.toolTip()
    if not Qt.mightBeRichText(tip):
        return tip
    assert "<img" not in tip
    document = QTextDocument()
    document.setHtml(tip)
    return document.toPlainText()


def test_names_of_others_are_no_html(qtbot: QtBot, link: ScriptedLink, sample: Sample) -> None:
    account = Reader(sample.path).accounts()[0]
    label = ElidedLabel(HOSTILE)
    label.resize(10, 20)
    label.show()
    widgets = (
        FileChip(HOSTILE, 5, "paperclip", button_icon="x", button_tip="Stop"),
        PasswordPrompt(account, Problem(ProblemKind.WRONG_PASSWORD, HOSTILE), link).sentence,
        label,
    )
    for widget in widgets:
        qtbot.addWidget(widget)
        assert HOSTILE in shown(widget), widget


@pytest.mark.parametrize("name", ["report.pdf", "김 <kim@example.org>"])
def test_usual_names_stay_as_they_are(qtbot: QtBot, name: str) -> None:
    chip = FileChip(name, 5, "paperclip", button_icon="x", button_tip="Stop")
    qtbot.addWidget(chip)
    assert chip.toolTip() == name
