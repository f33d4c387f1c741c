"""The window's menu and the menu of the messages that are selected."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from mailclient.gui.main_window.actions import Actions
from mailclient.gui.message_list.row_layout import Density
from mailclient.gui.theme import Scheme, theme
from mailclient.language import tr

T = TypeVar("T", Scheme, Density)


def scheme_names() -> dict[Scheme, str]:
    """What the schemes are called."""
    return {Scheme.SYSTEM: tr("As the system"), Scheme.LIGHT: tr("Light"), Scheme.DARK: tr("Dark")}


def density_names() -> dict[Density, str]:
    """What the row heights are called."""
    return {Density.COMFORTABLE: tr("Comfortable"), Density.MEDIUM: tr("Medium"), Density.COMPACT: tr("Compact")}


def window_menu(
    parent: QWidget,
    actions: Actions,
    density: Callable[[], Density],
    choose_scheme: Callable[[Scheme], None],
    choose_density: Callable[[Density], None],
) -> QMenu:
    """Behind the button at the top of the sidebar."""
    menu = QMenu(parent)
    menu.addAction(actions["new_message"])
    menu.addAction(actions["sync"])
    menu.addAction(actions["outbox"])
    menu.addAction(actions["attachments"])
    menu.addAction(actions["address_book"])
    menu.addAction(actions["keys"])
    menu.addAction(actions["discarded_drafts"])
    menu.addSeparator()
    schemes = menu.addMenu(tr("Theme"))
    _choices(schemes, scheme_names(), lambda: theme().scheme, choose_scheme)
    menu.addAction(actions["conversations"])
    densities = menu.addMenu(tr("Message list"))
    _choices(densities, density_names(), density, choose_density)
    menu.addSeparator()
    for name in ("add_account", "settings", "shortcuts", "about"):
        menu.addAction(actions[name])
    menu.addSeparator()
    menu.addAction(actions["quit"])
    return menu


def message_menu(parent: QWidget, actions: Actions, tags: QMenu) -> QMenu:
    """The context menu of the list, with the tags in a menu of their own."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    groups = (
        ("reply", "reply_all", "forward", "more"),
        ("toggle_read", "flag", "tag"),
        ("archive", "move", "copy", "junk", "delete", "delete_forever"),
    )
    for place, group in enumerate(groups):
        if place:
            menu.addSeparator()
        for name in group:
            if name == "more":
                more = menu.addMenu(tr("More ways to answer"))
                for each in ("reply_list", "forward_attached", "redirect", "edit_as_new"):
                    more.addAction(actions[each])
            elif name == "tag":
                tags.menuAction().setIcon(actions[name].icon())
                menu.addMenu(tags)
            else:
                menu.addAction(actions[name])
    return menu


def _choices(menu: QMenu, names: dict[T, str], current: Callable[[], T], choose: Callable[[T], None]) -> None:
    """Entries of which one is ticked; the tick is set each time the menu opens."""
    group = QActionGroup(menu)
    entries = {}
    for value, name in names.items():
        entry = menu.addAction(name)
        entry.setCheckable(True)
        group.addAction(entry)
        entry.triggered.connect(partial(_chosen, choose, value))
        entries[value] = entry
    menu.aboutToShow.connect(lambda: entries[current()].setChecked(True))


def _chosen(choose: Callable[[T], None], value: T, _checked: bool = False) -> None:
    choose(value)
