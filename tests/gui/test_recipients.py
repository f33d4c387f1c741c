"""The recipient fields of a composer, driven by keys, mouse, clipboard, drags and an input method."""

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QFontMetrics, QGuiApplication, QHelpEvent, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip
from pytestqt.qtbot import QtBot

from mailclient.bridge.draft import DraftContent
from mailclient.gui.composer.fields import Fields
from mailclient.gui.composer.recipients.chip import Chip
from mailclient.gui.composer.recipients.dragging import mime_data_of
from mailclient.gui.composer.recipients.field import RecipientField
from mailclient.gui.theme import Scheme, theme
from mailclient.mail.address import Address
from mailclient.mail.recipient_doubts import DoubtKind
from mailclient.store import addresses
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction
from tests.gui.sample_store import Sample, change, noon
from tests.little_work import little_work

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
THREE = "a@x.org, b@x.org, c@x.org"


def _know(tx: Transaction) -> None:
    """Somebody often written to."""
    for _ in range(4):
        addresses.note_written(tx, [(Address("Charlotte", "charlotte@example.org"), 1)])
        addresses.note_written(tx, [(Address("Kim Minji", "minji.kim@example.org"), noon(days_ago=3))])


@pytest.fixture
def fields(qtbot: QtBot, sample: Sample) -> Fields:
    theme().choose(Scheme.LIGHT)
    change(sample.path, _know)
    reader = Reader(sample.path)
    made = Fields(reader, reader.accounts())
    qtbot.addWidget(made)
    made.resize(700, 300)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.fill(DraftContent(), sample.account_id)
    made.to.setFocus()
    return made


@pytest.fixture
def field(fields: Fields) -> RecipientField:
    return fields.to


def paste(field: RecipientField, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(field.line, Qt.Key.Key_V, CTRL)


def emails(field: RecipientField) -> list[str]:
    return [chip.address.address for chip in field.chips]


def click(field: RecipientField, place: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    at = field.rect_of(place).topLeft() + QPoint(15, 13)
    QTest.mouseClick(field.viewport(), Qt.MouseButton.LeftButton, modifiers, at)


def key(field: RecipientField, what: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(field.line, what, modifiers)


def compose(field: RecipientField, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(field.line, event)


def drop(field: RecipientField, data: QMimeData, at: QPoint) -> bool:
    move = QDragMoveEvent(at, Qt.DropAction.MoveAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    field.dragMoveEvent(move)
    event = QDropEvent(
        QPointF(at), Qt.DropAction.MoveAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    field.dropEvent(event)
    return event.isAccepted()


# --- typing and pasting ------------------------------------------------------------------------------------------


def test_nothing_is_finished_amid_a_composition(field: RecipientField) -> None:
    compose(field, "김")
    assert field.typing.composing
    key(field, Qt.Key.Key_Return)
    assert field.chips == []
    compose(field, "", "김민지 <minji@example.kr>")
    key(field, Qt.Key.Key_Return)
    assert [chip.address for chip in field.chips] == [Address("김민지", "minji@example.kr")]


def test_what_is_being_composed_is_completed(field: RecipientField, sample: Sample) -> None:
    change(sample.path, lambda tx: addresses.note_written(tx, [(Address("김민지", "m@example.kr"), 1)]))
    compose(field, "김")
    assert [row.proposal.name for row in field.proposals.rows] == ["김민지"]
    assert field.line.text() == ""


def test_a_quoted_name_may_hold_a_comma(field: RecipientField) -> None:
    QTest.keyClicks(field.line, '"Lee, Jun" <jun@x.org>,')
    assert [chip.address for chip in field.chips] == [Address("Lee, Jun", "jun@x.org")]


def test_many_are_pasted(field: RecipientField) -> None:
    paste(field, "Kim, Minji <m@x.org>; Lee, Jun <j@x.org>\nada@x.org")
    assert [chip.label for chip in field.chips] == ["Kim, Minji", "Lee, Jun", "ada@x.org"]
    assert field.text() == '"Kim, Minji" <m@x.org>, "Lee, Jun" <j@x.org>, ada@x.org'


def test_a_word_is_pasted_to_be_typed_on(field: RecipientField) -> None:
    paste(field, "minji")
    assert field.chips == []
    assert field.line.text() == "minji"
    assert field.proposals.isVisible()


def test_what_is_here_is_not_doubled(field: RecipientField) -> None:
    paste(field, THREE)
    paste(field, "B@x.org, d@x.org")
    assert emails(field) == ["a@x.org", "b@x.org", "c@x.org", "d@x.org"]
    assert field.shown(1).lit
    assert not field.shown(0).lit


def test_ten_thousand_are_folded_and_unfold(qtbot: QtBot, field: RecipientField) -> None:
    with little_work(2):
        paste(field, ", ".join(f"Person {n} <p{n}@example{n % 50}.org>" for n in range(10_000)))
    assert len(field.addresses()) == 10_000
    assert field.folded == 9_990
    assert field.text().count("@") == 10_000
    assert not field.rect_of(10).isEmpty()
    click(field, 10)
    assert field.folded == 0
    field.scroll_to_line()
    key(field, Qt.Key.Key_Backspace)
    key(field, Qt.Key.Key_Delete)
    assert len(field.chips) == 9_999
    qtbot.waitUntil(lambda: len(field.doubts_of) >= 9_999)


def test_each_chip_is_measured_once(field: RecipientField, monkeypatch: pytest.MonkeyPatch) -> None:
    paste(field, ", ".join(f"p{n}@x.org" for n in range(400)))
    field.doubts()
    field.unfold()
    measured: list[str] = []
    width = Chip.width

    def count(chip: Chip, name: QFontMetrics, detail: QFontMetrics) -> int:
        measured.append(chip.recipient.key)
        return width(chip, name, detail)

    monkeypatch.setattr(Chip, "width", count)
    field.resize(500, 200)
    paste(field, "one.more@x.org")
    field.doubts()
    assert set(measured) <= {"one.more@x.org"}
    assert len(field._places.chips) == 401


def test_a_fault_is_told(field: RecipientField) -> None:
    paste(field, "not-an-address, a@x.org")
    assert field.unreadable() == ["not-an-address"]
    assert field.told(0) == "“not-an-address” is not an address: the @ is missing."
    tip = QHelpEvent(QEvent.Type.ToolTip, field.rect_of(0).center(), field.mapToGlobal(field.rect_of(0).center()))
    QApplication.sendEvent(field.viewport(), tip)
    assert QToolTip.text() == field.told(0)


# --- completion --------------------------------------------------------------------------------------------------


def test_completion_says_who_and_when(field: RecipientField) -> None:
    QTest.keyClicks(field.line, "min")
    row = field.proposals.rows[0]
    assert (row.first, row.second, row.when) == ("Kim Minji", "minji.kim@example.org", "last mail 3 days ago")
    key(field, Qt.Key.Key_Return)
    assert field.text() == "Kim Minji <minji.kim@example.org>"
    QTest.keyClicks(field.line, "min")
    assert "minji.kim@example.org" not in [row.second for row in field.proposals.rows]


def test_arrows_choose_and_escape_keeps_what_was_typed(field: RecipientField) -> None:
    QTest.keyClicks(field.line, "example")
    assert len(field.proposals.rows) > 1
    second = field.proposals.rows[1]
    key(field, Qt.Key.Key_Down)
    assert field.proposals.chosen() == second
    key(field, Qt.Key.Key_Escape)
    assert not field.proposals.isVisible()
    assert field.line.text() == "example"
    assert field.chips == []


def test_a_seen_address_can_be_hidden(qtbot: QtBot, field: RecipientField) -> None:
    QTest.keyClicks(field.line, "minji.kim")
    with qtbot.waitSignal(field.hide_requested) as told:
        key(field, Qt.Key.Key_Delete, SHIFT)
    assert told.args == ["minji.kim@example.org"]
    assert "minji.kim@example.org" not in [row.second for row in field.proposals.rows]


# --- selecting, moving, removing ---------------------------------------------------------------------------------


def test_selecting_with_the_mouse(field: RecipientField) -> None:
    paste(field, THREE)
    click(field, 0)
    click(field, 2, SHIFT)
    assert len(field.selected()) == 3
    click(field, 1, CTRL)
    assert [chip.address.address for chip in field.selected()] == ["a@x.org", "c@x.org"]
    key(field, Qt.Key.Key_Delete)
    assert emails(field) == ["b@x.org"]
    key(field, Qt.Key.Key_Z, CTRL)
    assert emails(field) == ["a@x.org", "b@x.org", "c@x.org"]


def test_selecting_with_the_keys(field: RecipientField) -> None:
    paste(field, THREE)
    key(field, Qt.Key.Key_Left)
    key(field, Qt.Key.Key_Left, SHIFT)
    assert [chip.address.address for chip in field.selected()] == ["b@x.org", "c@x.org"]
    key(field, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "b@x.org, c@x.org"
    key(field, Qt.Key.Key_Escape)
    assert not field.selection
    key(field, Qt.Key.Key_A, CTRL)
    QTest.keyClicks(field.line, "d@x.org,")
    assert len(field.chips) == 4


def test_the_cross_removes(field: RecipientField) -> None:
    paste(field, THREE)
    place = field.rect_of(1)
    QTest.mouseClick(
        field.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        QPoint(place.right() - 10, place.center().y()),
    )
    assert emails(field) == ["a@x.org", "c@x.org"]


def test_moving_to_another_field_by_key(fields: Fields) -> None:
    paste(fields.to, THREE)
    key(fields.to, Qt.Key.Key_Left)
    key(fields.to, Qt.Key.Key_Down, ALT)
    assert emails(fields.to) == ["a@x.org", "b@x.org"]
    assert emails(fields.cc) == ["c@x.org"]
    assert fields.cc.isVisible()
    assert [chip.address.address for chip in fields.cc.selected()] == ["c@x.org"]


def test_moving_to_another_field_by_menu(qtbot: QtBot, fields: Fields) -> None:
    paste(fields.to, THREE)
    click(fields.to, 0)
    fields.to.show_menu(QPoint(5, 5))
    menu = fields.to.findChild(QMenu)
    assert menu is not None
    next(action for action in menu.actions() if action.text() == "Move to Bcc").trigger()
    menu.close()
    assert emails(fields.bcc) == ["a@x.org"]
    assert fields.bcc.isVisible()


def test_dropping_text_and_reordering(field: RecipientField) -> None:
    paste(field, THREE)
    data = QMimeData()
    data.setText("z@x.org; y@x.org")
    assert drop(field, data, field.rect_of(1).topLeft() + QPoint(2, 5))
    assert emails(field) == ["a@x.org", "z@x.org", "y@x.org", "b@x.org", "c@x.org"]
    field.move_within({0, 2}, 5)
    assert emails(field) == ["z@x.org", "b@x.org", "c@x.org", "a@x.org", "y@x.org"]


def test_files_are_left_to_the_composer(field: RecipientField) -> None:
    from PySide6.QtCore import QUrl

    from mailclient.gui.composer.recipients.dragging import welcome

    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/tmp/a.pdf")])
    data.setText("file:///tmp/a.pdf")
    assert not welcome(data)
    assert welcome(mime_data_of(field.chips))


def test_a_double_click_edits(field: RecipientField) -> None:
    paste(field, "Kim <kim@x.org>, b@x.org")
    place = field.rect_of(0).topLeft() + QPoint(15, 13)
    QTest.mouseDClick(field.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert field.line.text() == "Kim <kim@x.org>"
    assert emails(field) == ["b@x.org"]


def test_a_group_is_one_chip_and_expands(field: RecipientField) -> None:
    paste(field, "Garden: a@x.org, Bo <b@x.org>; c@x.org")
    assert [chip.label for chip in field.chips] == ["Garden", "c@x.org"]
    assert [one.address for one in field.addresses()] == ["a@x.org", "b@x.org", "c@x.org"]
    again = field.text()
    field.set_text(again)
    assert field.text() == again
    key(field, Qt.Key.Key_Home)
    field.selection.only(0)
    key(field, Qt.Key.Key_Return)
    assert [chip.label for chip in field.chips] == ["a@x.org", "Bo", "c@x.org"]


# --- doubts ------------------------------------------------------------------------------------------------------


def test_a_slip_is_marked_and_mended(fields: Fields) -> None:
    QTest.keyClicks(fields.to.line, "charlote@example.org, jun@gmial.com,")
    kinds = [doubt.kind for doubt in fields.doubts()]
    assert kinds == [DoubtKind.TYPO_OF_KNOWN, DoubtKind.TYPO_OF_DOMAIN]
    assert fields.to.shown(0).mark == "triangle-alert"
    assert "did you mean charlotte@example.org?" in fields.to.told(0)
    click(fields.to, 0)
    fields.to.show_menu(QPoint(5, 5))
    menu = fields.to.findChild(QMenu)
    assert menu is not None
    menu.actions()[0].trigger()
    menu.close()
    assert emails(fields.to) == ["charlotte@example.org", "jun@gmial.com"]
    assert [doubt.kind for doubt in fields.doubts()] == [DoubtKind.TYPO_OF_DOMAIN]


def test_whom_one_writes_to_is_never_doubted(fields: Fields, sample: Sample) -> None:
    change(sample.path, lambda tx: addresses.note_written(tx, [(Address("", "jun@gmial.com"), 1)]))
    QTest.keyClicks(fields.to.line, "jun@gmial.com,minji.kim@example.org,")
    assert fields.doubts() == []


def test_own_address_and_no_reply(fields: Fields) -> None:
    QTest.keyClicks(fields.to.line, "alice@work.example,no-reply@shop.example,")
    assert [(doubt.kind, doubt.serious) for doubt in fields.doubts()] == [
        (DoubtKind.OWN, False),
        (DoubtKind.NOT_READ, True),
    ]
