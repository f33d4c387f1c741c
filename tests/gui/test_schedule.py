"""Sending later: the times offered, typed dates, the calendar."""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands
from mailclient.bridge.draft import DraftContent, Importance
from mailclient.gui.composer.composers import ComposerPane
from mailclient.gui.composer.schedule.offers import offers, zoned_now
from mailclient.gui.composer.schedule.time_dialog import TimeDialog
from tests.gui.composing import hand_over, sent, type_letter
from tests.gui.scripted_link import ScriptedLink

SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2031, 11, 19, 15, 20, tzinfo=SEOUL)
"""A Wednesday."""


@pytest.fixture
def dialog(qtbot: QtBot) -> TimeDialog:
    made = TimeDialog(None, now=lambda: NOW)
    qtbot.addWidget(made)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    with qtbot.waitExposed(made):
        made.show()
    return made


def words(now: datetime) -> list[str]:
    return [f"{offer.words} {offer.at:%a %H:%M}" for offer in offers(now)]


def test_what_is_offered() -> None:
    assert words(NOW) == ["Later today Wed 18:00", "Tomorrow morning Thu 09:00", "Monday morning Mon 09:00"]
    assert words(NOW.replace(hour=17, minute=30)) == ["Tomorrow morning Thu 09:00", "Monday morning Mon 09:00"]
    assert words(NOW.replace(day=23)) == ["Later today Sun 18:00", "Tomorrow morning Mon 09:00"]


def test_the_zone_has_its_rules() -> None:
    assert zoned_now().tzinfo is not None


def test_typed_date_is_shown_in_full_before_it_counts(dialog: TimeDialog) -> None:
    QTest.keyClicks(dialog.line, "next friday 6pm")
    assert dialog.told.text() == "It goes on Friday, 28 November 2031, 18:00."
    assert dialog.calendar.days.day.isoformat() == "2031-11-28"
    chosen: list[datetime] = []
    dialog.chosen.connect(chosen.append)
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    assert chosen == [datetime(2031, 11, 28, 18, tzinfo=SEOUL)]


@pytest.mark.parametrize(("typed", "said"), [("soon", "not understood"), ("2031-01-02", "has passed")])
def test_what_does_not_count_cannot_be_taken(dialog: TimeDialog, typed: str, said: str) -> None:
    QTest.keyClicks(dialog.line, typed)
    assert said in dialog.told.text()
    assert not dialog.confirm.isEnabled()
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    assert dialog.isVisible()


def test_a_day_in_the_calendar(dialog: TimeDialog) -> None:
    days = dialog.calendar.days
    QTest.keyClicks(dialog.line, "tomorrow 7pm")
    place = next(
        QPoint(x, y)
        for y in range(40, days.height(), 32)
        for x in range(10, days.width(), 20)
        if days.day_at(QPoint(x, y)) == NOW.date().replace(day=26)
    )
    QTest.mouseClick(days, Qt.MouseButton.LeftButton, pos=place)
    assert dialog.at == datetime(2031, 11, 26, 19, tzinfo=SEOUL)
    assert dialog.line.text() == ""
    QTest.keyClick(days, Qt.Key.Key_Right)
    QTest.keyClick(days, Qt.Key.Key_PageDown)
    assert dialog.told.text() == "It goes on Thursday, 25 December 2031, 19:00."


def test_the_time_is_typed_as_one_speaks(dialog: TimeDialog) -> None:
    QTest.keyClicks(dialog.line, "tomorrow")
    for typed, meant in (("18:30", (18, 30)), ("6pm", (18, 0)), ("오후 3시", (15, 0)), ("0:05", (0, 5))):
        dialog.clock.clear()
        dialog.clock.insert(typed)
        dialog.clock.textEdited.emit(typed)
        assert dialog.at is not None
        assert (dialog.at.hour, dialog.at.minute) == meant
        assert dialog.at.day == 20
    dialog.clock.setText("soon")
    dialog.clock.textEdited.emit("soon")
    assert not dialog.confirm.isEnabled()


def test_days_that_are_over_cannot_be_chosen(dialog: TimeDialog) -> None:
    days = dialog.calendar.days
    days.choose(NOW.date())
    QTest.keyClick(days, Qt.Key.Key_Up)
    assert days.day == NOW.date()
    days.turn(-1)
    assert days.month.month == 11


def test_an_offer_sends_it_with_its_time(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    composer.schedule.now = lambda: NOW
    composer.bottom.later.aboutToShow.emit()
    composer.bottom.later.actions()[1].trigger()
    qtbot.waitUntil(lambda: bool(sent(link, commands.SendDraft)))
    content = msgspec.msgpack.decode(sent(link, commands.SendDraft)[-1].content, type=DraftContent)
    assert content.send_at == datetime(2031, 11, 20, 9, tzinfo=SEOUL).timestamp()


def test_the_time_is_kept_in_the_draft_and_can_be_taken_away(
    qtbot: QtBot, composer: ComposerPane, link: ScriptedLink
) -> None:
    type_letter(composer)
    composer.schedule.choose(NOW.timestamp())
    assert composer.schedule.bar.isVisible()
    assert composer.content().send_at == NOW.timestamp()
    composer.schedule.choose(None)
    assert not composer.schedule.bar.isVisible()
    assert hand_over(qtbot, composer, link).content.send_at is None


def test_wishes_go_along(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    composer.wishes.receipt.trigger()
    composer.wishes.reports.trigger()
    composer.wishes.choose(Importance.HIGH)
    content = hand_over(qtbot, composer, link).content
    assert (content.receipt, content.reports, content.importance) == (True, True, Importance.HIGH)
