"""What the tests of composers share: typing a letter, sending it, the message that the engine makes of it."""

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage
from typing import TypeVar

import msgspec
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands
from mailclient.bridge.draft import DraftContent
from mailclient.engine.composing.message import message_of
from mailclient.engine.composing.stamp import stamp_of
from mailclient.gui.composer.pane import ComposerPane
from mailclient.gui.drafts.close_question import CloseQuestion
from mailclient.mail.account import AccountSettings
from tests.gui.scripted_link import ScriptedLink

C = TypeVar("C", bound=commands.Command)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A draft that was handed to the engine, and what the engine makes of it."""

    command: commands.SendDraft
    settings: AccountSettings

    @property
    def content(self) -> DraftContent:
        """The draft."""
        return msgspec.msgpack.decode(self.command.content, type=DraftContent)

    @property
    def data(self) -> bytes:
        """The finished message."""
        return b"".join(self._made.pieces)

    @property
    def message(self) -> EmailMessage:
        """The same, read."""
        message = email.message_from_bytes(self.data, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        return message

    @property
    def envelope(self) -> tuple[str, tuple[str, ...]]:
        """Reverse-path and recipients."""
        return self._made.mail_from, self._made.recipients

    @property
    def _made(self):  # type: ignore[no-untyped-def]
        return message_of(self.content, self.settings, stamp_of("a@example.org", 0.0, "u"))


def sent(link: ScriptedLink, kind: type[C]) -> list[C]:
    """All commands of this kind, in order."""
    return [command for command in link.sent if isinstance(command, kind)]


def answer(composer: ComposerPane, button: str) -> None:
    """Close it, and press "keep", "discard" or "stay" in the question."""
    composer.close()
    (question,) = composer.findChildren(CloseQuestion)
    getattr(question, button).click()


def type_letter(composer: ComposerPane, text: str = "Hello there") -> None:
    """To Jun, about lunch."""
    QTest.keyClicks(composer.fields.to.line, "jun@example.org,")
    composer.fields.subject.setText("Lunch")
    composer.fields.subject.textEdited.emit("Lunch")
    composer.editor.insertPlainText(text)


def hand_over(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink) -> HandedIn:
    """Press Send; bytes that are attached are kept first."""
    composer.send()

    def handed() -> bool:
        if not sent(link, commands.SendDraft):
            for command in sent(link, commands.KeepDraftFile):
                path = link.profile.draft_file(command.draft_id, command.data, command.salt)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(command.data)
            link.acknowledge_all()
        return bool(sent(link, commands.SendDraft))

    qtbot.waitUntil(handed)
    return HandedIn(sent(link, commands.SendDraft)[-1], composer.account().settings)


def part_text(message: EmailMessage, kind: str) -> str:
    """The text of a kind ("plain", "html")."""
    part = message.get_body(preferencelist=(kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
