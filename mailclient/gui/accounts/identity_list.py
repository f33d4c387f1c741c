"""Whom an account writes as: the first is the usual one."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mailclient.gui.accounts.identity_dialog import IdentityDialog
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.ordered_list import OrderedList
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.folder import Folder
from mailclient.mail.identity import Identity


class IdentityList(QWidget):
    """``identities`` is what is to be kept when the dialog around it says Save."""

    def __init__(
        self,
        identities: tuple[Identity, ...],
        parent: QWidget | None = None,
        folders: Sequence[Folder] = (),
        link: EngineLink | None = None,
    ) -> None:
        super().__init__(parent)
        self._folders, self._link = folders, link
        self.identities = list(identities)
        self.list = OrderedList(tr("Identities"), "users", tr("No identities yet"))
        hint = PlainLabel(
            tr("Names and addresses that you write as with this account. The first is taken unless you choose."),
            wordWrap=True,
        )
        hint.setProperty("kind", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_8)
        column.addWidget(hint)
        column.addWidget(self.list, 1)
        self.list.add_requested.connect(lambda: self.open(None))
        self.list.edit_requested.connect(self.open)
        self.list.remove_requested.connect(self._remove)
        self.list.move_requested.connect(self._move)
        self._show(0)

    def open(self, place: int | None) -> IdentityDialog:
        """The dialog for the identity at this place; None: for a new one."""

        def keep(identity: Identity) -> None:
            if place is None:
                self.identities.append(identity)
            else:
                self.identities[place] = identity
            self._show(len(self.identities) - 1 if place is None else place)

        shown = self.identities[place] if place is not None else None
        dialog = IdentityDialog(shown, keep, self, self._folders, self._link)
        dialog.open()
        return dialog

    def _remove(self, place: int) -> None:
        """The last one stays: mail is always from somebody."""
        if len(self.identities) > 1:
            del self.identities[place]
            self._show(place)

    def _move(self, place: int, target: int) -> None:
        self.identities.insert(target, self.identities.pop(place))
        self._show(target)

    def _show(self, chosen: int) -> None:
        self.list.show_lines([(_words(identity), None) for identity in self.identities], chosen)
        self.list.remove.setEnabled(len(self.identities) > 1)


def _words(identity: Identity) -> str:
    return f"{identity.name} <{identity.address}>" if identity.name else identity.address
