import pytest

from mailclient.mail.flag import Flag
from mailclient.mail.ids import FolderId
from mailclient.store.effects import Delete, Effect, Move, SetFlags, Shown, apply, from_json, to_json

INBOX, ARCHIVE, TRASH = FolderId(1), FolderId(2), FolderId(3)


@pytest.mark.parametrize(
    ("effect", "before", "after"),
    [
        (SetFlags(add=Flag.SEEN), Shown(INBOX, Flag.FLAGGED), Shown(INBOX, Flag.SEEN | Flag.FLAGGED)),
        (SetFlags(remove=Flag.SEEN), Shown(INBOX, Flag.SEEN), Shown(INBOX, Flag.NONE)),
        (SetFlags(Flag.SEEN, Flag.SEEN), Shown(INBOX, Flag.NONE), Shown(INBOX, Flag.NONE)),
        (SetFlags(add=Flag.SEEN), Shown(None, Flag.NONE), Shown(None, Flag.SEEN)),
        (Move(ARCHIVE), Shown(INBOX, Flag.SEEN), Shown(ARCHIVE, Flag.SEEN)),
        (Move(ARCHIVE), Shown(None, Flag.SEEN), Shown(ARCHIVE, Flag.SEEN)),
        (Delete(TRASH), Shown(INBOX, Flag.SEEN), Shown(TRASH, Flag.SEEN)),
        (Delete(TRASH), Shown(TRASH, Flag.SEEN), Shown(None, Flag.SEEN)),
        (Delete(None), Shown(INBOX, Flag.SEEN), Shown(None, Flag.SEEN)),
        (Delete(TRASH), Shown(None, Flag.SEEN), Shown(None, Flag.SEEN)),
    ],
)
def test_effect(effect: Effect, before: Shown, after: Shown) -> None:
    assert apply(effect, before) == after


@pytest.mark.parametrize(
    "effect", [None, SetFlags(Flag.SEEN | Flag.JUNK, Flag.FLAGGED), Move(ARCHIVE), Delete(TRASH), Delete(None)]
)
def test_kept_and_read_again(effect: Effect | None) -> None:
    assert from_json(to_json(effect)) == effect


@pytest.mark.parametrize("text", ["[]", '["fly", 1]', '["move", null]', "{}"])
def test_no_effect(text: str) -> None:
    with pytest.raises(ValueError, match="no effect"):
        from_json(text)
