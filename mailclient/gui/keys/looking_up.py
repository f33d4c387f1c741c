"""Looking for somebody's key: at the mail provider of the address and, when one says so, at a keyserver."""

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.field import Field
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.keys.holding import Holding
from mailclient.gui.keys.sheet import Sheet
from mailclient.gui.keys.words import day_words
from mailclient.language import tr
from mailclient.language.readiness import source_words
from mailclient.mail.key import KeySettings
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.protection import Acceptance
from mailclient.mime.addresses import is_address


class LookUpSheet(Sheet):
    """Sends ``LookUpKey``, then ``AcceptKey`` when the user takes what was found. ``compare`` opens the comparing."""

    def __init__(
        self, link: EngineLink, settings: KeySettings, parent: QWidget | None = None, address: str = ""
    ) -> None:
        server = settings.keyserver or settings.suggested_keyserver
        super().__init__(
            link, parent, tr("Look up a key"),
            tr("The mail provider of the address is asked whether it has a key for it."), tr("Look up"),
        )  # fmt: skip
        self.found: Holding | None = None
        self.address = QLineEdit(address, placeholderText="name@example.org")
        self.address_field = Field(tr("Mail address"), self.address)
        self.server = QCheckBox(tr("Ask {server}, too: it learns whom you look for", server=server))
        self.server.setChecked(bool(settings.keyserver))
        self.said = PlainLabel(wordWrap=True)
        self.said.hide()
        self.body.addWidget(self.address_field)
        self.body.addWidget(self.server)
        self.body.addWidget(self.said)
        self.decide = text_button(tr("Decide later"))
        self.decide.hide()
        self.decide.clicked.connect(self.accept)
        self.buttons.insertWidget(self.buttons.count() - 1, self.decide)
        self.forward.clicked.connect(self.go)

    def go(self) -> None:
        """Look, or take what was found."""
        if self.found is not None:
            self._take(self.found)
            return
        address = self.address.text().strip()
        if not is_address(address):
            self.address_field.complain(tr("Enter a mail address."))
            self.fit()
            return
        command = commands.LookUpKey(fresh_request_id(), address, self.server.isChecked())
        self.request(command, self._tell_found, busy=tr("Looking…"))

    def tell_problem(self, problem: Problem) -> None:
        """That nobody has one is no failure."""
        if problem.kind is ProblemKind.KEY_NOT_FOUND:
            self.tell(tr("No key was found. Ask the person to send you theirs, or to write to you first."))
        else:
            super().tell_problem(problem)

    def _tell_found(self, event: events.Finished) -> None:
        if not event.keys:
            self.tell_problem(Problem(ProblemKind.KEY_NOT_FOUND, self.address.text()))
            return
        self.found = found = Holding(event.keys[0])
        self.said.setText(
            tr("Found a key of {name}, made on {day}. {source}.", name=found.name, day=day_words(found.made),
               source=source_words(found.item.source))
        )  # fmt: skip
        self.said.show()
        self.address_field.setEnabled(False)
        self.server.hide()
        self.cancel.hide()
        self.decide.show()
        self.forward.setText(tr("Use this key"))
        self.fit()

    def _take(self, found: Holding) -> None:
        address = self.address.text().strip()
        command = commands.AcceptKey(
            fresh_request_id(), found.fingerprint, Acceptance.ACCEPTED, (address.lower(),), found.system
        )
        self.request(command, lambda _event: self.accept())
