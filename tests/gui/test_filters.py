"""Filters: their list and their editor."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.gui.filters.filter_editor import FilterEditor
from mailclient.gui.filters.filter_list import FilterList
from mailclient.mail.filter import Action, ActionKind, Comparison, Condition, Field, Filter
from mailclient.mail.ids import OperationId
from mailclient.mail.tag import IMPORTANT
from mailclient.store import filters
from mailclient.store.reader import Reader
from tests.gui.sample_store import Sample, change
from tests.gui.scripted_link import ScriptedLink

INVOICES = Filter(
    "Invoices",
    (Action(ActionKind.MOVE, "Projects/Atlas"), Action(ActionKind.TAG, tag=IMPORTANT)),
    (
        Condition(Field.FROM, Comparison.CONTAINS, "billing@"),
        Condition(Field.HEADER, Comparison.IS, "1", "X-Priority"),
        Condition(Field.SIZE, Comparison.ABOVE, "50000"),
        Condition(Field.ATTACHMENT, Comparison.IS, "yes"),
        Condition(Field.TAG, Comparison.IS_NOT, IMPORTANT),
    ),
    any=True,
)
NEWS = Filter("News", (Action(ActionKind.READ),), enabled=False)


@pytest.fixture
def shown(qtbot: QtBot, link: ScriptedLink, sample: Sample) -> FilterList:
    change(sample.path, filters.set_filters, sample.account_id, (INVOICES, NEWS))
    made = FilterList(Reader(sample.path), link, sample.account_id)
    qtbot.addWidget(made)
    made.show()
    return made


def kept(link: ScriptedLink) -> tuple[Filter, ...]:
    command = link.last(commands.SetFilters)
    assert isinstance(command, commands.SetFilters)
    return command.filters


def editor(shown: FilterList) -> FilterEditor:
    return [each for each in shown.findChildren(FilterEditor) if each.isVisible()][-1]


def test_they_are_ordered_switched_and_deleted(shown: FilterList, link: ScriptedLink) -> None:
    lines = shown.list.lines
    assert [lines.item(row).text() for row in range(lines.count())] == ["Invoices", "News"]
    lines.item(1).setCheckState(Qt.CheckState.Checked)
    assert [each.enabled for each in kept(link)] == [True, True]
    lines.setCurrentRow(1)
    shown.list.up.click()
    assert [each.name for each in kept(link)] == ["News", "Invoices"]
    QTest.keyClick(lines, Qt.Key.Key_Delete)
    (question,) = [each for each in shown.findChildren(QDialog) if each.isVisible()]
    assert len(kept(link)) == 2, "it asks first"
    question.accept()
    assert [each.name for each in kept(link)] == ["Invoices"]


def test_the_editor_gives_back_what_it_was_shown(shown: FilterList, link: ScriptedLink) -> None:
    QTest.keyClick(shown.list.lines, Qt.Key.Key_Return)
    editor(shown).finish()
    assert kept(link)[0] == INVOICES


def test_a_new_filter_row_by_row(shown: FilterList, link: ScriptedLink, sample: Sample) -> None:
    shown.list.add.click()
    made = editor(shown)
    made.finish()
    assert made.said.isVisible()
    (condition,) = made.conditions
    QTest.keyClicks(condition.value, "boss@")
    (action,) = made.actions_
    action.kind.setCurrentIndex(action.kind.findData(ActionKind.TAG.value))
    made.finish()
    assert made.isVisible(), "which tag?"
    QTest.keyClicks(action.tag, "Important")
    second = made.add_condition()
    second.field.setCurrentIndex(second.field.findData(Field.AGE.value))
    assert Comparison(second.comparison.currentData()) is Comparison.ABOVE
    QTest.keyClicks(second.value, "30 days")
    assert second.value.text() == "30", "a number"
    second.remove.click()
    made.finish()
    new = kept(link)[-1]
    assert new.conditions == (Condition(Field.FROM, Comparison.CONTAINS, "boss@"),)
    assert new.actions == (Action(ActionKind.TAG, tag=IMPORTANT),)
    assert new.name == "From contains boss@"


def test_a_folder_that_is_gone_stays_named(shown: FilterList, link: ScriptedLink) -> None:
    shown.filters[0] = Filter("Old", (Action(ActionKind.MOVE, "Gone/Away"),))
    made = shown.open(0)
    assert "Gone/Away" in made.actions_[0].folder.currentText()
    made.finish()
    assert kept(link)[0].actions == (Action(ActionKind.MOVE, "Gone/Away"),)


def test_without_an_action_it_is_no_filter(shown: FilterList, link: ScriptedLink) -> None:
    made = shown.open(1)
    made.actions_[0].remove.click()
    made.finish()
    assert made.isVisible()
    assert not any(isinstance(command, commands.SetFilters) for command in link.sent)


def test_they_run_on_a_folder_when_asked(shown: FilterList, link: ScriptedLink, sample: Sample) -> None:
    shown.run_button.click()
    command = link.last(commands.RunFilters)
    assert isinstance(command, commands.RunFilters)
    assert command.folder_id == sample.folders["INBOX"]
    assert not shown.run_button.isEnabled()
    link.deliver(events.Finished(command.request_id, filtered=(OperationId("a"), OperationId("b"))))
    assert shown.run_button.isEnabled()
    assert shown.said.text() == "2 things were done."


def test_tab_goes_through_the_rows_from_the_top(qtbot: QtBot, shown: FilterList) -> None:
    made = shown.open(1)
    made.name.setFocus()
    row = made.add_condition()
    qtbot.waitUntil(row.isVisible)
    seen = []
    for _ in range(6):
        QTest.keyClick(made.focusWidget(), Qt.Key.Key_Tab)
        seen.append(made.focusWidget())
    assert seen == [made.which, row.field, row.comparison, row.value, row.remove, made.add_condition_button]
