"""One thing to say about a message before it goes, and what would mend it. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Matter(StrEnum):
    """What a concern is about."""

    NO_RECIPIENT = "no recipient"
    NO_ADDRESS = "no address"
    COMING = "coming"
    FILE = "file"
    SIZE = "size"
    RECIPIENT = "recipient"
    IDENTITY = "identity"
    MANY = "many"
    ATTACHMENT = "attachment"
    SUBJECT = "subject"
    TEXT = "text"
    TIME = "time"
    KEYS = "keys"
    """Somebody could not read it, or the sender has no key."""
    ENCRYPTION = "encryption"
    """It could be encrypted, or should be."""
    NOTICE = "notice"
    """Only to be known."""


class Remedy(StrEnum):
    """What a button of a concern does."""

    ATTACH = "attach"
    WRITE_SUBJECT = "write subject"
    WRITE_TEXT = "write text"
    SHRINK = "shrink"
    USE_BCC = "use bcc"
    REMOVE_RECIPIENT = "remove recipient"
    USE_ADDRESS = "use address"
    USE_IDENTITY = "use identity"
    USE_NEW_FILE = "use new file"
    REMOVE_FILE = "remove file"
    SEND_NOW = "send now"
    CHOOSE_TIME = "choose time"
    ENCRYPT = "encrypt"
    SEND_CLEAR = "send clear"
    SEND_UNSIGNED = "send unsigned"
    SEND_SPLIT = "send split"
    LOOK_UP_KEY = "look up key"
    """Of these addresses, with spaces between them."""
    SHOW_KEY = "show key"
    USE_KEY = "use key"
    SET_UP_KEY = "set up key"


@dataclass(frozen=True, slots=True)
class Mend:
    """A button: ``subject`` is the address, file or identity to use or to remove."""

    remedy: Remedy
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Concern:
    """One sentence, and ``why`` it is said; ``about``: which recipient or file.

    ``blocking``: it cannot be sent like this.
    """

    matter: Matter
    sentence: str
    why: str = ""
    about: str = ""
    mends: tuple[Mend, ...] = ()
    blocking: bool = False

    @property
    def key(self) -> str:
        """What tells it from every other one, to be kept once the user has overruled it."""
        return f"{self.matter}:{self.about}"
