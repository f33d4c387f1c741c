"""The menus of the tree: what can be done with a folder, with an account. What the server forbids is greyed."""

from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from mailclient.gui.folder_list.favourites import Favourite
from mailclient.gui.folder_list.requests import FolderRequests
from mailclient.gui.folder_list.tree import folder_label
from mailclient.language import tr
from mailclient.language.problems import problem_text
from mailclient.mail.account import Account, AccountKind
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.rights import Rights
from mailclient.mail.saved_search import SavedSearch


def folder_menu(tree: QWidget, folder: Folder, account: Account | None, asked: FolderRequests) -> QMenu:
    """Its entries emit the signals of ``asked``; what makes no sense without a server's folders is not there."""
    kind = account.settings.kind if account is not None else AccountKind.IMAP
    menu = QMenu(tree)
    menu.setToolTipsVisible(True)
    rights = folder.rights
    why = str(problem_text(Problem(ProblemKind.NOT_PERMITTED, folder_label(folder))))

    def allow(action: QAction, needed: Rights) -> None:
        if needed not in rights:
            action.setEnabled(False)
            action.setToolTip(why)

    if folder.selectable:
        if kind is AccountKind.IMAP or (kind is AccountKind.POP3 and folder.role is FolderRole.INBOX):
            check = _entry(menu, tr("Check for new mail"), lambda: asked.sync.emit(folder.account_id, folder.id))
            check.setEnabled(not folder.planned)
        read = _entry(menu, tr("Mark all as read"), lambda: asked.mark_all_read.emit(folder.id))
        read.setEnabled(folder.unread > 0)
        allow(read, Rights.SEEN)
        menu.addSeparator()
    new = _entry(menu, tr("New folder…"), lambda: asked.create.emit(folder.account_id, folder.id))
    new.setEnabled(folder.holds_folders)
    if not folder.holds_folders:
        new.setToolTip(tr("On this server it cannot hold other folders."))
    allow(new, Rights.CREATE)
    if folder.role is FolderRole.NONE:
        rename = _entry(menu, tr("Rename…"), lambda: asked.rename.emit(folder.id), "F2")
        delete = _entry(menu, tr("Delete folder…"), lambda: asked.delete.emit(folder.id), "Del")
        for action in (rename, delete):
            allow(action, Rights.DELETE_FOLDER)
    if folder.role in (FolderRole.TRASH, FolderRole.JUNK):
        name = tr("Empty {folder}…", folder=folder_label(folder))
        empty = _entry(menu, name, lambda: asked.empty.emit(folder.id))
        empty.setEnabled(folder.total > 0)
        allow(empty, Rights.TAKE_AWAY)
    menu.addSeparator()
    _entry(menu, tr("Properties…"), lambda: asked.show_properties.emit(folder.id))
    return menu


def account_menu(tree: QWidget, account: Account, asked: FolderRequests) -> QMenu:
    """Its entries emit the signals of ``asked``."""
    kind = account.settings.kind
    menu = QMenu(tree)
    if kind is not AccountKind.LOCAL:
        _entry(menu, tr("Check for new mail"), lambda: asked.sync.emit(account.id, None))
    _entry(menu, tr("New folder…"), lambda: asked.create.emit(account.id, None))
    menu.addSeparator()
    if kind is AccountKind.IMAP:
        _entry(menu, tr("Offline reading…"), lambda: asked.show_offline.emit(account.id))
    if kind is not AccountKind.LOCAL:
        _entry(menu, tr("Test this account…"), lambda: asked.show_server.emit(account.id))
    settings = tr("Filters…") if kind is AccountKind.LOCAL else tr("Account settings…")
    _entry(menu, settings, lambda: asked.edit_account.emit(account.id))
    return menu


def favourite_menu(tree: QWidget, favourite: Favourite, asked: FolderRequests) -> QMenu | None:
    """Of several folders as one; None where nothing can be done with all of them."""
    if favourite.role is not FolderRole.INBOX:
        return None
    menu = QMenu(tree)
    _entry(menu, tr("Check for new mail"), lambda: asked.sync.emit(None, None))

    def mark_all() -> None:
        for folder_id in favourite.folder_ids:
            asked.mark_all_read.emit(folder_id)

    _entry(menu, tr("Mark all as read"), mark_all).setEnabled(favourite.unread > 0)
    return menu


def search_menu(tree: QWidget, search: SavedSearch, asked: FolderRequests) -> QMenu:
    """Of a search that is kept."""
    menu = QMenu(tree)
    _entry(menu, tr("Rename…"), lambda: asked.rename_search.emit(search), "F2")
    _entry(menu, tr("Change the search…"), lambda: asked.edit_search.emit(search))
    menu.addSeparator()
    _entry(menu, tr("Remove"), lambda: asked.remove_search.emit(search), "Del")
    return menu


def _entry(menu: QMenu, name: str, act: Callable[[], object], key: str = "") -> QAction:
    """``key`` is told, not heard: the tree hears it while it has the focus."""
    shown = f"\t{QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)}" if key else ""
    action = menu.addAction(name + shown)
    action.setToolTip("")
    action.triggered.connect(act)
    return action
