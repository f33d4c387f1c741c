r"""LIST → a tree that is right, whatever the server says: doubles are one, and no folder is without those above it.

A parent that is not listed (or only as \NonExistent, RFC 9051 section 7.3.1) is made up and cannot be opened. Each
name keeps its own delimiter: namespaces may differ (RFC 2342). INBOX in any case is the inbox; what stands below it
is told by the server's own spelling.
"""

from collections.abc import Iterable

from mailclient.engine.sync.roles import ListedFolder
from mailclient.wire.imap.events import ListEntry

NOT_THERE = frozenset({"\\nonexistent", "\\noselect"})

_PATH_LENGTH_MAX = 4096
"""Characters; a longer name is no folder's. Each level above it would be made up."""


def folder_tree(entries: Iterable[ListEntry]) -> list[ListedFolder]:
    """The folders of the answers, each once, in their order; parents made up at the end."""
    listed: dict[str, ListedFolder] = {}
    for entry in entries:
        if len(entry.name) > _PATH_LENGTH_MAX:
            continue
        one = ListedFolder(entry.name, entry.delimiter, entry.attributes)
        other = listed.get(one.path)
        listed[one.path] = one if other is None else _merged(other, one)
    listed = {path: one for path, one in listed.items() if "\\nonexistent" not in one.attributes}
    for one in list(listed.values()):
        for path in _above(one):
            listed.setdefault(path, ListedFolder(path, one.delimiter, NOT_THERE))
    return list(listed.values())


def _merged(one: ListedFolder, other: ListedFolder) -> ListedFolder:
    """Of two answers for one name the one that can be opened counts; what both say of it is put together."""
    first, second = (one, other) if one.selectable or not other.selectable else (other, one)
    attributes = first.attributes | second.attributes
    if first.selectable:
        attributes -= NOT_THERE
    if "\\haschildren" in attributes:
        attributes -= {"\\hasnochildren"}
    return ListedFolder(first.path, first.delimiter or second.delimiter, attributes)


def _above(folder: ListedFolder) -> Iterable[str]:
    """The paths above it, the nearest first; none at an empty component, nor beyond the inbox."""
    path = folder.path
    while folder.delimiter and folder.delimiter in path:
        path = path.rpartition(folder.delimiter)[0]
        if not path or path.endswith(folder.delimiter) or path.upper() == "INBOX":
            return
        yield path
