"""What we may do with a folder: the rights of access control lists (RFC 4314 section 2.1)."""

from collections.abc import Iterable
from enum import IntFlag


class Rights(IntFlag):
    """One bit for each letter. ``ALL`` where the server does not speak of rights."""

    NONE = 0
    LOOKUP = 1
    """l: see it in the list."""
    READ = 2
    """r: open it."""
    SEEN = 4
    """s: set and clear \\Seen."""
    WRITE = 8
    """w: set and clear flags other than \\Seen and \\Deleted."""
    INSERT = 16
    """i: append to it, copy and move into it."""
    POST = 32
    """p: send to its own address."""
    CREATE = 64
    """k: make folders below it, or move one there by renaming."""
    DELETE_FOLDER = 128
    """x: delete or rename it."""
    DELETE_MESSAGES = 256
    """t: set and clear \\Deleted."""
    EXPUNGE = 512
    """e: remove what is marked \\Deleted."""
    ADMINISTER = 1024
    """a: change the rights."""
    ALL = 2047
    READ_ONLY = LOOKUP | READ | POST | CREATE | DELETE_FOLDER | ADMINISTER
    """What READ-ONLY at SELECT leaves: nothing in it can be changed."""
    TAKE_AWAY = DELETE_MESSAGES | EXPUNGE
    """What moving a message out of the folder or deleting it takes."""

    @classmethod
    def from_imap(cls, letters: Iterable[str]) -> "Rights":
        """The letters of MYRIGHTS; unknown ones are left out."""
        rights = cls.NONE
        for letter in letters:
            rights |= _LETTERS.get(letter, cls.NONE)
        return rights


_LETTERS = {
    "l": Rights.LOOKUP,
    "r": Rights.READ,
    "s": Rights.SEEN,
    "w": Rights.WRITE,
    "i": Rights.INSERT,
    "p": Rights.POST,
    "k": Rights.CREATE,
    "x": Rights.DELETE_FOLDER,
    "t": Rights.DELETE_MESSAGES,
    "e": Rights.EXPUNGE,
    "a": Rights.ADMINISTER,
}
