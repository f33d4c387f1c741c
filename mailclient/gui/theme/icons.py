"""Stroke icons (Lucide, ISC licence: ``resources/icons/LICENSE``) in the colours of the palette.

Qt draws ``currentColor`` black, so the colour is written into the SVG before it is drawn. The SVG image plugin
draws at the wanted size; QtSvg itself would be one import more before the first paint.
"""

from functools import lru_cache

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize
from PySide6.QtGui import QAction, QGuiApplication, QIcon, QImageReader, QPixmap
from PySide6.QtWidgets import QAbstractButton

from mailclient.gui.theme import tokens
from mailclient.gui.theme.theme import theme
from mailclient.resource import resource_path

_STROKE = "1.75"
"""Of 24; a little lighter than Lucide's own 2, to go with text of 13 pixels."""


def pixmap(
    name: str, size: int = tokens.ICON, colour: str = "muted", *, filled: bool = False, ratio: float | None = None
) -> QPixmap:
    """The icon ``resources/icons/<name>.svg``, ``size`` pixels square, in the palette's ``colour`` (its name).

    ``ratio`` is that of the screen painted on (default: the sharpest screen). ``FileNotFoundError`` for no such icon.
    """
    ratio = ratio or _sharpest_ratio()
    return _drawn(name, size, str(getattr(theme().palette, colour)), filled, ratio)


def icon(name: str, size: int = tokens.ICON, colour: str = "muted", *, filled: bool = False) -> QIcon:
    """The icon for now; use ``bind_icon`` where it must follow the theme. Hovered and checked it is in full colour."""
    made = QIcon()
    made.addPixmap(pixmap(name, size, colour, filled=filled), QIcon.Mode.Normal)
    made.addPixmap(pixmap(name, size, "text" if colour == "muted" else colour, filled=filled), QIcon.Mode.Active)
    made.addPixmap(pixmap(name, size, "thumb", filled=filled), QIcon.Mode.Disabled)
    return made


def bind_icon(
    target: QAction | QAbstractButton,
    name: str,
    size: int = tokens.ICON,
    colour: str = "muted",
    *,
    filled: bool = False,
) -> None:
    """Give ``target`` the icon, now and whenever the theme changes; a second call replaces the first."""
    target.setProperty("icon_name", (name, size, colour, filled))
    if isinstance(target, QAbstractButton):
        target.setIconSize(QSize(size, size))
    _dress(target)
    if not target.property("icon_follows"):
        target.setProperty("icon_follows", True)
        _Follower(target)


class _Follower(QObject):
    """Lives and dies with its target, so that the theme never reaches for a widget that is gone."""

    def __init__(self, target: QAction | QAbstractButton) -> None:
        super().__init__(target)
        theme().changed.connect(self._dress_target)

    def _dress_target(self) -> None:
        target = self.parent()
        assert isinstance(target, QAction | QAbstractButton)
        _dress(target)


def _dress(target: QAction | QAbstractButton) -> None:
    name, size, colour, filled = target.property("icon_name")
    target.setIcon(icon(name, size, colour, filled=filled))


def _sharpest_ratio() -> float:
    application = QGuiApplication.instance()
    return application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0


@lru_cache(maxsize=512)
def _drawn(name: str, size: int, colour: str, filled: bool, ratio: float) -> QPixmap:
    svg = resource_path("icons", f"{name}.svg").read_text("utf-8")
    svg = svg.replace('stroke-width="2"', f'stroke-width="{_STROKE}"').replace("currentColor", colour)
    if filled:
        svg = svg.replace('fill="none"', f'fill="{colour}"', 1)
    data = QBuffer()
    data.setData(QByteArray(svg.encode()))
    data.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(data, QByteArray(b"svg"))
    reader.setScaledSize(QSize(round(size * ratio), round(size * ratio)))
    drawn = QPixmap.fromImageReader(reader)
    if drawn.isNull():
        raise ValueError(f"icon {name}: {reader.errorString()}")
    drawn.setDevicePixelRatio(ratio)
    return drawn
