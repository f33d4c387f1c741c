"""The scheme in force: light, dark, or as the system has it."""

from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from mailclient.gui.theme.fonts import window_font
from mailclient.gui.theme.palette import DARK, LIGHT, Palette
from mailclient.gui.theme.style_sheet import style_sheet


class Scheme(StrEnum):
    """What the user chose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


_QT_SCHEME = {
    Scheme.SYSTEM: Qt.ColorScheme.Unknown,
    Scheme.LIGHT: Qt.ColorScheme.Light,
    Scheme.DARK: Qt.ColorScheme.Dark,
}


class Theme(QObject):
    """Dresses the application; ``changed`` tells those that paint themselves that ``palette`` is another now."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.scheme = Scheme.SYSTEM
        self.palette: Palette = LIGHT
        self._dressed = False

    def choose(self, scheme: Scheme) -> None:
        """Use ``scheme`` from now on. Needs the application; the first call dresses it."""
        self.scheme = scheme
        hints = QGuiApplication.styleHints()
        if not self._dressed:
            hints.colorSchemeChanged.connect(self._follow)
        hints.setColorScheme(_QT_SCHEME[scheme])
        self._follow()

    def _follow(self) -> None:
        palette = DARK if self._wants_dark() else LIGHT
        if self._dressed and palette is self.palette:
            return
        self.palette = palette
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        if not self._dressed:
            application.setStyle("Fusion")
            application.setFont(window_font())
        self._dressed = True
        application.setPalette(_qt_palette(palette))
        application.setStyleSheet(style_sheet(palette))
        self.changed.emit()

    def _wants_dark(self) -> bool:
        if self.scheme is not Scheme.SYSTEM:
            return self.scheme is Scheme.DARK
        return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def _qt_palette(colours: Palette) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for which, colour in (
        (role.Window, colours.reader),
        (role.WindowText, colours.text),
        (role.Base, colours.reader),
        (role.AlternateBase, colours.field),
        (role.Text, colours.text),
        (role.PlaceholderText, colours.muted),
        (role.Button, colours.raised),
        (role.ButtonText, colours.text),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Accent, colours.accent),
        (role.Link, colours.accent_text),
        (role.LinkVisited, colours.accent_text),
        (role.ToolTipBase, colours.toast),
        (role.ToolTipText, colours.on_toast),
        (role.Light, colours.raised),
        (role.Midlight, colours.hairline),
        (role.Mid, colours.outline),
        (role.Dark, colours.outline),
        (role.Shadow, colours.outline),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.thumb_hover))
    return palette


_theme: Theme | None = None


def theme() -> Theme:
    """The one theme of this process."""
    global _theme
    if _theme is None:
        _theme = Theme()
    return _theme
