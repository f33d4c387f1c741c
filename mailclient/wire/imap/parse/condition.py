"""The rest of a status answer: response code and human text (RFC 9051 section 7.1)."""

import re

from mailclient.wire.imap.codes import (
    AppendUid,
    CapabilityCode,
    Code,
    CopyUid,
    FlagsCode,
    MailboxIdCode,
    ModifiedCode,
    NumberCode,
    ProgressCode,
)
from mailclient.wire.imap.limits import MESSAGES_MAX
from mailclient.wire.imap.number_set import NumberSet

_CODE = re.compile(rb'\[([^\] ]+)(?: ++((?:[^\]"(]++|\([^)]*+\)|"[^"]*+")*+))?\] *')
_PROGRESS = re.compile(r'\((?:"([^"]*)"|NIL) (?:([0-9]{1,10})|NIL) (?:([0-9]{1,10})|NIL)\)', re.IGNORECASE)
_NUMBER_CODES = {"UIDVALIDITY", "UIDNEXT", "UNSEEN", "HIGHESTMODSEQ", "APPENDLIMIT"}


def read_condition(text: bytes, start: int) -> tuple[Code | None, str]:
    """The code, or None, and the text after it. Never fails: a code that is not closed is text."""
    match = _CODE.match(text, start)
    if match is None:
        return None, _human(text[start:])
    name = match[1].decode("ascii", "replace").upper()
    data = (match[2] or b"").decode("utf-8", "replace").strip()
    try:
        code = _read_code(name, data)
    except (ValueError, IndexError):
        code = Code(name, data)
    return code, _human(text[match.end() :])


def _human(text: bytes) -> str:
    return text.decode("utf-8", "replace").strip()


def _read_code(name: str, data: str) -> Code:
    if name in _NUMBER_CODES and data.isascii() and data.isdigit() and len(data) < 20:
        return NumberCode(name, data, int(data))
    if name == "PERMANENTFLAGS":
        return FlagsCode(name, data, tuple(data.strip("()").split()))
    if name == "CAPABILITY":
        return CapabilityCode(name, data, frozenset(data.upper().split()))
    if name == "APPENDUID":
        validity, uids = data.split()
        return AppendUid(name, data, int(validity), NumberSet.parse(uids))
    if name == "COPYUID":
        return _copy_uid(name, data)
    if name == "MODIFIED":
        return ModifiedCode(name, data, NumberSet.parse(data))
    if name == "MAILBOXID":
        return MailboxIdCode(name, data, data.strip("()"))
    if name == "INPROGRESS":
        return _progress(name, data)
    return Code(name, data)


def _progress(name: str, data: str) -> ProgressCode:
    match = _PROGRESS.fullmatch(data)
    if match is None:
        return ProgressCode(name, data)
    tag, reached, total = match.groups()
    return ProgressCode(name, data, tag, int(reached) if reached else None, int(total) if total else None)


def _copy_uid(name: str, data: str) -> Code:
    validity, first, second = data.split()
    source, target = NumberSet.parse(first), NumberSet.parse(second)
    if source.count != target.count or source.count > MESSAGES_MAX:
        return Code(name, data)  # which went where cannot be told
    return CopyUid(name, data, int(validity), source, target)
