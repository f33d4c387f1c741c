"""Bars about what is in a message beside its text: an encrypted part, keys, the key of one's other device."""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QObject, Signal

from mailclient.gui.message_view.bar import Bar
from mailclient.gui.message_view.bars import BodyBars, Rank
from mailclient.gui.message_view.stranger_text import name_text
from mailclient.language import tr
from mailclient.mail.body import Body
from mailclient.mail.ids import PartPath
from mailclient.mail.part import Part
from mailclient.mail.protection import CMS
from mailclient.store.rows import StoredMessage

_KEYS = frozenset({"application/pgp-keys", "application/pkix-cert", "application/x-x509-ca-cert"})
_SETUP = "application/autocrypt-setup"
_ARMOUR = "-----BEGIN PGP MESSAGE-----"
_KEYS_NAMED = 3


class ProtectionNotes(QObject):
    """Hangs them into ``bars``; what is clicked is told."""

    part_requested = Signal(str)
    """PartPath of an encrypted part to be opened by itself."""
    key_requested = Signal(object)
    """Attachment with a key to be looked at."""
    setup_requested = Signal(object)
    """Attachment with the key of the user's other device."""

    def __init__(self, bars: BodyBars, parent: QObject) -> None:
        super().__init__(parent)
        self._bars = bars
        self._shown: list[Bar] = []

    def clear(self) -> None:
        """Another message, or none, is shown."""
        self._bars.withdraw(*self._shown)
        for bar in self._shown:
            bar.deleteLater()
        self._shown.clear()

    def show_message(self, message: StoredMessage, body: Body) -> None:
        """As it is shown now: the clear message where it was opened."""
        self.clear()
        for path in encrypted_parts(message.structure, body):
            words = tr("A part of this message is encrypted. It is opened by itself, apart from the rest.")
            self._put(words, "lock", Rank.ODD, tr("Open…"), partial(self.part_requested.emit, path))
        for one in body.attachments:
            if one.media_type == _SETUP:
                words = tr("This message brings your key from your other device.")
                take = partial(self.setup_requested.emit, one)
                self._put(words, "key-round", Rank.SPECIAL, tr("Take it over…"), take)
        for one in [one for one in body.attachments if one.media_type in _KEYS][:_KEYS_NAMED]:
            words = tr("A key is attached: {name}", name=name_text(one.filename))
            self._put(words, "key-round", Rank.LIST, tr("Import…"), partial(self.key_requested.emit, one))

    def _put(self, words: str, icon: str, rank: Rank, action: str, act: Callable[[], object]) -> None:
        bar = Bar(words, icon=icon, parent=self._bars)
        bar.add_action(action, act)
        self._shown.append(bar)
        self._bars.put(bar, rank)


def encrypted_parts(root: Part | None, body: Body) -> list[PartPath]:
    """Encrypted parts that are not the message itself, at most three; each is only ever opened by itself."""
    if root is None or (body.cover is not None and body.cover.encrypted and not body.text):
        return []
    found = [part.path for part in _encrypted_below(root)]
    if not found and body.cover is None and _ARMOUR in body.text:
        found = [part.path for part in root.leaves() if part.media_type == "text/plain"][:1]
    return found[:3]


def _encrypted_below(root: Part) -> Iterator[Part]:
    for part in root.walk():
        if part is root:
            continue
        kind = part.parameters.get("smime-type", "").lower()
        enveloped = part.media_type in CMS and kind not in ("signed-data", "certs-only")
        if part.media_type == "multipart/encrypted" or enveloped:
            yield part
