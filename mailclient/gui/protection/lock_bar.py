"""The bar that says why a message could not be opened, and offers what helps."""

import sys
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from mailclient.gui.message_view.bar import Bar
from mailclient.language import tr
from mailclient.language.protection_lock import DANGERS, FOR_GOOD, install_words, locked_words
from mailclient.mail.protection import Encryption


class LockBar(Bar):
    """``again`` tries once more, ``keys`` shows where keys are imported."""

    def __init__(self, again: Callable[[], object], keys: Callable[[], object], parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._again, self._keys = again, keys
        self.hide()

    def tell_locked(self, encryption: Encryption) -> None:
        """Why it is still locked."""
        reason = encryption.reason
        tone = "danger" if reason in DANGERS else "warning"
        self.tell(
            locked_words(reason, encryption.system), tone=tone, icon="triangle-alert" if reason in FOR_GOOD else "lock"
        )
        if reason == "gnupg_missing":
            self.add_action(tr("How to install it"), self._tell_how)
        if reason == "key_missing":
            self.add_action(tr("Import a key…"), self._keys)
        if reason not in FOR_GOOD:
            self.add_action(tr("Try again"), self._again)

    def _tell_how(self) -> None:
        self.tell(install_words(sys.platform), icon="info")
        self.add_action(tr("Try again"), self._again)
