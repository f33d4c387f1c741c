"""What goes along with the identity that is chosen and stands in no field: where answers go, who gets a blind copy."""

from PySide6.QtWidgets import QWidget

from mailclient.gui.composer.sender_choice import SenderChoice
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr


class SenderNote(PlainLabel):
    """A muted line below From; hidden where there is nothing to say. ``indent``: where the fields begin, in pixels."""

    def __init__(self, sender: SenderChoice, indent: int, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, wordWrap=True)
        self.setProperty("kind", "meta")
        self.setContentsMargins(indent + tokens.SPACE_4, tokens.SPACE_4, 0, tokens.SPACE_4)
        self._sender = sender
        sender.shown.connect(self._tell)
        self._tell()

    def _tell(self) -> None:
        identity = self._sender.identity
        said = []
        if identity is not None and identity.reply_to:
            said.append(tr("Answers go to {addresses}.", addresses=identity.reply_to))
        if identity is not None and identity.bcc:
            said.append(tr("A blind copy goes to {addresses}.", addresses=identity.bcc))
        self.setText(" ".join(said))
        self.setVisible(bool(said))
