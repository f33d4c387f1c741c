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
from mailclient.mail.ids import AccountId
from mailclient.store.reader import Reader
from tests.gui.sample_store import Sample
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
