"""Taking over what Thunderbird has: choose the profile, tick what is wanted, read what came of it."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QVBoxLayout, QWidget
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.accounts.page_frame import PageFrame
from mailclient.gui.controls.button import link_row, text_button
from mailclient.gui.controls.choice import Choice
from mailclient.gui.controls.field import Field
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.theme import tokens
from mailclient.language import tr, tr_n
from mailclient.language.import_report import note_sentence
from mailclient.language.problems import problem_text
from mailclient.mail.import_report import FoundAccount, ImportNote, ImportReport


class ImportDialog(PageFrame):
    """Sends ``LookAtProfile`` when it opens and for each profile chosen, then ``ImportProfile``."""

    def __init__(self, link: EngineLink, parent: QWidget | None = None) -> None:
        super().__init__(tr("Import from Thunderbird"), parent)
        self._link = link
        self._request = ""
        self._path = ""
        self.choice, self.outcome = ImportChoice(), ImportResult()
        self.add_page(self.choice)
        self.add_page(self.outcome)
        self.forward.clicked.connect(self._go_on)
        self.choice.profile.activated.connect(lambda: self.look(str(self.choice.profile.currentData() or "")))
        self.choice.other.clicked.connect(self._choose_folder)
        self.choice.changed.connect(self._follow)
        self.turn_to(
            self.choice,
            tr("Import from Thunderbird"),
            tr("Nothing is changed there. Passwords stay there too: each account asks for its own once."),
            forward=tr("Import"),
            back=False,
        )
        self.look("")

    def look(self, path: str) -> None:
        """See what this profile holds; "": the usual one."""
        self.choice.wait()
        self.forward.setEnabled(False)
        self._request = fresh_request_id()
        self._link.request(commands.LookAtProfile(self._request, path), self._looked)

    def _looked(self, event: events.Finished | events.Failed) -> None:
        if not isValid(self) or event.request_id != self._request:
            return
        if isinstance(event, events.Failed):
            self.choice.fail(str(problem_text(event.problem)))
        elif event.import_report is not None:
            self._path = event.import_report.path
            self.choice.show_report(event.import_report)
        self._follow()
        if self.forward.isEnabled() and self.focusWidget() in (None, self.pages, self.cancel_button):
            self.forward.setFocus()

    def _follow(self) -> None:
        if self.page is self.choice:
            self.forward.setEnabled(self.choice.anything)

    def _go_on(self) -> None:
        if self.page is self.outcome:
            self.accept()
            return
        self.forward.setEnabled(False)
        self._request = fresh_request_id()
        choice = self.choice
        command = commands.ImportProfile(
            self._request,
            self._path,
            choice.keys(),
            tags=choice.tags.isChecked(),
            addresses=choice.addresses.isChecked(),
        )
        choice.setEnabled(False)
        self._link.request(command, self._imported)

    def _imported(self, event: events.Finished | events.Failed) -> None:
        if not isValid(self) or event.request_id != self._request:
            return
        self.choice.setEnabled(True)
        if isinstance(event, events.Failed):
            self.choice.fail(str(problem_text(event.problem)))
            self._follow()
        elif event.import_report is not None:
            self.outcome.show_report(event.import_report)
            self.turn_to(self.outcome, tr("Imported"), forward=tr("Done"), back=False)
            self.cancel_button.hide()

    def _choose_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, tr("Thunderbird profile"), str(Path.home()))
        if path:
            self.look(path)


class ImportChoice(QWidget):
    """The profiles, and what is in the one chosen, each with a tick."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.profile = Choice()
        self.other = text_button(tr("Another folder…"), "link")
        self.bar = Bar()
        self.accounts: dict[str, QCheckBox] = {}
        self.tags, self.addresses = QCheckBox(), QCheckBox()
        self._said = PlainLabel(wordWrap=True)
        self._said.setProperty("kind", "muted")
        self._accounts_box = QVBoxLayout()
        self._accounts_box.setSpacing(tokens.SPACE_8)
        self._profile_field = Field(tr("Profile"), self.profile)
        self._notes = Notes()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_8)
        column.addWidget(self._profile_field)
        column.addLayout(link_row(self.other))
        column.addWidget(self.bar)
        column.addWidget(self._said)
        column.addLayout(self._accounts_box)
        column.addWidget(self.tags)
        column.addWidget(self.addresses)
        column.addSpacing(tokens.SPACE_8)
        column.addWidget(self._notes)
        column.addStretch()
        for box in (self.tags, self.addresses):
            box.toggled.connect(self.changed)
        self.wait()

    @property
    def anything(self) -> bool:
        """Whether anything is ticked."""
        boxes = (*self.accounts.values(), self.tags, self.addresses)
        return any(box.isChecked() and box.isEnabled() for box in boxes)

    def keys(self) -> tuple[str, ...]:
        """The accounts ticked."""
        return tuple(key for key, box in self.accounts.items() if box.isChecked() and box.isEnabled())

    def wait(self) -> None:
        """The profile is being looked at."""
        self._clear()
        self._said.setText(tr("Looking…"))

    def fail(self, sentence: str) -> None:
        """It could not be read."""
        self._said.setText("")
        self.bar.tell(sentence, tone="danger", icon="triangle-alert")
        self.bar.show()

    def show_report(self, report: ImportReport) -> None:
        """What is there; an account that is here already cannot be ticked."""
        self._clear()
        self.profile.clear()
        for found in report.profiles:
            self.profile.addItem(found.name, found.path)
        if all(found.path != report.path for found in report.profiles) and report.path:
            self.profile.addItem(report.path, report.path)
        self.profile.setCurrentIndex(max(self.profile.findData(report.path), 0))
        self._profile_field.setVisible(self.profile.count() > 0)
        for account in report.accounts:
            box = QCheckBox(_account_words(account))
            box.setChecked(not account.is_here)
            box.setEnabled(not account.is_here)
            box.toggled.connect(self.changed)
            self.accounts[account.key] = box
            self._accounts_box.addWidget(box)
        self.tags.setText(tr_n("{count} tag", "{count} tags", len(report.tags)))
        self.addresses.setText(tr_n("{count} address", "{count} addresses", report.addresses))
        for box, count in ((self.tags, len(report.tags)), (self.addresses, report.addresses)):
            box.setVisible(count > 0)
            box.setChecked(count > 0)
        nothing = not report.accounts and not report.tags and not report.addresses
        self._said.setText(tr("Nothing that could be imported was found.") if nothing else "")
        self._said.setVisible(nothing)
        self._notes.show_notes(report.notes)

    def _clear(self) -> None:
        self.bar.hide()
        self._said.show()
        for box in self.accounts.values():
            self._accounts_box.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.accounts.clear()
        for box in (self.tags, self.addresses):
            box.hide()
            box.setChecked(False)
        self._notes.show_notes(())


class ImportResult(QWidget):
    """What came, and what did not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = PlainLabel(wordWrap=True)
        self.notes = Notes()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_12)
        column.addWidget(self.words)
        column.addWidget(self.notes)
        column.addStretch()

    def show_report(self, report: ImportReport) -> None:
        """In one list."""
        # They are here already because they have just come.
        lines = [_account_words(replace(account, is_here=False)) for account in report.accounts]
        if report.tags:
            lines.append(tr_n("{count} tag", "{count} tags", len(report.tags)))
        if report.addresses:
            lines.append(tr_n("{count} address", "{count} addresses", report.addresses))
        self.words.setText("\n".join(f"• {line}" for line in lines) or tr("Nothing was imported."))
        self.notes.show_notes(report.notes)


class Notes(QWidget):
    """What could not be taken over as it was, a sentence each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = PlainLabel(tr("Good to know"))
        title.setProperty("kind", "strong")
        self.words = PlainLabel(wordWrap=True)
        self.words.setProperty("kind", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_4)
        column.addWidget(title)
        column.addWidget(self.words)
        self.hide()

    def show_notes(self, notes: tuple[ImportNote, ...]) -> None:
        """None: nothing is shown."""
        self.words.setText("\n".join(f"• {note_sentence(note)}" for note in notes))
        self.setVisible(bool(notes))


def _account_words(account: FoundAccount) -> str:
    words = f"{account.email} · {account.kind.value.upper()} · {account.server}" if account.server else account.email
    if account.is_here:
        return tr("{account} (is here already)", account=words)
    if account.filters:
        return words + " · " + tr_n("{count} filter", "{count} filters", account.filters)
    return words
