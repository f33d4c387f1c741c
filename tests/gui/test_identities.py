"""Writing as one of several identities: From, Reply-To, Organization, Bcc, signature."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mailclient.gui.composer.composers import ComposerPane, Composers, ReplyKind
from mailclient.gui.theme import Scheme, theme
from mailclient.mail.account import Account
from mailclient.mail.body import Body
from mailclient.mail.identity import Identity
from mailclient.store import accounts
from mailclient.store.reader import Reader
from tests.gui import letters
from tests.gui.composing import hand_over, part_text
from tests.gui.sample_store import Sample, change
from tests.gui.scripted_link import ScriptedLink

DEFAULT = Identity("Alice Kim", "kim@work.example", signature="Alice\nWork  Ltd. <x>")
TEAM = Identity(
    "Team",
    "jun@example.org",
    reply_to="Desk <desk@work.example>",
    organization="Work & Söhne",
    bcc="archive@work.example",
    signature='<b>The team</b><script>x</script><p><a href="https://work.example">site</a></p>',
    signature_is_html=True,
    signature_above=True,
)


@pytest.fixture
def composers(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> Iterator[Composers]:
    theme().choose(Scheme.LIGHT)
    reader = Reader(sample.path)
    account = next(one for one in reader.accounts() if one.id == sample.account_id)
    changed = Account(account.id, replace(account.settings, identities=(DEFAULT, TEAM)))
    change(sample.path, accounts.update, changed)
    made = Composers(reader, link)
    yield made
    for composer in made.windows:
        composer.go()


def choose(composer: ComposerPane, words: str) -> None:
    """By the menu, as a user."""
    next(action for action in composer.fields.from_.menu().actions() if words in action.text()).trigger()


def test_new_mail_is_signed_by_the_default_identity(qtbot: QtBot, composers: Composers, link: ScriptedLink) -> None:
    composer = composers.write()
    assert composer is not None
    assert composer.fields.from_.text() == "Alice Kim <kim@work.example>"
    assert composer.editor.textCursor().position() == 0
    assert not composer.touched
    QTest.keyClicks(composer.editor, "Hello")
    QTest.keyClicks(composer.fields.to.line, "minji@example.org,")
    QTest.keyClicks(composer.fields.subject, "Hi")
    message = hand_over(qtbot, composer, link).message
    assert part_text(message, "plain").replace("\xa0", " ").splitlines() == [
        "Hello",
        "",
        "-- ",
        "Alice",
        "Work  Ltd. <x>",
    ]
    assert "Alice<br>Work&nbsp; Ltd. &lt;x&gt;" in part_text(message, "html")
    assert message["Reply-To"] is message["Organization"] is None


def test_another_identity_takes_the_place_of_the_first(qtbot: QtBot, composers: Composers, link: ScriptedLink) -> None:
    composer = composers.write()
    assert composer is not None
    QTest.keyClicks(composer.editor, "Hello")
    choose(composer, "jun@")
    QTest.keyClicks(composer.fields.to.line, "minji@example.org,")
    QTest.keyClicks(composer.fields.subject, "Hi")
    command = hand_over(qtbot, composer, link)
    message = command.message
    assert str(message["From"]) == "Team <jun@example.org>"
    assert str(message["Reply-To"]) == "Desk <desk@work.example>"
    assert str(message["Organization"]) == "Work & Söhne"
    assert "archive@" not in command.data.decode()
    assert command.envelope == ("jun@example.org", ("minji@example.org", "archive@work.example"))
    lines = part_text(message, "plain").splitlines()
    assert lines[:4] == ["Hello", "", "-- ", "The team"]
    assert "<b>The team</b>" in part_text(message, "html")
    assert "script" not in part_text(message, "html")


def test_back_and_forth_leaves_one_signature(composers: Composers) -> None:
    composer = composers.write()
    assert composer is not None
    before = composer.editor.text()
    for words in ("jun@", "kim@work", "jun@", "kim@work"):
        choose(composer, words)
    assert composer.editor.text() == before


def test_a_signature_that_was_changed_is_the_users(composers: Composers) -> None:
    composer = composers.write()
    assert composer is not None
    cursor = composer.editor.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    composer.editor.setTextCursor(cursor)
    QTest.keyClicks(composer.editor, "!")
    choose(composer, "jun@")
    assert composer.editor.text().endswith("Work  Ltd. <x>!")
    assert "The team" not in composer.editor.text()


def test_an_answer_comes_from_whom_was_written_to_and_is_signed_above(composers: Composers, sample: Sample) -> None:
    letter = letters.put(sample, Body("Are you free?"))  # to jun@example.org among others
    composers.reply(letter, ReplyKind.REPLY_ALL)
    (composer,) = composers.windows
    assert composer.fields.from_.text() == "Team <jun@example.org>"
    assert "jun@" not in composer.fields.cc.text() + composer.fields.to.text()
    lines = composer.editor.text().splitlines()
    assert lines.index("-- ") < next(number for number, line in enumerate(lines) if line.startswith(">"))
    choose(composer, "kim@work")
    lines = composer.editor.text().splitlines()
    assert lines[-3:] == ["-- ", "Alice", "Work  Ltd. <x>"]
    assert "The team" not in lines


def test_in_plain_text_too(composers: Composers) -> None:
    composer = composers.write()
    assert composer is not None
    composer.bottom.plain.setChecked(True)
    composer.editor.set_plain(True)
    assert composer.editor.text().splitlines()[-3:] == ["-- ", "Alice", "Work  Ltd. <x>"]


def test_what_was_being_written_is_not_signed_again(composers: Composers, sample: Sample) -> None:
    composer = composers.write()
    assert composer is not None
    choose(composer, "jun@")
    draft = composer.content()
    composer.fields.fill(draft, sample.account_id)
    assert composer.fields.from_.text() == "Team <jun@example.org>"
