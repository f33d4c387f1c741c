"""Templates: kept in order, inserted from the menu and by a short name, with their fields filled in."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.gui.composer.pane import ComposerPane
from mailclient.gui.templates.inserting import insert_template
from mailclient.gui.templates.menu import TemplateMenu
from mailclient.gui.templates.template_dialog import TemplateDialog, fresh_template
from mailclient.gui.templates.templates_dialog import TemplatesDialog
from mailclient.mail.address import Address
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.template import Template
from mailclient.store import templates
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction
from tests.gui.sample_store import Sample, change
from tests.gui.scripted_link import ScriptedLink

THANKS = Template(
    "1", "Thanks", "thx", "Thanks, {first name}", "<p>Dear {First Name},</p><p>{cursor}</p><p>{my name}</p>"
)


def store(sample: Sample, some: Sequence[Template]) -> None:
    def work(tx: Transaction) -> None:
        templates.replace(tx, some)

    change(sample.path, work)


def test_it_comes_with_its_fields_and_the_cursor_in_its_place(composer: ComposerPane) -> None:
    composer.fields.to.add([Address("Minji <b>Kim", "minji@example.org")])
    insert_template(composer, THANKS)
    assert composer.fields.subject.text() == "Thanks, Minji"
    assert composer.editor.text().split() == ["Dear", "Minji,", "Alice", "Kim"]
    QTest.keyClicks(composer.editor, "HERE")
    lines = [line for line in composer.editor.text().splitlines() if line]
    assert lines.index("HERE") == 1


def test_a_short_name_and_tab(composer: ComposerPane, sample: Sample, link: ScriptedLink) -> None:
    store(sample, [THANKS])
    menu = TemplateMenu(composer, Reader(sample.path), link)
    composer.editor.setFocus()
    QTest.keyClicks(composer.editor, "Hi. thx")
    QTest.keyClick(composer.editor, Qt.Key.Key_Tab)
    assert "Dear" in composer.editor.text()
    assert "thx" not in composer.editor.text()
    menu.aboutToShow.emit()
    assert menu.actions()[0].text() == "Thanks\tthx"


def test_they_are_kept_in_their_order(qtbot: QtBot, composer: ComposerPane, sample: Sample, link: ScriptedLink) -> None:
    store(sample, [THANKS, Template("2", "Bye")])
    dialog = TemplatesDialog(Reader(sample.path), link, composer)
    qtbot.addWidget(dialog)
    dialog.list.move_requested.emit(1, 0)
    command = link.last(commands.SetTemplates)
    assert isinstance(command, commands.SetTemplates)
    assert [one.name for one in command.templates] == ["Bye", "Thanks"]
    store(sample, command.templates)
    assert Reader(sample.path).templates() == list(command.templates)


def test_a_short_name_is_one_word_of_its_own(qtbot: QtBot, composer: ComposerPane) -> None:
    dialog = TemplateDialog(fresh_template("Plan", "<p>x</p>"), [THANKS], composer)
    qtbot.addWidget(dialog)
    for short, fits in (("THX", False), ("two words", False), ("plan", True)):
        dialog.short.setText(short)
        assert dialog.keep.isEnabled() is fits


def test_it_is_told_when_a_template_cannot_be_kept(composer: ComposerPane, sample: Sample, link: ScriptedLink) -> None:
    menu = TemplateMenu(composer, Reader(sample.path), link)
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if "Save as template" in action.text()).trigger()
    dialog = composer.findChild(TemplateDialog)
    assert dialog is not None
    dialog.chosen.emit(THANKS)
    command = link.last(commands.SetTemplates)
    assert isinstance(command, commands.SetTemplates)
    assert command.templates == (THANKS,)
    assert not composer.bar.isVisible()
    link.deliver(events.Failed(command.request_id, Problem(ProblemKind.DISK_FULL)))
    assert composer.bar.isVisible()
    dialog.reject()
