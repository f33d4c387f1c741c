"""How the window looks: every size, colour, font and icon, in this one place.

    tokens.py   sizes in pixels
    palette.py  the colours, light and dark, and which may stand on which
    theme.py    the scheme in force; repaints when the system or the user changes it
    icons.py    stroke icons in the colours of the palette
    fonts.py    the family, and what stands in for CJK
    (resources/style/window.qss holds the style sheet)

A widget takes colours from ``theme().palette`` while painting, and icons by ``bind_icon``; it never names a colour.
May import QtCore, QtGui, QtWidgets and ``mailclient.resource``. Read ``theme.py`` first.
"""

from mailclient.gui.theme.icons import bind_icon, icon, pixmap
from mailclient.gui.theme.theme import Scheme, Theme, theme

__all__ = ["Scheme", "Theme", "bind_icon", "icon", "pixmap", "theme"]
