"""What is painted of a line of the sidebar, whether it is a folder, several as one, or a search."""

from dataclasses import dataclass

from mailclient.gui.folder_list.favourites import Favourite
from mailclient.gui.folder_list.model import FAVOURITE_ROLE, FOLDER_ROLE, Index
from mailclient.gui.folder_list.tree import ROLE_ICONS, is_ordinary, shown_count
from mailclient.mail.folder import Folder, FolderRole


@dataclass(frozen=True, slots=True)
class Line:
    """``pale``: it is shown as something that is not quite there."""

    icon: str
    count: int = 0
    unread: bool = False
    pale: bool = False


def line_of(index: Index) -> Line:
    """The line at ``index``, which is no heading."""
    folder, favourite = index.data(FOLDER_ROLE), index.data(FAVOURITE_ROLE)
    if isinstance(folder, Folder):
        return Line(ROLE_ICONS[folder.role], shown_count(folder), folder.unread > 0, not is_ordinary(folder))
    if isinstance(favourite, Favourite):
        icon = "mails" if favourite.role is FolderRole.INBOX else ROLE_ICONS[favourite.role]
        return Line(icon, favourite.count, favourite.unread > 0)
    return Line("search")
