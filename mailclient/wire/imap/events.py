"""What a server tells, as frozen data; one class per kind of answer.

Text that people wrote (names, subjects) stays bytes here: decoding it is the work of ``mime``. Mailbox names are
the exception: they are decoded, and ``raw`` keeps what the server calls the folder.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from mailclient.wire.imap.codes import Code
from mailclient.wire.imap.envelope import RawEnvelope
from mailclient.wire.imap.metadata import MetadataData
from mailclient.wire.imap.number_set import NumberSet
from mailclient.wire.imap.structure import RawPart
from mailclient.wire.imap.summary import Summary
from mailclient.wire.imap.tokens import Value
from mailclient.wire.sasl.mechanism import Computation

Tag = NewType("Tag", str)


class Status(StrEnum):
    """The word of a status answer."""

    OK = "OK"
    NO = "NO"
    BAD = "BAD"
    BYE = "BYE"
    PREAUTH = "PREAUTH"


@dataclass(frozen=True, slots=True)
class Greeting:
    """The first line: OK (log in), PREAUTH (logged in already) or BYE (go away)."""

    status: Status
    code: Code | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class CommandDone:
    """The tagged answer: the command with this tag is over."""

    tag: Tag
    status: Status
    code: Code | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """An untagged OK, NO or BAD: a code to take note of, or a warning to show (code ALERT)."""

    status: Status
    code: Code | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Bye:
    """The server closes the connection."""

    code: Code | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Continuation:
    """A "+" that the connection itself did not use up; for IDLE: it has begun."""

    tag: Tag | None
    text: bytes = b""


@dataclass(frozen=True, slots=True)
class ComputationDue:
    """The login waits for this: run it in a thread and give the outcome to ``Connection.respond``."""

    computation: Computation = field(repr=False)


@dataclass(frozen=True, slots=True)
class Exists:
    """The mailbox has ``count`` messages."""

    count: int


@dataclass(frozen=True, slots=True)
class Recent:
    """RECENT of IMAP4rev1; of no use, kept so that nothing is unknown."""

    count: int


@dataclass(frozen=True, slots=True)
class Expunge:
    """The message with this number is gone; all above it move down by one."""

    seq: int


@dataclass(frozen=True, slots=True)
class Vanished:
    """These UIDs are gone (RFC 7162 section 3.2.10); ``earlier``: before this session, numbers do not move."""

    uids: NumberSet
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One ``BODY[…]`` or ``BINARY[…]`` of a FETCH.

    ``data`` is None for NIL, and for a section that was streamed (``streamed``; its ``LiteralChunk`` events came
    before). ``origin`` is the start of a partial fetch. ``size`` counts the bytes that came.
    """

    data: bytes | None
    size: int = 0
    origin: int | None = None
    streamed: bool = False


@dataclass(frozen=True, slots=True)
class Fetch:
    """What a FETCH answer tells of one message; None or absent: it told nothing about it.

    UIDFETCH (RFC 9586) is one too; there are no message numbers then, and ``seq`` is the UID.

    ``sections`` are keyed in normal form: upper case, without partial ("BODY[1.2]", "BODY[HEADER]",
    "BODY[HEADER.FIELDS (DATE FROM)]", "BINARY[1]"). ``other`` holds items of extensions, upper case.
    """

    seq: int
    uid: int | None = None
    flags: tuple[str, ...] | None = None
    internal_date: datetime | None = None
    size: int | None = None
    modseq: int | None = None
    envelope: RawEnvelope | None = None
    structure: RawPart | None = None
    sections: dict[str, Section] = field(default_factory=dict)
    other: dict[str, Value] = field(default_factory=dict)

    def section(self, name: str) -> bytes | None:
        """The data of ``BODY[name]`` (or ``BINARY[name]``), upper case; None when it is not here."""
        found = self.sections.get(f"BODY[{name}]") or self.sections.get(f"BINARY[{name}]")
        return found.data if found else None

    @property
    def header_fields(self) -> bytes | None:
        """The first ``BODY[HEADER.FIELDS …]``, however the server spells the list; else ``BODY[HEADER]``."""
        for name, section in self.sections.items():
            if name.startswith("BODY[HEADER.FIELDS "):
                return section.data
        return self.section("HEADER")


@dataclass(frozen=True, slots=True)
class Summaries:
    """Messages told one after the other by FETCH lines of the usual form, where a command asked for them so."""

    found: tuple[Summary, ...]


@dataclass(frozen=True, slots=True)
class LiteralChunk:
    """A piece of a body section too large to hold; the ``Fetch`` of the whole answer follows after the last one.

    ``section`` as in ``Fetch.sections``. ``uid`` is None when the server names it only after the section.
    ``offset`` counts from the start of this literal, ``size`` is the whole literal.
    """

    seq: int
    uid: int | None
    section: str
    origin: int | None
    offset: int
    size: int
    data: bytes

    @property
    def last(self) -> bool:
        """Whether this completes the literal."""
        return self.offset + len(self.data) == self.size


@dataclass(frozen=True, slots=True)
class ListEntry:
    """A mailbox in a LIST (or LSUB) answer. ``attributes`` are lower case with their backslash."""

    name: str
    raw: bytes
    delimiter: str
    attributes: frozenset[str]
    subscribed_answer: bool = False
    """True for LSUB."""
    old_name: str | None = None
    """The name it had until now (OLDNAME, RFC 9051 section 6.3.9.7, RFC 5465 section 5.4)."""
    child_info: tuple[str, ...] = ()
    """Why it is listed with RECURSIVEMATCH: a child matches these options (RFC 5258 section 4); upper case."""


@dataclass(frozen=True, slots=True)
class StatusData:
    """STATUS of one mailbox.

    ``items`` are upper case: MESSAGES, UIDNEXT, UIDVALIDITY, UNSEEN, HIGHESTMODSEQ, SIZE, DELETED, DELETED-STORAGE,
    APPENDLIMIT (absent: no limit told). ``mailbox_id`` is MAILBOXID (RFC 8474).
    """

    name: str
    raw: bytes
    items: dict[str, int]
    mailbox_id: str | None = None


@dataclass(frozen=True, slots=True)
class SearchData:
    """A SEARCH answer: the numbers (UIDs after UID SEARCH), and the highest mod-sequence with CONDSTORE."""

    numbers: tuple[int, ...]
    modseq: int | None = None


@dataclass(frozen=True, slots=True)
class ESearchData:
    """An ESEARCH answer (RFC 4731): of the command ``tag``; ``items`` are MIN, MAX, COUNT, MODSEQ as told.

    ``partial``: the page that was asked for (RFC 9394), empty when nothing is there. ``mailbox`` (``raw`` on the wire)
    and ``uid_validity`` tell where it was found when several mailboxes were searched (RFC 7377).
    """

    tag: str | None
    uid: bool
    all: NumberSet | None
    items: dict[str, int]
    partial: NumberSet | None = None
    mailbox: str | None = None
    raw: bytes | None = None
    uid_validity: int | None = None


@dataclass(frozen=True, slots=True)
class CapabilityData:
    """The capabilities, upper case. The connection has taken them over already."""

    capabilities: frozenset[str]


@dataclass(frozen=True, slots=True)
class EnabledData:
    """The extensions that are on now, upper case."""

    extensions: frozenset[str]


@dataclass(frozen=True, slots=True)
class FlagsData:
    """The flags this mailbox knows."""

    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IdData:
    """Who the server says it is (RFC 2971); keys lower case, NIL values left out."""

    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Namespace:
    """One namespace: names under ``prefix`` (decoded), parted by ``delimiter`` ("" when flat)."""

    prefix: str
    delimiter: str


@dataclass(frozen=True, slots=True)
class NamespaceData:
    """NAMESPACE (RFC 2342)."""

    personal: tuple[Namespace, ...]
    other_users: tuple[Namespace, ...]
    shared: tuple[Namespace, ...]


@dataclass(frozen=True, slots=True)
class QuotaResource:
    """How full: STORAGE counts units of 1024 bytes, MESSAGE and MAILBOX pieces (RFC 9208 section 5)."""

    name: str
    used: int
    limit: int


@dataclass(frozen=True, slots=True)
class QuotaData:
    """QUOTA (RFC 9208 section 4.2.1) of one root; no resource: nothing is limited."""

    root: str
    resources: tuple[QuotaResource, ...]


@dataclass(frozen=True, slots=True)
class QuotaRootData:
    """QUOTAROOT (RFC 9208 section 4.2.2): the roots a mailbox counts for; () when it counts for none."""

    name: str
    raw: bytes
    roots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MyRightsData:
    """MYRIGHTS (RFC 4314 section 3.8). ``rights`` are those of RFC 4314; c and d of RFC 2086 are taken apart."""

    name: str
    raw: bytes
    rights: frozenset[str]


@dataclass(frozen=True, slots=True)
class OtherData:
    """An untagged answer of an extension that is not spoken here (THREAD, SORT, GENURLAUTH …)."""

    name: str
    text: bytes


@dataclass(frozen=True, slots=True)
class Unparsed:
    """An untagged answer that breaks the grammar: nothing of it was believed, the connection goes on.

    ``reason`` is for the log. Whoever waited for this data misses it and asks again.
    """

    line: bytes
    reason: str


Event = (
    Greeting
    | CommandDone
    | Condition
    | Bye
    | Continuation
    | ComputationDue
    | Exists
    | Recent
    | Expunge
    | Vanished
    | Fetch
    | Summaries
    | LiteralChunk
    | ListEntry
    | StatusData
    | SearchData
    | ESearchData
    | CapabilityData
    | EnabledData
    | FlagsData
    | IdData
    | NamespaceData
    | QuotaData
    | QuotaRootData
    | MyRightsData
    | MetadataData
    | OtherData
    | Unparsed
)
