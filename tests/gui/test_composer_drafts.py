"""Drafts of composers: saved while one types, kept or thrown away, opened again."""

import sqlite3
from contextlib import closing

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.bridge.draft import DraftContent
from mailclient.gui.composer.composers import ComposerPane, Composers
from mailclient.mail.address import Address
from mailclient.mail.body import Body
from mailclient.mail.flag import Flag
from mailclient.mail.ids import DraftId
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.profile import Profile
from mailclient.store import drafts, schema
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction
from tests.gui import letters
from tests.gui.composing import answer, hand_over, sent, type_letter
from tests.gui.sample_store import Sample, change
from tests.gui.scripted_link import ScriptedLink


def test_draft_is_saved_while_typing(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    qtbot.waitUntil(lambda: bool(sent(link, commands.SaveDraft)))
    command = sent(link, commands.SaveDraft)[-1]
    content = msgspec.msgpack.decode(command.content, type=DraftContent)
    assert (content.to, content.subject, content.text) == ("jun@example.org", "Lunch", "Hello there")
    QTest.keyClicks(composer.editor, "!")
    qtbot.wait(500)  # one at a time: the next follows the acknowledgement
    assert len(sent(link, commands.SaveDraft)) == 1
    link.acknowledge_all()
    qtbot.waitUntil(lambda: len(sent(link, commands.SaveDraft)) == 2)
    link.acknowledge_all()
    assert composer.bottom.state.text() == "Saved"


def test_steady_typing_is_saved_within_two_seconds(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink) -> None:
    typing = QTimer(interval=100)
    typing.timeout.connect(lambda: QTest.keyClicks(composer.editor, "x"))
    typing.start()
    qtbot.waitUntil(lambda: bool(sent(link, commands.SaveDraft)))
    typing.stop()
    assert len(composer.editor.toPlainText()) <= 25  # a busy machine types more slowly


def test_untouched_closes_without_a_word(composers: Composers, composer: ComposerPane, link: ScriptedLink) -> None:
    composer.close()
    assert composers.windows == []
    assert link.sent == []


def test_kept_draft_goes_to_the_drafts_folder(
    composers: Composers, composer: ComposerPane, link: ScriptedLink, sample: Sample
) -> None:
    type_letter(composer)
    composer.fields.ask("bcc")
    QTest.keyClicks(composer.fields.bcc.line, "secret@example.org,")
    answer(composer, "keep")
    saved = msgspec.msgpack.decode(sent(link, commands.SaveDraft)[-1].content, type=DraftContent)
    assert saved.text == "Hello there"
    assert saved.bcc == "secret@example.org"
    assert not saved.being_written
    assert sent(link, commands.FileDraft) == []
    link.acknowledge_all()
    command = sent(link, commands.FileDraft)[-1]
    assert (command.draft_id, command.account_id) == (composer.draft_id, sample.account_id)
    assert composers.windows == [composer]
    link.acknowledge_all()
    assert composers.windows == []


def test_draft_that_cannot_be_kept_stays_open(composers: Composers, composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    answer(composer, "keep")
    command = sent(link, commands.SaveDraft)[-1]
    link.deliver(events.Refused(command.operation_id, Problem(ProblemKind.DISK_FULL)))
    assert composers.windows == [composer]
    assert composer.editor.isEnabled()
    assert composer.draft_bar.isVisible()
    assert not composer.bar.isVisible()
    assert composer.editor.text() == "Hello there"


def test_the_bin_discards_at_once_and_undo_is_offered(qtbot: QtBot, composers: Composers, link: ScriptedLink) -> None:
    composer = composers.write()
    assert composer is not None
    type_letter(composer)
    with qtbot.waitSignal(composers.discarded) as told:
        QTest.mouseClick(composer.bottom.discard, Qt.MouseButton.LeftButton)
    assert told.args[1].subject == "Lunch"
    assert composers.windows == []


def test_discarded_draft_is_thrown_away(
    qtbot: QtBot, composers: Composers, composer: ComposerPane, link: ScriptedLink
) -> None:
    type_letter(composer)
    qtbot.waitUntil(lambda: bool(sent(link, commands.SaveDraft)))
    answer(composer, "discard")
    assert sent(link, commands.DiscardDraft)[-1].draft_id == composer.draft_id
    assert composers.windows == []


def test_cancel_goes_on(composers: Composers, composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    assert not composers.close_all()
    assert [pane.leaving for pane in composers.windows] == [True]
    answer(composer, "stay")
    assert [pane.leaving for pane in composers.windows] == [False]
    assert composer.isVisible()


def test_lost_draft_is_opened_at_start(composers: Composers, sample: Sample) -> None:
    content = DraftContent(
        to="jun@example.org", subject="Lost", text="every word", html="<p>every word</p>", cursor=5, being_written=True
    )
    data = msgspec.msgpack.encode(content)

    def store(tx: Transaction) -> None:
        drafts.save(tx, DraftId("d1"), sample.account_id, data, subject="Lost", recipients="", now=1.0)

    change(sample.path, store)
    assert composers.restore_drafts() == 1
    (restored,) = composers.windows
    assert restored.editor.text() == "every word"
    assert restored.fields.subject.text() == "Lost"
    assert restored.editor.textCursor().position() == 5
    assert restored.touched


def test_after_an_update_a_lost_draft_is_opened_when_the_store_can_be_read(
    qtbot: QtBot, profile: Profile, sample: Sample
) -> None:
    """What is being written when the program is updated must not seem gone until the start after the next."""
    data = msgspec.msgpack.encode(DraftContent(subject="Lost", text="every word", being_written=True))

    def store(tx: Transaction) -> None:
        drafts.save(tx, DraftId("d1"), sample.account_id, data, subject="Lost", recipients="", now=1.0)

    def become(version: int) -> None:
        with closing(sqlite3.connect(sample.path)) as db:
            db.execute(f"PRAGMA user_version = {version}")

    change(sample.path, store)
    become(schema.VERSION - 1)
    link, reader = ScriptedLink(profile), Reader(sample.path)
    composers = Composers(reader, link)
    assert composers.restore_drafts() == 0
    become(schema.VERSION)
    for _ in range(2):
        link.deliver(events.Ready())
        assert [one.fields.subject.text() for one in composers.windows] == ["Lost"]
    composers.windows[0].go()
    reader.close()


def test_draft_of_the_drafts_folder_is_replaced(
    qtbot: QtBot, composers: Composers, link: ScriptedLink, sample: Sample
) -> None:
    head = letters.envelope("Half written", bcc=(Address("", "secret@example.org"),))
    letter = letters.put(sample, Body("half a text"), head, flags=Flag.DRAFT, folder="Drafts")
    composers.edit_draft(letter)
    (composer,) = composers.windows
    assert composer.editor.text() == "half a text"
    assert composer.fields.bcc.text() == "secret@example.org"
    link.deliver(events.Acknowledged(hand_over(qtbot, composer, link).command.operation_id))
    save = sent(link, commands.SaveDraft)[-1]
    assert (save.copy, save.draft_id) == (letter, composer.draft_id)
    assert sent(link, commands.DeleteMessages) == []
