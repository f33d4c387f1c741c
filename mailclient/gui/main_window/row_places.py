"""What a row names of the place where its message is: the folder, or the account where all are of one kind."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from mailclient.gui.folder_list.tree import folder_label
from mailclient.gui.main_window.question import Question
from mailclient.gui.main_window.shown import Shown
from mailclient.language.account_names import account_name
from mailclient.mail.account import Account
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import FolderId
from mailclient.store.reader import Reader


class RowPlace(NamedTuple):
    """``painted`` is short; ``said`` names folder and account, for the tooltip and for screen readers."""

    painted: str
    said: str


def row_places(reader: Reader, shown: Shown | None, question: Question | None) -> dict[FolderId, RowPlace]:
    """Nothing where the place is plain from the title: in one folder."""
    if question is not None:
        alone = question.folder_ids is not None and len(question.folder_ids) == 1
        return {} if alone else _found_places(reader.accounts(), reader.folders())
    if shown is None or len(shown.folders) < 2:
        return {}
    if shown.role is FolderRole.FLAGGED:
        return _found_places(reader.accounts(), shown.folders)
    return _unified_places(reader.accounts(), shown.folders)


def _found_places(accounts: Sequence[Account], folders: Sequence[Folder]) -> dict[FolderId, RowPlace]:
    """Of what was found anywhere: its folder; the account is told by its colour, and said."""
    names = {one.id: account_name(one.settings) for one in accounts}
    several = len(accounts) > 1
    return {
        one.id: RowPlace(label, f"{label}, {names.get(one.account_id, '')}" if several else label)
        for one in folders
        if (label := folder_label(one))
    }


def _unified_places(accounts: Sequence[Account], folders: Sequence[Folder]) -> dict[FolderId, RowPlace]:
    """Of folders of one kind as one list: the account, as short as it still tells one from the other."""
    names = {one.id: account_name(one.settings) for one in accounts}
    short = Counter(name.partition("@")[0] for name in names.values())
    places = {}
    for folder in folders:
        name = names.get(folder.account_id, "")
        local = name.partition("@")[0]
        places[folder.id] = RowPlace(local if short[local] == 1 else name, f"{folder_label(folder)}, {name}")
    return places
