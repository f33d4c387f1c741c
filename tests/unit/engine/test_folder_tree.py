"""LIST answers that lie or leave out: the tree is right all the same."""

import pytest

from mailclient.engine.sync.folder_tree import folder_tree
from mailclient.wire.imap.events import ListEntry
from mailclient.wire.imap.mailbox_name import encode_name


def entry(name: str, attributes: str = "", delimiter: str = "/") -> ListEntry:
    return ListEntry(name, encode_name(name), delimiter, frozenset(attributes.split()))


def tree(*entries: ListEntry) -> dict[str, bool]:
    """Path → whether it can be opened."""
    return {folder.path: folder.selectable for folder in folder_tree(entries)}


def test_doubles_are_one_and_the_one_that_can_be_opened_counts() -> None:
    doubled = [entry("INBOX"), entry("a", "\\noselect \\haschildren"), entry("a", "\\hasnochildren"), entry("INBOX")]
    assert tree(*doubled) == {"INBOX": True, "a": True}
    (_, one) = folder_tree(doubled)
    assert one.attributes == {"\\haschildren"}


def test_children_without_parents_get_them() -> None:
    assert tree(entry("a/b/c")) == {"a/b/c": True, "a/b": False, "a": False}


def test_a_nonexistent_parent_is_there_only_for_its_children() -> None:
    assert tree(entry("a", "\\nonexistent"), entry("a/b"), entry("gone", "\\nonexistent")) == {"a/b": True, "a": False}


def test_nested_thirty_deep() -> None:
    deepest = "/".join(f"level {number}" for number in range(30))
    found = tree(entry(deepest))
    assert len(found) == 30
    assert found.pop(deepest)
    assert not any(found.values())


def test_everything_below_the_inbox_in_any_case() -> None:
    assert tree(
        entry("INBOX", delimiter="."), entry("Inbox.Work", delimiter="."), entry("INBOX.a.b", delimiter=".")
    ) == {
        "INBOX": True,
        "Inbox.Work": True,
        "INBOX.a.b": True,
        "INBOX.a": False,
    }


def test_each_namespace_has_its_own_delimiter() -> None:
    found = tree(
        entry("a.b/c"),
        entry("#shared.x.y", delimiter="."),
        entry("~bob/in", delimiter="/"),
        entry("flat/.", delimiter=""),
    )
    assert found == {
        "a.b/c": True,
        "#shared.x.y": True,
        "~bob/in": True,
        "flat/.": True,
        "a.b": False,
        "#shared.x": False,
        "#shared": False,
        "~bob": False,
    }


@pytest.mark.parametrize("path", ["/", "//", "/a", "a/", "a//b", "///a///"])
def test_empty_components_make_no_folders_without_a_name(path: str) -> None:
    found = tree(entry(path))
    assert found.pop(path)
    assert all(above and not above.endswith("/") for above in found)


NAMES = [
    '"quoted"',
    "back\\slash",
    "100%",
    "*",
    "a & b",
    "&AOk-",
    "😀",
    "받은 편지",
    " leading",
    "trailing ",
    "\x01\x7f",
    "work",
    "Work",
    "(x)",
    "{3}",
]


def test_any_characters() -> None:
    assert tree(*map(entry, NAMES)) == dict.fromkeys(NAMES, True)
    assert len({encode_name(name) for name in NAMES}) == len(NAMES)
