"""Mail merge: what a table makes is seen before it goes, and what cannot go is told."""

from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands
from mailclient.bridge.draft import DraftContent
from mailclient.bridge.merge import MergeContent
from mailclient.gui.composer.pane import ComposerPane
from mailclient.gui.merge.merge_dialog import MergeDialog
from mailclient.mail.ids import AccountId, OperationId
from mailclient.store import merges
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction
from tests.gui.sample_store import Sample, change
from tests.gui.scripted_link import ScriptedLink

DRAFT = DraftContent(from_="Alice <alice@work.example>", subject="For {Name}", html="<p>Dear {name}</p>")


@pytest.fixture
def dialog(qtbot: QtBot, composer: ComposerPane, sample: Sample, link: ScriptedLink) -> MergeDialog:
    made = MergeDialog(Reader(sample.path), link, DRAFT, AccountId(1), composer)
    qtbot.addWidget(made)
    return made


def test_rows_are_looked_at_and_sent(dialog: MergeDialog, link: ScriptedLink, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes("Name;이메일\n민수;minsu@example.org\nBob;nobody\nAnn;ann@example.org\n".encode("cp949"))
    dialog.open_table(path)
    assert dialog.head.text() == "To: minsu@example.org\nSubject: For 민수"
    assert dialog.preview.toPlainText() == "Dear 민수"
    assert dialog.troubles.count() == 1
    dialog.troubles.setCurrentRow(0)
    assert "Bob" in dialog.head.text()
    dialog.start()
    command = link.last(commands.StartMerge)
    assert isinstance(command, commands.StartMerge)
    content = msgspec.msgpack.decode(command.content, type=MergeContent)
    assert [row[0] for row in content.rows] == ["민수", "Ann"]
    assert content.draft.to == "{이메일}"


def test_a_test_goes_to_oneself(dialog: MergeDialog, link: ScriptedLink, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("name,mail\nAnn,ann@example.org\n")
    dialog.open_table(path)
    dialog.test.click()
    command = link.last(commands.SendDraft)
    assert isinstance(command, commands.SendDraft)
    content = msgspec.msgpack.decode(command.content, type=DraftContent)
    assert (content.to, content.subject) == ("Alice <alice@work.example>", "Test: For Ann")


def test_what_is_no_table_is_told(dialog: MergeDialog, tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")
    dialog.open_table(path)
    assert "empty.csv" in dialog.bar.label.text()
    assert not dialog.send.isEnabled()


def test_how_far_it_has_come_is_told_and_it_can_be_stopped_while_messages_wait(
    dialog: MergeDialog, link: ScriptedLink, sample: Sample, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "people.csv"
    path.write_text("name,mail\nAnn,ann@example.org\nBob,bob@example.org\n")
    dialog.open_table(path)
    dialog.test.click()
    link.acknowledge_all()
    assert "alice@work.example" in dialog.bar.label.text()
    dialog.slow.setChecked(True)
    dialog.start()
    command = link.last(commands.StartMerge)
    assert isinstance(command, commands.StartMerge)
    merge_id = command.operation_id
    change(sample.path, merges.begin, merges.StoredMerge(merge_id, AccountId(1), b"", 0, 0.0), 2)
    qtbot.waitUntil(lambda: "0 of 2" in dialog.bar.label.text())
    change(sample.path, _all_handed_in, merge_id)
    qtbot.waitUntil(lambda: "2 messages are in the outbox" in dialog.bar.label.text())
    assert not dialog.stop.isHidden()
    dialog.stop.click()
    assert isinstance(link.last(commands.StopMerge), commands.StopMerge)
    change(sample.path, merges.stop, merge_id)
    qtbot.waitUntil(lambda: "Stopped" in dialog.bar.label.text())
    assert dialog.stop.isHidden()


def test_another_table_brings_its_own_recipients(dialog: MergeDialog, tmp_path: Path) -> None:
    for column in ("mail", "email"):
        path = tmp_path / f"{column}.csv"
        path.write_text(f"name,{column}\nAnn,{column}@example.org\n")
        dialog.open_table(path)
        assert f"To: {column}@example.org" in dialog.head.text()


def _all_handed_in(tx: Transaction, merge_id: OperationId) -> None:
    for number in range(2):
        merges.advance(tx, merge_id, number, failed=False)
