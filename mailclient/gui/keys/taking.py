"""Taking keys and certificates from a file, the clipboard or a message: what is in it, and what it counts for."""

from collections.abc import Callable

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QVBoxLayout, QWidget

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.accounts.password_field import PasswordField
from mailclient.gui.controls.field import Field
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.radio_card import RadioCard
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.keys.holding import Holding, Section
from mailclient.gui.keys.sheet import Sheet
from mailclient.gui.theme import tokens
from mailclient.language import tr, tr_n
from mailclient.mail.key import KeyImport, KeySource
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.protection import Acceptance, System

_NAMED = 6
"""Of what is in a file, so many are named."""


class TakeSheet(Sheet):
    """Sends ``LookAtKeys``, then ``ImportKeys`` and ``ImportCertificates``; ``taken`` gets what came of it."""

    _asks_for_key = False

    def __init__(
        self,
        link: EngineLink,
        taken: Callable[[KeyImport], object],
        parent: QWidget | None = None,
        *,
        data: bytes = b"",
        path: str = "",
        source: KeySource = KeySource.IMPORTED,
    ) -> None:
        super().__init__(link, parent, tr("Import keys"), tr("Looking at what is in it…"), tr("Import"))
        self._taken, self._data, self._path, self._source = taken, data, path, source
        self.found: list[Holding] = []
        self._left: list[System] = []
        self._came = KeyImport()
        self.passphrase = PasswordField()
        self.passphrase_field = Field(
            tr("Passphrase of the file"), self.passphrase, tr("Whoever made the file has chosen it.")
        )
        self.lines = QVBoxLayout()
        self.lines.setSpacing(tokens.SPACE_4)
        self.later = RadioCard(
            tr("Decide later"), tr("It is kept, and counts for nothing until you have said that it is the right one.")
        )
        self.right = RadioCard(
            tr("It is the right one"), tr("Somebody you know gave it to you, or you know its origin.")
        )
        self.root = QCheckBox(tr("Trust this authority to vouch for anybody's address"))
        group = QButtonGroup(self)
        for card in (self.right, self.later):
            group.addButton(card.button)
        self.later.button.setChecked(True)
        self.body.addWidget(self.passphrase_field)
        self.body.addLayout(self.lines)
        for widget in (self.right, self.later, self.root):
            self.body.addWidget(widget)
            widget.hide()
        self.passphrase_field.hide()
        self.forward.clicked.connect(self.go)
        self.look()

    def look(self) -> None:
        """Ask what is in it."""
        command = commands.LookAtKeys(fresh_request_id(), self._data, self._path, self.passphrase.text())
        self.request(command, self._show_found)

    def go(self) -> None:
        """Look with the passphrase, or take what was found."""
        if not self.found:
            self.look()
            return
        systems = dict.fromkeys(one.system for one in self.found)
        self._left = list(systems)
        self._take_next()

    def tell_problem(self, problem: Problem) -> None:
        """That a passphrase is needed is no failure."""
        if problem.kind in (ProblemKind.PASSPHRASE_NEEDED, ProblemKind.PASSPHRASE_WRONG):
            wrong = problem.kind is ProblemKind.PASSPHRASE_WRONG and bool(self.passphrase.text())
            self.say(tr("Import keys"), tr("The file is locked with a passphrase."))
            self.passphrase_field.show()
            if wrong:
                self.passphrase_field.complain(tr("This passphrase does not open the file."))
            self.passphrase.setFocus()
            self.fit()
        else:
            self.say(tr("Import keys"), "")
            super().tell_problem(problem)

    def _show_found(self, event: events.Finished) -> None:
        self.found = [*map(Holding, event.keys), *map(Holding, event.certificates)]
        if not self.found:
            self.tell_problem(Problem(ProblemKind.NO_KEYS, self._path.rpartition("/")[2]))
            return
        self.passphrase_field.hide()
        own = any(one.item.secret for one in self.found)
        people = any(one.section is Section.PEOPLE for one in self.found)
        self.say(
            tr("Import your key?") if own else tr("Import?"),
            tr("It holds a secret key: it becomes one of yours.") if own else tr("This is in it:"),
        )
        for one in self.found[:_NAMED]:
            label = PlainLabel(" · ".join(filter(None, (one.name, one.address, one.kind))), wordWrap=True)
            label.setProperty("kind", "strong")
            self.lines.addWidget(label)
        if len(self.found) > _NAMED:
            rest = len(self.found) - _NAMED
            self.lines.addWidget(PlainLabel(tr_n("and {count} more", "and {count} more", rest)))
        self.later.setVisible(people)
        self.right.setVisible(people)
        self.root.setVisible(any(one.is_root for one in self.found) and not own)
        self.forward.setFocus()
        self.fit()

    def _acceptance(self, system: System) -> Acceptance:
        roots = self.root.isVisible() and self.root.isChecked()
        if self.right.isVisible() and self.right.button.isChecked():
            return Acceptance.ACCEPTED
        if system is System.SMIME and roots:
            return Acceptance.ACCEPTED
        return Acceptance.UNDECIDED

    def _take_next(self) -> None:
        if not self._left:
            self.accept()
            self._taken(self._came)
            return
        system = self._left.pop(0)
        acceptance = self._acceptance(system)
        command: commands.ImportKeys | commands.ImportCertificates
        if system is System.OPENPGP:
            command = commands.ImportKeys(fresh_request_id(), self._data, self._path, acceptance, self._source)
        else:
            command = commands.ImportCertificates(
                fresh_request_id(), self._data, self._path, self.passphrase.text(), acceptance
            )
        self.request(command, self._note, busy=tr("Importing…"))

    def _note(self, event: events.Finished) -> None:
        came, so_far = event.imported or KeyImport(), self._came
        self._came = KeyImport(
            (*so_far.keys, *came.keys), (*so_far.certificates, *came.certificates), (*so_far.new, *came.new),
            (*so_far.changed, *came.changed), (*so_far.secret, *came.secret), (*so_far.roots, *came.roots),
        )  # fmt: skip
        self._take_next()
