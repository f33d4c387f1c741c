"""The page "Writing": each choice holds for the next message."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands
from mailclient.gui.composer.composers import Composers, ReplyKind
from mailclient.gui.composer.writing_choices import QuotePlace, SignaturePlace, WritingChoices
from mailclient.gui.controls.choice import Choice
from mailclient.gui.settings.writing_page import WritingPage
from mailclient.gui.spelling import spelling
from mailclient.gui.theme import Scheme, theme
from mailclient.gui.window_state import WindowState
from mailclient.mail.body import Body
from mailclient.profile import Profile
from mailclient.store.reader import Reader
from tests.gui import letters
from tests.gui.sample_store import Sample
from tests.gui.scripted_link import ScriptedLink


@pytest.fixture
def composers(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> Iterator[Composers]:
    theme().choose(Scheme.LIGHT)
    made = Composers(Reader(sample.path), link)
    yield made
    for composer in made.windows:
        composer.go()


@pytest.fixture
def page(qtbot: QtBot, profile: Profile) -> WritingPage:
    made = WritingPage(WindowState(profile))
    qtbot.addWidget(made)
    return made


def pick(box: Choice, value: object) -> None:
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_what_is_chosen_is_kept(page: WritingPage, profile: Profile) -> None:
    pick(page.undo, 60)
    pick(page.form, True)
    pick(page.inline, True)
    pick(page.quote, QuotePlace.ABOVE)
    pick(page.signature, SignaturePlace.NONE)
    pick(page.many, 0)
    for box in (page.receipt, page.reports, page.keep, page.monospace):
        box.click()
    choices = WritingChoices(WindowState(profile))
    assert (choices.undo_seconds, choices.plain, choices.inline, choices.many) == (60, True, True, 0)
    assert (choices.quote, choices.signature) == (QuotePlace.ABOVE, SignaturePlace.NONE)
    assert (choices.receipt, choices.reports, choices.keeps_drafts) == (True, True, True)
    assert choices.monospace


def test_nonsense_reads_as_usual(profile: Profile) -> None:
    state = WindowState(profile)
    for key, value in (("undo_seconds", "soon"), ("many_recipients", "x"), ("quote", "?"), ("signature", "?")):
        state.set_text(key, value)
    choices = WritingChoices(state)
    assert (choices.undo_seconds, choices.many) == (5, 20)
    state.set_text("undo_seconds", "9999")
    assert choices.undo_seconds == 60


def test_new_messages_follow(page: WritingPage, composers: Composers, link: ScriptedLink) -> None:
    pick(page.undo, 30)
    pick(page.form, True)
    page.receipt.click()
    assert composers.hold_seconds == 30.0
    composer = composers.write()
    assert composer is not None
    assert composer.editor.plain
    assert composer.content().receipt
    assert not composer.touched


def test_words_that_were_taught_can_be_taken_back(qtbot: QtBot, profile: Profile) -> None:
    taught = spelling()
    taught.open(profile, WindowState(profile))
    try:
        page = WritingPage(WindowState(profile))
        qtbot.addWidget(page)
        assert page.spelling.learnt.isHidden(), "nothing is shown where there is nothing"
        taught.learn("frobnicate")
        taught.learn("minji")
        page = WritingPage(WindowState(profile))
        qtbot.addWidget(page)
        page.spelling.learnt.item(0).setSelected(True)
        page.spelling.unlearn.click()
        assert taught.learnt == ["minji"]
        assert page.spelling.learnt.count() == 1
    finally:
        taught.set_on(False)


def test_answers_are_written_below_the_quote(page: WritingPage, composers: Composers, sample: Sample) -> None:
    pick(page.quote, QuotePlace.ABOVE)
    composers.reply(letters.put(sample, Body("Are you free?")), ReplyKind.REPLY)
    (composer,) = composers.windows
    composer.editor.insertPlainText("Yes")
    lines = composer.editor.text().splitlines()
    assert lines.index("Yes") > lines.index("> Are you free?")
    assert not lines[0].startswith(">"), "who wrote it stands above"


def test_an_answer_begins_at_the_top(composers: Composers, sample: Sample) -> None:
    composers.reply(letters.put(sample, Body("\n".join(["Are you free?"] * 200))), ReplyKind.REPLY)
    (composer,) = composers.windows
    assert composer.editor.textCursor().position() == 0
    assert composer.editor.verticalScrollBar().value() == 0


def test_closing_keeps_without_a_question(page: WritingPage, composers: Composers, link: ScriptedLink) -> None:
    page.keep.click()
    composer = composers.write()
    assert composer is not None
    composer.editor.insertPlainText("Hello")
    composer.close()
    link.acknowledge_all()
    link.acknowledge_all()
    assert composers.windows == []
    assert [command for command in link.sent if isinstance(command, commands.FileDraft)]
