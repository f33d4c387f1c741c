"""The menu of the selected recipients."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from mailclient.gui.composer.recipients.recipient import Recipient
from mailclient.gui.theme import bind_icon, tokens
from mailclient.language import tr
from mailclient.language.recipient_doubts import mending
from mailclient.mail.recipient_doubts import Doubt


class Deeds(Protocol):
    """What the field can do with its selected chips."""

    def copy(self) -> None:
        """Into the clipboard."""

    def cut(self) -> None:
        """Into the clipboard and away."""

    def paste(self) -> None:
        """Out of the clipboard."""

    def select_all(self) -> None:
        """All chips."""

    def edit_selected(self) -> None:
        """The one that is selected."""

    def expand_selected(self) -> None:
        """Groups become their members."""

    def remove_selected(self) -> None:
        """Away with them."""

    def replace(self, key: str, better: str) -> None:
        """Another address in the place of a chip."""

    def pass_on(self, name: str) -> None:
        """Move them to the field of this name."""

    def add_to_contacts(self) -> None:
        """Into the address book."""


def chip_menu(
    parent: QWidget, deeds: Deeds, selected: Sequence[Recipient], doubts: Sequence[Doubt], others: Sequence[str]
) -> QMenu:
    """``others``: names of the fields that they can be moved to."""
    menu = QMenu(parent)

    def add(words: str, icon: str, act: Callable[[], object], keys: str = "") -> QAction:
        action = menu.addAction(words)
        if icon:
            bind_icon(action, icon, tokens.ICON_SMALL)
        if keys:
            action.setShortcut(keys)
            action.setShortcutVisibleInContextMenu(True)
        action.triggered.connect(lambda _checked=False: act())
        return action

    one = selected[0] if len(selected) == 1 else None
    for doubt in doubts:
        if one is not None and mending(doubt):
            add(mending(doubt), "check", partial(deeds.replace, one.key, doubt.better))
    if menu.actions():
        menu.addSeparator()
    if one is not None and not one.is_group:
        add(tr("Edit"), "pencil", deeds.edit_selected, "Return")
    if any(each.is_group for each in selected):
        add(tr("Show each person of the group"), "users", deeds.expand_selected)
    for place, name in enumerate(others):
        add(tr("Move to {field}", field=name), "" if place else "folder-input", partial(deeds.pass_on, name))
    if selected:
        menu.addSeparator()
        add(tr("Cut"), "", deeds.cut, "Ctrl+X")
        add(tr("Copy"), "copy", deeds.copy, "Ctrl+C")
    add(tr("Paste"), "", deeds.paste, "Ctrl+V")
    add(tr("Select all"), "", deeds.select_all, "Ctrl+A")
    if selected:
        if any(each.valid and not each.is_group for each in selected):
            menu.addSeparator()
            add(tr("Add to contacts"), "user-plus", deeds.add_to_contacts)
        menu.addSeparator()
        add(tr("Remove"), "trash-2", deeds.remove_selected, "Del")
    return menu
