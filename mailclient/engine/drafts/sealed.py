"""What is kept of a draft that must not be readable on the disk: its content sealed, and what has to be known without.

Sealed are those that are to be encrypted, and those that quote what came encrypted (``DraftContent.is_secret``).
"""

import re
from dataclasses import dataclass

import msgspec

from mailclient.bridge.draft import DraftContent
from mailclient.crypto.sealing import SealError, is_sealed, seal, unseal
from mailclient.mail.ids import DraftId
from mailclient.mail.problem import MailError, Problem, ProblemKind

_KEPT_FILE = re.compile(r"([^/\\]+)[/\\][0-9a-f]{64}\Z")
"""The end of ``Profile.draft_file``."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the row of a draft gets: see ``store.drafts.save``."""

    content: bytes
    subject: str = ""
    recipients: str = ""
    sealed: bool = False
    being_written: bool = False
    files_of: str = ""


def kept(encoded: bytes, content: DraftContent, draft_id: DraftId, key: bytes | None) -> Kept:
    """``encoded``: ``content`` as msgpack. ``key`` is needed of what is secret."""
    if not content.is_secret:
        return Kept(encoded, content.subject, content.to, being_written=content.being_written)
    if key is None:
        raise MailError(Problem(ProblemKind.INTERNAL, detail="a secret draft and no key"))
    blob = seal(key, encoded, _context(draft_id))
    return Kept(blob, sealed=True, being_written=content.being_written, files_of=files_of(content))


def clear(data: bytes, draft_id: DraftId, key: bytes | None) -> bytes:
    """The msgpack of what a row holds. ``MailError`` DRAFT_UNREADABLE: sealed with another key, or damaged."""
    if not is_sealed(data):
        return data
    if key is None:
        raise MailError(Problem(ProblemKind.INTERNAL, detail="a sealed draft and no key"))
    try:
        return unseal(key, data, _context(draft_id))
    except SealError as error:
        raise MailError(Problem(ProblemKind.DRAFT_UNREADABLE, detail=str(error))) from error


def files_of(content: DraftContent) -> str:
    """The ids of the drafts whose kept files it names, one in each line."""
    found = (_KEPT_FILE.search(file.path) for file in content.files)
    return "\n".join(dict.fromkeys(match[1] for match in found if match))


def content_of(data: bytes) -> DraftContent:
    """The draft; ``MailError(INTERNAL)`` when that is none."""
    try:
        return msgspec.msgpack.decode(data, type=DraftContent)
    except msgspec.DecodeError as error:
        raise MailError(Problem(ProblemKind.INTERNAL, detail=f"not a draft: {error}")) from error


def _context(draft_id: DraftId) -> str:
    return f"draft {draft_id}"
