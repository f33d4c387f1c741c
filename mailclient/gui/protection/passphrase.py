"""The question for the passphrase of a key, where the desktop has no dialogue of its own for it."""

import unicodedata

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from mailclient.bridge import commands, events
from mailclient.gui.accounts.passphrase_dialog import PassphraseDialog
from mailclient.gui.accounts.password_field import PasswordField
from mailclient.gui.controls.field import Field
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.stranger_text import name_text
from mailclient.language import tr

_LOST = 2
"""Wrong tries after which it may be that nobody knows it."""


class PassphraseQuestion(PassphraseDialog):
    """Answers one ``PassphraseNeeded`` with ``GivePassphrase``; ``tries``: how many were wrong already."""

    def __init__(self, link: EngineLink, parent: QWidget | None, needed: events.PassphraseNeeded, tries: int) -> None:
        self.passphrase = PasswordField()
        self._line = Field(tr("Passphrase"), self.passphrase)
        super().__init__(link, parent, self._line)
        self._needed, self._given = needed, False
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.go_button.clicked.connect(self._give)
        self.finished.connect(self._leave)
        self.passphrase.installEventFilter(self)
        self.passphrase.textEdited.connect(self._hint_script)
        whose = name_text(needed.name) or needed.fingerprint[-16:]
        words = tr("The key of {name} is locked. GnuPG remembers the passphrase for a while.", name=whose)
        if tries >= _LOST:
            lost = tr(
                "If the passphrase is lost, nobody can open this key any more: cancel, and make a new one in “Keys and"
                " certificates”."
            )
            words = f"{words} {lost}"
        self.say(tr("Unlock your key"), words, tr("Unlock"))
        if tries:
            wrong = tr("That was not the right passphrase. This is try {count}.", count=tries + 1)
            self.complain(self._line, wrong)
        self.passphrase.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Capital letters without Shift: the key for capitals is locked, which cannot be seen in the field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.text().isalpha():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            cased = event.text().upper() != event.text().lower()
            self._advise(tr("Caps Lock is on.") if cased and event.text().isupper() != shifted else "")
        return super().eventFilter(watched, event)

    def _hint_script(self, typed: str) -> None:
        if any(unicodedata.name(letter, "").startswith("HANGUL") for letter in typed):
            self._advise(tr("The keyboard writes Korean letters."))

    def _advise(self, hint: str) -> None:
        self._line.advise(hint)
        self._fit()

    def _give(self) -> None:
        words = self.passphrase.text()
        if not words:
            self.complain(self._line, tr("Enter the passphrase."))
            return
        self._given = True
        self._link.send(commands.GivePassphrase(self._needed.request_id, words))
        self.accept()

    def _leave(self) -> None:
        self.passphrase.clear()
        if not self._given:
            self._link.send(commands.GivePassphrase(self._needed.request_id, None))


class PassphraseQuestions(QObject):
    """Opens them over ``window``, one after the other; those of a request that has ended go away."""

    def __init__(self, link: EngineLink, window: QWidget) -> None:
        super().__init__(window)
        self._link, self._window = link, window
        self._waiting: list[events.PassphraseNeeded] = []
        self._tries: dict[str, int] = {}
        self._open: tuple[str, PassphraseQuestion] | None = None
        link.received.connect(self._receive)

    @property
    def question(self) -> PassphraseQuestion | None:
        """The one that is open."""
        return self._open[1] if self._open is not None else None

    def _receive(self, event: events.AnyEvent) -> None:
        match event:
            case events.PassphraseNeeded(request_id=request_id, wrong=wrong):
                self._tries[request_id] = self._tries.get(request_id, 0) + 1 if wrong else 0
                self._waiting.append(event)
                self._ask_next()
            case events.Finished(request_id=request_id) | events.Failed(request_id=request_id):
                self._forget(request_id)
            case events.Acknowledged(operation_id=request_id) | events.Refused(operation_id=request_id):
                self._forget(request_id)  # of a message that is sent; maybe by another program, which has answered
            case _:
                pass

    def _ask_next(self) -> None:
        if self._open is not None or not self._waiting:
            return
        needed = self._waiting.pop(0)
        parent = QApplication.activeModalWidget() or QApplication.activeWindow() or self._window
        question = PassphraseQuestion(self._link, parent, needed, self._tries[needed.request_id])
        self._open = (needed.request_id, question)
        question.finished.connect(self._go_on)
        question.open()

    def _go_on(self) -> None:
        self._open = None
        self._ask_next()

    def _forget(self, request_id: str) -> None:
        if request_id not in self._tries:
            return
        del self._tries[request_id]
        self._waiting = [one for one in self._waiting if one.request_id != request_id]
        if self._open is not None and self._open[0] == request_id:
            self._open[1].reject()
