"""The context menu of a message's text, the same for plain text and HTML."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from mailclient.gui.message_view.links import cleaned, is_mail, is_web, shown_address
from mailclient.language import tr

_SEARCHED = 100
"""Characters of a selection that are searched for."""
_NAMED = 24
"""Characters of it that the menu names."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """What the menu is asked for: where on the screen, the link there ("" for none), and the selected text."""

    place: QPoint
    link: str = ""
    selection: str = ""


@dataclass(frozen=True, slots=True)
class BodyDeeds:
    """What the menu can have done."""

    open_link: Callable[[QUrl], object]
    copy: Callable[[], object]
    select_all: Callable[[], object]
    find: Callable[[], object]
    search: Callable[[str], object]


def show_body_menu(parent: QWidget, pointed: Pointed, deeds: BodyDeeds) -> QMenu:
    """Open it at the place pointed at; it goes when it closes."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if pointed.link:
        _add_link(menu, QUrl(pointed.link), deeds)
        menu.addSeparator()
    words = " ".join(pointed.selection.split())[:_SEARCHED]
    copy = menu.addAction(tr("Copy"))
    copy.setEnabled(bool(pointed.selection))
    copy.triggered.connect(lambda: deeds.copy())
    menu.addAction(tr("Select all")).triggered.connect(lambda: deeds.select_all())
    menu.addSeparator()
    menu.addAction(tr("Find in message…")).triggered.connect(lambda: deeds.find())
    if words:
        shown = words if len(words) <= _NAMED else words[:_NAMED] + "…"
        search = menu.addAction(_unmarked(tr("Search mail for “{words}”", words=shown)))
        search.triggered.connect(lambda: deeds.search(words))
    menu.popup(pointed.place)
    return menu


def _add_link(menu: QMenu, url: QUrl, deeds: BodyDeeds) -> None:
    if is_mail(url):
        menu.addAction(tr("Write to this address")).triggered.connect(lambda: deeds.open_link(url))
        menu.addAction(tr("Copy address")).triggered.connect(lambda: _copy(shown_address(url.toString())))
        return
    if is_web(url):
        menu.addAction(tr("Open link")).triggered.connect(lambda: deeds.open_link(url))
    address = url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
    menu.addAction(tr("Copy link address")).triggered.connect(lambda: _copy(address))
    bare = cleaned(url).toString(QUrl.ComponentFormattingOption.FullyEncoded)
    if bare != address:
        menu.addAction(tr("Copy link without tracking")).triggered.connect(lambda: _copy(bare))


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def _unmarked(text: str) -> str:
    """Without an accelerator where the words have an ampersand."""
    return text.replace("&", "&&")
