"""*Sign · Encrypt* in the bottom bar, and the menu of what is seldom chosen."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from mailclient.gui.composer.protection.choice import Choice
from mailclient.gui.controls.button import IconButton
from mailclient.gui.controls.tooltip import tell_plainly
from mailclient.gui.theme import bind_icon, tokens
from mailclient.language import tr
from mailclient.mail.protection import System

SIGN_KEYS = "Ctrl+Shift+S"
ENCRYPT_KEYS = "Ctrl+Shift+K"
_ICON = 16


class ProtectionToggles(QWidget):
    """``show_choice`` says what is on; the signals are what the user does. Nothing is remembered here."""

    sign_wanted = Signal(bool)
    encrypt_wanted = Signal(bool)
    system_wanted = Signal(object)
    """System, or None for whatever works."""
    attach_key_wanted = Signal(bool)
    set_up_wanted = Signal()
    keys_wanted = Signal()
    """The user wants to see all keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sign = self._toggle(tr("Sign"), self.sign_wanted.emit)
        self.encrypt = self._toggle(tr("Encrypt"), self.encrypt_wanted.emit)
        self._able = True
        self._reason = ""
        self._known = self._narrow = False
        self._choice = Choice()
        self.menu = QMenu(self)
        self._fill_menu()
        self._options = IconButton()
        self._options.setProperty("kind", "chevron")
        self._options.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._options.setMenu(self.menu)
        self._options.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        name = tr("How it is signed and encrypted")
        self._options.setAccessibleName(name)
        self._options.setToolTip(name)
        bind_icon(self._options, "chevron-down", 12)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for button in (self.sign, self.encrypt, self._options):
            row.addWidget(button)
        self._dress()

    def _toggle(self, words: str, choose: Callable[[bool], object]) -> QToolButton:
        button = IconButton()
        button.setProperty("kind", "protection")
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setText(f" {words}")  # Qt puts icon and words closer together than they should stand
        button.setAccessibleName(words)
        button.clicked.connect(lambda on: self._press(on, choose))
        return button

    def _fill_menu(self) -> None:
        self._group = QActionGroup(self)
        self._systems: dict[System | None, QAction] = {}
        names = {None: tr("Whatever works for all"), System.OPENPGP: "OpenPGP", System.SMIME: "S/MIME"}
        for system, words in names.items():
            action = self.menu.addAction(words)
            action.setCheckable(True)
            self._group.addAction(action)
            self._systems[system] = action
            action.triggered.connect(lambda _on, system=system: self.system_wanted.emit(system))
        self.menu.addSeparator()
        self._attach = self.menu.addAction(tr("Attach my key"))
        self._attach.setCheckable(True)
        self._attach.triggered.connect(self.attach_key_wanted.emit)
        self.menu.addSeparator()
        self._set_up = self.menu.addAction(tr("Set up a key for this address…"), self.set_up_wanted.emit)
        self.menu.addAction(tr("Keys…"), self.keys_wanted.emit)

    # --- what is shown ------------------------------------------------------------------------------------------------

    def show_choice(self, choice: Choice, *, reason: str = "", known: bool = True) -> None:
        """What is on. ``reason``: why nothing can be switched on; a press then leads to the setting up.

        ``known``: that it can be is not only hoped.
        """
        if (choice, reason, known) != (self._choice, self._reason, self._known):
            self._choice, self._reason, self._known, self._able = choice, reason, known, not reason
            self._dress()

    def set_narrow(self, *, on: bool) -> None:
        """Where there is little room they are icons alone."""
        self._narrow = on
        self._give_room()

    def _give_room(self) -> None:
        """Words for those who have keys; others have more room for the tools of the text."""
        choice = self._choice
        worded = not self._narrow and ((self._known and self._able) or choice.sign or choice.encrypt)
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if worded else Qt.ToolButtonStyle.ToolButtonIconOnly
        for button in (self.sign, self.encrypt):
            button.setToolButtonStyle(style)
            button.setProperty("worded", worded)
            button.style().unpolish(button)
            button.style().polish(button)

    def _dress(self) -> None:
        choice = self._choice
        for button, on, icons, words, keys in (
            (self.sign, choice.sign, ("shield-check", "shield"), self._sign_words(), SIGN_KEYS),
            (self.encrypt, choice.encrypt, ("lock", "lock-open"), self._encrypt_words(), ENCRYPT_KEYS),
        ):
            button.setChecked(on)
            usable = self._able or on
            bind_icon(button, icons[0] if on else icons[1], _ICON, "accent_text" if on else "muted")
            button.setProperty("unusable", not usable)
            native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
            tell_plainly(button, f"{words} ({native})")
            button.setAccessibleDescription(words)
        self._give_room()
        self._systems[choice.system].setChecked(True)
        self._attach.setChecked(choice.attach_key)
        self._attach.setEnabled(self._able)
        self._set_up.setVisible(not self._able)

    def _sign_words(self) -> str:
        if not self._able and not self._choice.sign:
            return self._reason
        if self._choice.sign:
            return tr("It is signed: others see that it is from you and was not changed.")
        return tr("Sign it, so that others see that it is from you and was not changed.")

    def _encrypt_words(self) -> str:
        if not self._able and not self._choice.encrypt:
            return self._reason
        if self._choice.encrypt:
            return tr("It is encrypted: only you and the recipients can read it.")
        return tr("Encrypt it, so that only you and the recipients can read it.")

    # --- what is pressed ----------------------------------------------------------------------------------------------

    def _press(self, on: bool, choose: Callable[[bool], object]) -> None:
        """Qt has switched the button already; it shows what is, until that is changed."""
        self._dress()
        if on and not self._able:
            self._explain()
        else:
            choose(on)

    def _explain(self) -> None:
        """Why it cannot be switched on, and the way out."""
        bubble = QMenu(self)
        bubble.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = bubble.addAction(self._reason)
        words.setEnabled(False)
        bubble.addSeparator()
        bubble.addAction(tr("Set up…"), self.set_up_wanted.emit)
        height = bubble.sizeHint().height()
        bubble.popup(self.mapToGlobal(QPoint(0, -height - tokens.SPACE_4)))
