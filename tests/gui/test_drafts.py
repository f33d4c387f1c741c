"""What surrounds a draft in its composer: trouble with saving, earlier versions, another device, taking it back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.bridge.draft import DraftContent, DraftFile
from mailclient.gui.composer.composers import ComposerPane, Composers
from mailclient.gui.composer.sender_note import SenderNote
from mailclient.gui.drafts.conflict_window import ConflictWindow, Versions
from mailclient.gui.drafts.discarded_window import DiscardedWindow
from mailclient.gui.drafts.merging import put_together
from mailclient.gui.drafts.versions_window import VersionsWindow
from mailclient.gui.theme import Scheme, theme
from mailclient.mail.account import Account
from mailclient.mail.body import Body
from mailclient.mail.draft import Elsewhere
from mailclient.mail.flag import Flag
from mailclient.mail.identity import Identity
from mailclient.mail.ids import AccountId, DraftId, MessageId
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.store import accounts, draft_revisions, drafts
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction
from tests.gui import letters
from tests.gui.sample_store import Sample, change
from tests.gui.scripted_link import ScriptedLink

C = TypeVar("C", bound=commands.Command)


@pytest.fixture
def composers(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> Iterator[Composers]:
    theme().choose(Scheme.LIGHT)
    made = Composers(Reader(sample.path), link)
    yield made
    for composer in made.windows:
        composer.go()


@pytest.fixture
def composer(composers: Composers) -> ComposerPane:
    made = composers.write()
    assert made is not None
    made.fields.subject.setText("Lunch")
    made.editor.insertPlainText("Shall we meet at noon?")
    return made


def sent(link: ScriptedLink, kind: type[C]) -> list[C]:
    return [command for command in link.sent if isinstance(command, kind)]


def press(words: str, within: QPushButton | ComposerPane | object) -> None:
    QApplication.processEvents()  # a button is shown in a moment
    buttons = within.findChildren(QPushButton)  # type: ignore[union-attr]
    next(one for one in buttons if one.text() == words and not one.isHidden()).click()


def keep_in_store(sample: Sample, link: ScriptedLink) -> None:
    """The engine's side of every save so far."""
    for command in sent(link, commands.SaveDraft):

        def save(tx: Transaction, command: commands.SaveDraft = command) -> None:
            content = command.content
            drafts.save(tx, command.draft_id, command.account_id, content, subject="", recipients="", now=1.0)
            draft_revisions.add(tx, command.draft_id, content, 10.0 * len(link.sent))

        change(sample.path, save)
    link.acknowledge_all()


def test_what_is_not_saved_is_said_with_a_way_out(composer: ComposerPane, link: ScriptedLink) -> None:
    composer.keeper.save_now()
    (save,) = sent(link, commands.SaveDraft)
    link.deliver(events.Refused(save.operation_id, Problem(ProblemKind.DISK_FULL)))
    assert composer.draft_bar.isVisible()
    assert composer.editor.isEnabled()
    press("Copy the text", composer.draft_bar)
    assert "Shall we meet at noon?" in QApplication.clipboard().text()
    composer.keeper.save_now()  # by itself after a while
    assert len(sent(link, commands.SaveDraft)) == 2
    assert composer.draft_bar.isVisible(), "it does not go before the text is safe"
    link.acknowledge_all()
    assert not composer.draft_bar.isVisible()


def test_bytes_go_over_once_and_the_text_does_not_wait(composer: ComposerPane, link: ScriptedLink) -> None:
    picture = bytes(100_000)
    composer.files.add([DraftFile("a.png", "image/png", data=picture)])
    composer.keeper.save_now()
    first = msgspec.msgpack.decode(sent(link, commands.SaveDraft)[-1].content, type=DraftContent)
    assert (first.text.strip(), first.files) == ("Shall we meet at noon?", ())
    link.acknowledge_all()
    (kept,) = sent(link, commands.KeepDraftFile)
    assert kept.data == picture
    link.acknowledge_all()
    command = sent(link, commands.SaveDraft)[-1]
    (file,) = msgspec.msgpack.decode(command.content, type=DraftContent).files
    assert Path(file.path) == link.profile.draft_file(composer.draft_id, picture)
    assert (file.data, file.size) == (b"", 100_000)
    link.acknowledge_all()
    composer.editor.insertPlainText("!")
    composer.keeper.save_now()
    assert len(sent(link, commands.SaveDraft)[-1].content) < 5_000
    assert len(sent(link, commands.KeepDraftFile)) == 1


def test_the_copy_is_renewed_when_nothing_is_typed(composer: ComposerPane, link: ScriptedLink) -> None:
    composer.keeper.save_now()
    link.acknowledge_all()
    assert sent(link, commands.FileDraft) == []
    composer.keeper._idle.timeout.emit()
    assert [one.draft_id for one in sent(link, commands.FileDraft)] == [composer.draft_id]


def test_an_earlier_version_is_brought_back(
    qtbot: QtBot, composer: ComposerPane, sample: Sample, link: ScriptedLink
) -> None:
    composer.keeper.save_now()
    keep_in_store(sample, link)
    composer.editor.selectAll()
    QTest.keyClicks(composer.editor, "x")
    composer.keeper.save_now()
    keep_in_store(sample, link)
    composer.show_versions()
    (window,) = composer.findChildren(VersionsWindow)
    assert window.list.count() >= 2
    texts = [content.text.strip() for _, content in window._versions]
    window.list.setCurrentRow(texts.index("Shall we meet at noon?"))
    assert "noon" in window.preview.toPlainText()
    window.back.click()
    assert composer.editor.text().strip() == "Shall we meet at noon?"
    composer.editor.undo()
    assert composer.editor.text().strip() == "x"


def test_a_discarded_draft_comes_back_by_undo(composers: Composers, composer: ComposerPane, link: ScriptedLink) -> None:
    told: list[tuple[ComposerPane, DraftContent]] = []
    composers.discarded.connect(lambda pane, draft: told.append((pane, draft)))
    composer.keeper.save_now()
    draft_id, account_id = composer.draft_id, composer.fields.account_id()
    composer.discard()
    assert sent(link, commands.DiscardDraft)[-1].draft_id == draft_id
    ((_, draft),) = told
    again = composers.bring_back(draft_id, account_id, draft)
    assert again.editor.text().strip() == "Shall we meet at noon?"
    again.keeper.save_now()
    assert sent(link, commands.SaveDraft)[-1].draft_id == draft_id


def elsewhere(sample: Sample, composer: ComposerPane, what: Elsewhere, other: MessageId | None) -> None:
    data = msgspec.msgpack.encode(DraftContent(subject="Lunch", text="Shall we meet at noon?"))

    def note(tx: Transaction) -> None:
        account_id = composer.fields.account_id()
        drafts.save(tx, composer.draft_id, account_id, data, subject="", recipients="", now=1.0)
        tx.db.execute("UPDATE draft SET filed = ? WHERE id = ?", (data, composer.draft_id))
        drafts.note_elsewhere(tx, composer.draft_id, what, other)

    change(sample.path, note)


def test_changed_on_another_device(composer: ComposerPane, sample: Sample, link: ScriptedLink) -> None:
    other = letters.put(
        sample,
        Body("Shall we meet at noon?\n\nBring Kim."),
        letters.envelope("Lunch"),
        flags=Flag.DRAFT,
        folder="Drafts",
    )
    elsewhere(sample, composer, Elsewhere.CHANGED, other)
    link.deliver(events.FoldersChanged(sample.account_id))
    assert composer.draft_bar.isVisible()
    press("Look at both", composer.draft_bar)
    (window,) = composer.findChildren(ConflictWindow)
    assert "Bring Kim" in window.theirs.toPlainText()
    window.take_theirs.click()
    assert "Bring Kim" in composer.editor.text()
    settle = sent(link, commands.SettleDraft)[-1]
    assert (settle.draft_id, settle.use) == (composer.draft_id, other)


def test_deleted_on_another_device(composer: ComposerPane, sample: Sample, link: ScriptedLink) -> None:
    elsewhere(sample, composer, Elsewhere.DELETED, None)
    link.deliver(events.FoldersChanged(sample.account_id))
    assert composer.draft_bar.isVisible()
    press("Keep it", composer.draft_bar)
    assert sent(link, commands.SettleDraft)[-1].use is None


def test_both_versions_are_put_together(qtbot: QtBot) -> None:
    base = DraftContent(to="a@x.example", subject="Lunch", html="<p>One</p><p>Two</p>")
    mine = msgspec.structs.replace(base, html="<p>One</p><p>Two</p><p>Mine</p>", cc="c@x.example")
    theirs = msgspec.structs.replace(
        base,
        html="<div>Theirs first</div><div>One</div><div>Two</div>",
        to="a@x.example, b@x.example",
        subject="Dinner",
    )
    together, clashes = put_together(base, mine, theirs)
    assert (together.to, together.cc, together.subject) == ("a@x.example, b@x.example", "c@x.example", "Dinner")
    places = [together.html.index(word) for word in ("Theirs first", "One", "Two", "Mine")]
    assert places == sorted(places)
    assert clashes <= 1


def test_keeping_two_drafts(qtbot: QtBot) -> None:
    done: list[object] = []
    content = DraftContent(text="a")
    window = ConflictWindow(Versions(content, content, content), done.append, lambda: done.append("apart"))
    qtbot.addWidget(window)
    window.two.click()
    assert done == ["apart"]


def test_a_discarded_draft_is_found_again(qtbot: QtBot, sample: Sample) -> None:
    data = msgspec.msgpack.encode(DraftContent(subject="Lunch", text="Shall we meet?"))

    def discard(tx: Transaction) -> None:
        drafts.save(tx, DraftId("d1"), sample.account_id, data, subject="Lunch", recipients="Jun", now=1.0)
        drafts.discard(tx, DraftId("d1"), 2.0)

    change(sample.path, discard)
    found: list[tuple[DraftId, AccountId, DraftContent]] = []
    window = DiscardedWindow(Reader(sample.path), lambda *one: found.append(one), lambda *_one: None)
    qtbot.addWidget(window)
    window.back.click()
    ((draft_id, account_id, content),) = found
    assert (draft_id, account_id, content.text) == ("d1", sample.account_id, "Shall we meet?")


def test_what_goes_along_with_an_identity_is_said(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> None:
    reader = Reader(sample.path)
    account = next(one for one in reader.accounts() if one.id == sample.account_id)
    identity = Identity("Desk", "desk@work.example", reply_to="all@work.example", bcc="archive@work.example")
    settings = replace(account.settings, identities=(identity, *account.settings.senders))
    change(sample.path, accounts.update, Account(account.id, settings))
    composer = Composers(reader, link).write()
    assert composer is not None
    (note,) = composer.fields.findChildren(SenderNote)
    assert "all@work.example" in note.text()
    assert "archive@work.example" in note.text()
    composer.fields.from_.menu().actions()[1].trigger()
    assert not note.isVisible()
    composer.go()
