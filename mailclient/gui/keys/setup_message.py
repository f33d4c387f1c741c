"""Taking one's key to another device by a message to oneself (Autocrypt 1.1, section 3.6): made here, or read here."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QWidget

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_operation_id, fresh_request_id
from mailclient.gui.controls.field import Field
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.keys.backup import write_file
from mailclient.gui.keys.holding import Holding
from mailclient.gui.keys.imported import came_words
from mailclient.gui.keys.sheet import Sheet
from mailclient.language import tr
from mailclient.mail.identity import Encrypting
from mailclient.mail.ids import FolderId
from mailclient.mail.key import KeyImport
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.store.reader import Reader

CODE_DIGITS = 36
_GROUP = 4


class MakeSetupSheet(Sheet):
    """Sends ``MakeSetupMessage``, shows the code, and puts the message into the inbox (``AppendMessage``)."""

    def __init__(
        self,
        link: EngineLink,
        holding: Holding,
        address: str,
        inbox: Callable[[], FolderId | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            link, parent, tr("Take the key to another device"),
            tr("A message to yourself takes it there, locked with a code. Open the message on the other device with a "
               "mail program that knows Autocrypt, and type the code."),
            tr("Make the message"),
        )  # fmt: skip
        self._holding, self._address, self._inbox = holding, address, inbox
        self._message = b""
        self.code = PlainLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.code.setProperty("kind", "subject")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code.hide()
        self.body.addWidget(self.code)
        self.file = self.add_button(tr("Save as a file…"))
        self.file.hide()
        self.file.clicked.connect(self._ask_file)
        self.forward.clicked.connect(self.go)

    def go(self) -> None:
        """Make it, then put it into the inbox."""
        if not self._message:
            command = commands.MakeSetupMessage(fresh_request_id(), self._holding.fingerprint, self._address)
            self.request(command, self._show_code, busy=tr("Making the message…"))
            return
        folder = self._inbox()
        if folder is not None:
            self.link.operate(commands.AppendMessage(fresh_operation_id(), folder, self._message))
        self.accept()

    def _show_code(self, event: events.Finished) -> None:
        if event.exported is None:
            return
        self._message = event.exported.data
        self.code.setText(grouped_code(event.exported.setup_code))
        self.code.show()
        self.say(
            tr("This is the code"),
            tr("Write it down before you go on: it is shown only now. Nobody can open the message without it."),
        )
        self.file.show()
        self.forward.setText(tr("Put the message into my inbox"))
        self.forward.setEnabled(self._inbox() is not None)
        self.fit()

    def _ask_file(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, tr("Save the message"), "autocrypt-setup.eml", "*.eml")
        if name:
            problem = write_file(Path(name), self._message, secret=True)
            if problem:
                self.tell(problem)
            else:
                self.accept()


class ReadSetupSheet(Sheet):
    """Sends ``ReadSetupMessage``, and ``SetIdentities`` where mail is to be encrypted as on the other device.

    ``taken`` gets the sentence that says what came of it.
    """

    _asks_for_key = False

    def __init__(
        self,
        reader: Reader,
        link: EngineLink,
        data: bytes,
        taken: Callable[[str], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            link, parent, tr("Take the key from your other device"),
            tr("This message holds your key. Type the code that the other device showed when it made the message."),
            tr("Take the key"),
        )  # fmt: skip
        self._reader, self._data, self._taken = reader, data, taken
        self.code = QLineEdit(placeholderText="1234-5678-…")
        self.code_field = Field(tr("Code"), self.code)
        self.encrypts = QCheckBox(tr("Encrypt by itself whenever everybody can read it"))
        self.encrypts.setChecked(True)
        self.body.addWidget(self.code_field)
        self.body.addWidget(self.encrypts)
        self.forward.clicked.connect(self.go)
        self.code.setFocus()

    def go(self) -> None:
        """Send it, or say that digits are missing."""
        digits = "".join(letter for letter in self.code.text() if letter.isdigit())
        if len(digits) != CODE_DIGITS:
            self.code_field.complain(tr("The code has {count} digits.", count=CODE_DIGITS))
            self.fit()
            return
        command = commands.ReadSetupMessage(fresh_request_id(), self._data, digits)
        self.request(command, self._finish, busy=tr("Opening…"))

    def tell_problem(self, problem: Problem) -> None:
        """A wrong code is said where it was typed."""
        if problem.kind is ProblemKind.PASSPHRASE_WRONG:
            self.code_field.complain(tr("This is not the code of this message."))
            self.fit()
        else:
            super().tell_problem(problem)

    def _finish(self, event: events.Finished) -> None:
        imported = event.imported or KeyImport()
        self.accept()
        if self.encrypts.isChecked():
            self._encrypt_for(imported)
        self._taken(came_words(imported))

    def _encrypt_for(self, imported: KeyImport) -> None:
        """What was chosen on the other device does not come along: without this, mail would go out readable here."""
        own = [key for key in imported.keys if key.fingerprint in imported.secret]
        addresses = {person.address.casefold() for key in own for person in key.people}
        for account in self._reader.accounts():
            kept = account.settings.senders
            changed = tuple(
                replace(one, encrypts=Encrypting.WHEN_READY)
                if one.address.casefold() in addresses and one.encrypts is Encrypting.NEVER
                else one
                for one in kept
            )
            if changed != kept:
                command = commands.SetIdentities(fresh_request_id(), account.id, changed)
                self.link.request(command, lambda _answer: None)


def grouped_code(code: str) -> str:
    """As it is read aloud: nine groups, three on a line (section 3.6.1)."""
    digits = "".join(letter for letter in code if letter.isdigit())
    cut = [digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP)]
    return "\n".join("-".join(cut[start : start + 3]) for start in range(0, len(cut), 3))
