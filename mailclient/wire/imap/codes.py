"""Response codes: what stands in brackets after OK, NO, BAD, BYE and PREAUTH (RFC 9051 section 7.1).

A code that is unknown or does not follow its grammar is a plain ``Code``: its name and its text, never an error.
"""

from dataclasses import dataclass

from mailclient.wire.imap.number_set import EMPTY, NumberSet


@dataclass(frozen=True, slots=True)
class Code:
    """``name`` is upper case, such as "TRYCREATE"; ``text`` is the rest as it came."""

    name: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class NumberCode(Code):
    """UIDVALIDITY, UIDNEXT, UNSEEN, HIGHESTMODSEQ, APPENDLIMIT …"""

    number: int = 0


@dataclass(frozen=True, slots=True)
class FlagsCode(Code):
    r"""PERMANENTFLAGS; ``\*`` among them means that new keywords may be made."""

    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CapabilityCode(Code):
    """CAPABILITY in a greeting or after a login; upper case."""

    capabilities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AppendUid(Code):
    """APPENDUID (RFC 4315): where the appended message went."""

    uid_validity: int = 0
    uids: NumberSet = EMPTY


@dataclass(frozen=True, slots=True)
class CopyUid(Code):
    """COPYUID (RFC 4315): source and target UIDs pair up by position; both sets count the same."""

    uid_validity: int = 0
    source: NumberSet = EMPTY
    target: NumberSet = EMPTY

    def pairs(self) -> dict[int, int]:
        """Source UID → target UID."""
        return dict(zip(self.source, self.target, strict=True))


@dataclass(frozen=True, slots=True)
class ModifiedCode(Code):
    """MODIFIED (RFC 7162): the UIDs a conditional STORE left alone."""

    numbers: NumberSet = EMPTY


@dataclass(frozen=True, slots=True)
class ProgressCode(Code):
    """INPROGRESS (RFC 9585): how far a long command is; None where the server does not tell."""

    tag: str | None = None
    reached: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class MailboxIdCode(Code):
    """MAILBOXID (RFC 8474 section 4): the id of the mailbox that was created or opened; it outlives a RENAME."""

    mailbox_id: str = ""
