"""Searches that are kept under a name: saving, renaming, changing and removing them. The sidebar shows them."""

import uuid

from PySide6.QtCore import QObject

from mailclient.bridge.commands import RemoveSearch, SaveSearch
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.controls.name_question import ask_name
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.folder_list.requests import FolderRequests
from mailclient.gui.main_window.toast import Toast
from mailclient.gui.main_window.window import MainWindow
from mailclient.language import tr
from mailclient.mail.saved_search import SavedSearch, SavedSearchId


class KeptSearches(QObject):
    """Sends ``SaveSearch`` and ``RemoveSearch``; ``SearchesChanged`` brings what is shown up to date."""

    def __init__(self, window: MainWindow, link: EngineLink, toast: Toast, asked: FolderRequests) -> None:
        super().__init__(window)
        self._window, self._link, self._toast = window, link, toast
        window.list_column.scope.save_requested.connect(self.save)
        asked.rename_search.connect(self.rename)
        asked.edit_search.connect(self.change)
        asked.remove_search.connect(self.remove)

    def save(self) -> None:
        """Keep what is searched for now: under the name it has while it is being changed, else under a new one."""
        searching = self._window.searching
        words = searching.words_to_keep
        if not words:
            return
        if (changed := searching.changing) is not None:
            self._send(SavedSearch(changed.id, changed.name, words))
            self._toast.tell(tr("“{name}” is changed", name=changed.name))
            self._window.list_column.search.close_search()
            return

        def keep(name: str) -> None:
            self._send(SavedSearch(SavedSearchId(str(uuid.uuid4())), name, words))
            self._toast.tell(tr("“{name}” is in the sidebar now", name=name))

        ask_name(self._window, tr("Save this search"), keep, name=words, action=tr("Save"))

    def rename(self, search: SavedSearch) -> None:
        """Ask for another name."""

        def name_it(name: str) -> None:
            self._send(SavedSearch(search.id, name, search.query))

        title = tr("Rename {folder}", folder=search.name)
        ask_name(self._window, title, name_it, name=search.name, action=tr("Rename"))

    def change(self, search: SavedSearch) -> None:
        """Its words go into the search field; the button that saves keeps them."""
        self._window.show_search(search)
        self._window.searching.change_saved(search)

    def remove(self, search: SavedSearch) -> None:
        """Forget it; what it found stays where it is."""
        self._link.request(RemoveSearch(fresh_request_id(), search.id))
        self._toast.tell(tr("“{name}” is removed", name=search.name), tr("Undo"), lambda: self._send(search))

    def _send(self, search: SavedSearch) -> None:
        self._link.request(SaveSearch(fresh_request_id(), search))
