"""The first page of setting an account up: who one is, and the password or the browser in its place."""

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mailclient.gui.accounts.password_field import PasswordField
from mailclient.gui.controls.button import link_row, text_button
from mailclient.gui.controls.field import Field
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.language.discovery import note_sentence
from mailclient.mail.address import Address
from mailclient.mail.discovery import Note, Proposal
from mailclient.mime.addresses import is_address

_OF_PASSWORDS = frozenset(
    (Note.APP_PASSWORD, Note.APP_PASSWORD_WITH_TWO_STEP, Note.MAIL_PASSWORD, Note.BROWSER_ONLY, Note.LOCAL_BRIDGE)
)
"""What a provider has to say about the password it wants."""


class PersonPage(QWidget):
    """As soon as the address is of a provider with a sign-in of its own, that stands in place of the password."""

    address_changed = Signal(str)
    way_changed = Signal()
    """From the password to the browser, or back."""
    by_hand_requested = Signal()
    import_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.email, self.password = QLineEdit(), QLineEdit(), PasswordField()
        self.name.setPlaceholderText(tr("As others see it"))
        self.email.setPlaceholderText("name@example.org")
        self.email.setInputMethodHints(Qt.InputMethodHint.ImhEmailCharactersOnly)
        self.name_field = Field(tr("Your name"), self.name)
        self.email_field = Field(tr("Mail address"), self.email)
        self.password_field = Field(tr("Password"), self.password)
        self.sign_in_words = PlainLabel(wordWrap=True)
        self.sign_in_words.setProperty("kind", "muted")
        self.other_way = text_button("", "link")
        self.help = text_button(tr("How to get such a password"), "link")
        self._help_url = ""
        self.by_hand = text_button(tr("Enter the servers by hand"), "link")
        self.take_over = text_button(tr("Import from Thunderbird…"), "link")
        self._provider = ""
        self._prefers_password = False
        self._arrange()
        self.email.textEdited.connect(self.address_changed)
        self.other_way.clicked.connect(self._switch)
        self.by_hand.clicked.connect(self.by_hand_requested)
        self.take_over.clicked.connect(self.import_requested)
        self.help.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(self._help_url)))
        self._show_way()

    @property
    def address(self) -> str:
        """What is typed, trimmed."""
        return self.email.text().strip()

    @property
    def uses_sign_in(self) -> bool:
        """The user goes to the provider's page instead of typing a password here."""
        return bool(self._provider) and not self._prefers_password

    def offer_sign_in(self, provider: str, *, preferred: bool = True) -> None:
        """The address is of this provider (its name for people), which has a sign-in page; "": of none.

        ``preferred``: unless the user says so, there is no field for a password.
        """
        if provider == self._provider:
            return
        self._provider = provider
        self._prefers_password = not preferred
        self._show_way()

    def advise_password(self, proposal: Proposal | None) -> None:
        """Say beforehand what password this provider wants, where it is not the one of its web site."""
        advice = _advice(proposal)
        self.password_field.advise("\n".join(advice))
        self._offer_help(proposal if advice else None)

    def refuse_password(self, sentence: str, proposal: Proposal | None) -> None:
        """The server did not take it: say so where it is typed, with what this provider wants."""
        advice = _advice(proposal)
        self.password_field.complain("\n".join([sentence, *advice]))
        self.password.selectAll()
        self._offer_help(proposal if advice else None)

    def _offer_help(self, proposal: Proposal | None) -> None:
        url = (proposal.app_password_url or proposal.documentation) if proposal is not None else ""
        self._help_url = url if url.startswith("https://") else ""
        self.help.setVisible(bool(self._help_url) and not self.uses_sign_in)

    def complete(self) -> bool:
        """Whether everything is there; says what is not, at its field."""
        if not is_address(self.address):
            self.email_field.complain(tr("Enter your mail address."))
        elif not self.uses_sign_in and not self.password.text():
            self.password_field.complain(tr("Enter the password."))
        else:
            return True
        return False

    def person(self) -> Address:
        """Name and address as typed."""
        return Address(self.name.text().strip(), self.address)

    def _switch(self) -> None:
        self._prefers_password = not self._prefers_password
        self._show_way()
        self.way_changed.emit()
        if not self.uses_sign_in:
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_way(self) -> None:
        self.password_field.setVisible(not self.uses_sign_in)
        self.sign_in_words.setVisible(self.uses_sign_in)
        self.sign_in_words.setText(
            tr(
                "You sign in on the page of {provider} in your browser. Your password is not typed here.",
                provider=self._provider,
            )
        )
        self.help.setVisible(bool(self._help_url) and not self.uses_sign_in)
        self.other_way.setVisible(bool(self._provider))
        self.other_way.setText(
            tr("Use a password instead") if self.uses_sign_in else tr("Sign in in the browser instead")
        )

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_12)
        for widget in (self.name_field, self.email_field, self.password_field, self.sign_in_words):
            column.addWidget(widget)
        column.addLayout(link_row(self.other_way, self.help))
        column.addStretch()
        column.addLayout(link_row(self.by_hand, self.take_over))


def _advice(proposal: Proposal | None) -> list[str]:
    """What the provider wants for a password, a sentence each."""
    notes = proposal.notes if proposal is not None else ()
    return [note_sentence(note, proposal) for note in notes if note in _OF_PASSWORDS and proposal is not None]
