"""What is in another mail program's profile, and what became of it here; ``language.import_report`` words it."""

from dataclasses import dataclass
from enum import StrEnum

from mailclient.mail.account import AccountKind


@dataclass(frozen=True, slots=True)
class FoundProfile:
    """A profile on this computer."""

    path: str
    name: str
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class FoundAccount:
    """An account of the profile that can be imported; ``key`` names it in ``ImportProfile``."""

    key: str
    kind: AccountKind
    email: str
    server: str
    """host:port"""
    identities: int = 1
    filters: int = 0
    needs_sign_in: bool = False
    """It signs in with the browser (OAuth): once more here."""
    is_here: bool = False
    """An account with its address is here already: it is not imported again."""


class NoteKind(StrEnum):
    """One thing worth telling; what it is about is the note's ``subject``."""

    PASSWORDS_STAY = "passwords_stay"
    SIGN_IN_AGAIN = "sign_in_again"
    ACCOUNT_IS_HERE = "account_is_here"
    ACCOUNT_KIND_UNKNOWN = "account_kind_unknown"
    ACCOUNT_INCOMPLETE = "account_incomplete"
    LOGIN_UNKNOWN = "login_unknown"
    SECURITY_RAISED = "security_raised"
    """It was "STARTTLS if available": now it is required."""
    NOT_PROTECTED = "not_protected"
    """The connection is in the clear, as it was there."""
    SMTP_MISSING = "smtp_missing"
    SMTP_OF_IDENTITY = "smtp_of_identity"
    """An identity had a submission server of its own: it uses that of its account."""
    BLIND_COPIES = "blind_copies"
    """An identity sends a copy of all its mail to somebody, whom the recipients do not see; maybe nor did the user."""
    SIGNATURE_UNREADABLE = "signature_unreadable"
    SIGNATURE_IMAGE = "signature_image"
    FILTER_CHANGED = "filter_changed"
    """A part of it could not be taken over, so it is switched off."""
    FILTER_SKIPPED = "filter_skipped"
    FILTERS_UNREADABLE = "filters_unreadable"
    TAG_COLOUR = "tag_colour"
    TAG_NAME = "tag_name"
    """One of the first five has another name there."""
    ADDRESS_BOOK_OLD = "address_book_old"
    """A .mab file of before Thunderbird 78."""
    ADDRESS_BOOK_UNREADABLE = "address_book_unreadable"
    ADDRESS_BOOK_REMOTE = "address_book_remote"
    """CardDAV or LDAP: kept on a server."""
    LOCAL_MAIL = "local_mail"
    """Mail that is only in that profile's folders is not copied."""
    SETTINGS_CUT = "settings_cut"
    """The settings file is too long; what is after its first part was not read."""


@dataclass(frozen=True, slots=True)
class ImportNote:
    """``subject``: account, filter, file …; ``detail``: the technical words."""

    kind: NoteKind
    subject: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """To ``LookAtProfile``: what is there. To ``ImportProfile``: what was imported, and what was not."""

    path: str
    profiles: tuple[FoundProfile, ...] = ()
    accounts: tuple[FoundAccount, ...] = ()
    tags: tuple[str, ...] = ()
    """Their names."""
    addresses: int = 0
    notes: tuple[ImportNote, ...] = ()
