"""What the chosen line of the sidebar puts into the list: a folder, several as one, or a search that is kept."""

from dataclasses import dataclass

from mailclient.gui.folder_list.favourites import Favourite
from mailclient.gui.folder_list.tree import folder_label
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import FolderId
from mailclient.mail.mail_list import MailList, Quick
from mailclient.mail.saved_search import SavedSearch

_FLAT = (FolderRole.DRAFTS,)
"""Each is opened by itself."""


@dataclass(frozen=True, slots=True)
class Shown:
    """``key`` is the sidebar's word for it; ``quick`` belongs to what it is (what is starred)."""

    key: str
    title: str
    role: FolderRole = FolderRole.NONE
    folders: tuple[Folder, ...] = ()
    quick: Quick = Quick.NONE
    search: SavedSearch | None = None

    @property
    def folder(self) -> Folder | None:
        """The folder, when it is one alone."""
        return self.folders[0] if len(self.folders) == 1 and not self.quick else None

    @property
    def unread(self) -> int:
        """Of all its folders."""
        return sum(folder.unread for folder in self.folders)

    def mail_list(self, *, conversations: bool, quick: Quick) -> MailList:
        """As the list is asked for."""
        ids = tuple(folder.id for folder in self.folders)
        return MailList(ids, conversations and self.role not in _FLAT, quick | self.quick)


def shown_folder(folder: Folder) -> Shown:
    """One folder."""
    return Shown(f"folder-{folder.id}", folder_label(folder), folder.role, (folder,))


def shown_favourite(favourite: Favourite, known: dict[FolderId, Folder]) -> Shown:
    """Several folders as one."""
    folders = tuple(known[each] for each in favourite.folder_ids if each in known)
    return Shown(favourite.key, favourite.label, favourite.role, folders, favourite.quick)


def shown_search(search: SavedSearch) -> Shown:
    """A search that is kept."""
    return Shown(f"search-{search.id}", search.name, search=search)
