"""The header of a message being written: From, To, Cc, Bcc, Subject."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from mailclient.bridge.draft import DraftContent
from mailclient.gui.composer.recipients.circle import circle_of
from mailclient.gui.composer.recipients.field import RecipientField
from mailclient.gui.composer.sender_choice import SenderChoice
from mailclient.gui.composer.sender_note import SenderNote
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.surface import hairline
from mailclient.gui.theme import bind_icon, tokens
from mailclient.language import tr
from mailclient.mail.account import Account
from mailclient.mail.ids import AccountId
from mailclient.mail.recipient_doubts import Doubt
from mailclient.store.reader import Reader

_LABEL_WIDTH = 60
_ROW_HEIGHT = 26


class Fields(QWidget):
    """From is shown only where there is a choice; Cc and Bcc once they are asked for or filled."""

    changed = Signal()

    def __init__(self, reader: Reader, accounts: Sequence[Account], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reader, self._accounts = reader, list(accounts)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_8, tokens.SPACE_16, 0)
        self._column.setSpacing(0)
        self.from_ = SenderChoice(accounts)
        self.to = RecipientField(reader, tr("To"))
        self.cc = RecipientField(reader, tr("Cc"))
        self.bcc = RecipientField(reader, tr("Bcc"))
        self.subject = QLineEdit()
        self.subject.setProperty("kind", "typed")
        self.subject.setAccessibleName(tr("Subject"))
        self._subject_lock: QAction | None = None
        self._more = {name: self._more_button(label) for name, label in (("cc", tr("Cc")), ("bcc", tr("Bcc")))}
        self._rows = {
            "from": self._row(tr("From"), self.from_),
            "to": self._row(tr("To"), self.to, *self._more.values()),
            "cc": self._row(tr("Cc"), self.cc),
            "bcc": self._row(tr("Bcc"), self.bcc),
            "subject": self._row(tr("Subject"), self.subject),
        }
        self._rows["from"].setVisible(self.from_.count > 1)
        self._column.insertWidget(1, SenderNote(self.from_, _LABEL_WIDTH))
        for name in ("cc", "bcc"):
            self._rows[name].hide()
            self._more[name].clicked.connect(lambda _checked=False, name=name: self.ask(name))
        for field in self.recipient_fields:
            field.stand_beside(self.recipient_fields)
            field.changed.connect(self.changed)
        for name, field in (("cc", self.cc), ("bcc", self.bcc)):
            field.wanted.connect(lambda name=name: self.show_row(name))
        self.subject.textEdited.connect(self.changed)
        self.from_.chosen.connect(self.changed)

    @property
    def recipient_fields(self) -> tuple[RecipientField, ...]:
        """To, Cc, Bcc."""
        return (self.to, self.cc, self.bcc)

    def fill(self, draft: DraftContent, account_id: AccountId) -> None:
        """Show a draft."""
        circle = circle_of(self._reader, self._accounts, draft.answered)
        for field in self.recipient_fields:
            field.consider(circle)
        self.from_.choose(account_id, draft.from_)
        self._rows["from"].setVisible(self.from_.count > 1 or self.from_.unlisted)
        self.to.set_text(draft.to)
        self.cc.set_text(draft.cc)
        self.bcc.set_text(draft.bcc)
        self.subject.setText(draft.subject)
        for name, text in (("cc", draft.cc), ("bcc", draft.bcc)):
            if text:
                self.show_row(name)

    def account_id(self) -> AccountId:
        """The account chosen under From."""
        return self.from_.account_id

    def recipients(self) -> int:
        """How many there are in all."""
        return sum(len(field.addresses()) for field in self.recipient_fields)

    def unreadable(self) -> list[str]:
        """What is typed as a recipient but is no address."""
        return [text for field in self.recipient_fields for text in field.unreadable()]

    def doubts(self) -> list[Doubt]:
        """What there is to say about the recipients; ask about those that are ``serious`` before it goes."""
        return [doubt for field in self.recipient_fields for doubt in field.doubts()]

    def show_subject_hidden(self, *, on: bool) -> None:
        """A lock in the subject: it is encrypted, too."""
        if on and self._subject_lock is None:
            self._subject_lock = self.subject.addAction(QIcon(), QLineEdit.ActionPosition.TrailingPosition)
            self._subject_lock.setToolTip(tr("The subject is encrypted, too: on the way it is only “[...]”."))
            bind_icon(self._subject_lock, "lock", tokens.ICON_SMALL, "good")
        if self._subject_lock is not None:
            self._subject_lock.setVisible(on)

    def finish(self) -> None:
        """Take what is half typed."""
        for field in self.recipient_fields:
            field.finish()

    def ask(self, name: str) -> None:
        """Show "cc" or "bcc" and start typing there."""
        self.show_row(name)
        (self.cc if name == "cc" else self.bcc).setFocus()

    def show_row(self, name: str) -> None:
        """Show "cc" or "bcc"."""
        self._rows[name].show()
        self._more[name].hide()

    def _more_button(self, label: str) -> QPushButton:
        button = QPushButton(label)
        button.setProperty("kind", "link")
        button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setFixedHeight(_ROW_HEIGHT)
        return button

    def _row(self, label: str, *widgets: QWidget) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        line = QHBoxLayout()
        line.setContentsMargins(0, 7, 0, 7)
        line.setSpacing(tokens.SPACE_4)
        title = PlainLabel(label)
        title.setProperty("kind", "muted")
        title.setFixedWidth(_LABEL_WIDTH)
        title.setFixedHeight(_ROW_HEIGHT)
        line.addWidget(title, 0, Qt.AlignmentFlag.AlignTop)
        fixed = False
        for index, widget in enumerate(widgets):
            fixed = index > 0 or widget.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Maximum
            line.addWidget(widget, 0 if fixed else 1, Qt.AlignmentFlag.AlignTop)
        if fixed and len(widgets) == 1:
            line.addStretch(1)
        column.addLayout(line)
        column.addWidget(hairline())
        self._column.addWidget(row)
        return row
