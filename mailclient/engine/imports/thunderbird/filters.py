r"""``msgFilterRules.dat`` → filters.

Lines ``name="…"`` with ``\"`` for a quotation mark: a filter begins with its name; action, actionValue and condition
follow. A condition is ``ALL``, or ``AND (what,how,value)`` and ``OR (…)`` one after the other, where a value with a
parenthesis is in quotation marks of its own. A filter of which a part cannot be taken over is switched off: without a
condition it would meet more mail than it was meant for.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from mailclient.mail.account import AccountKind
from mailclient.mail.filter import NUMBERS, Action, ActionKind, Comparison, Condition, Field, Filter, fault_of
from mailclient.mail.import_report import ImportNote, NoteKind
from mailclient.mail.tag import keyword_of
from mailclient.wire.imap.mailbox_name import decode_name

LIMIT = 4_000_000
"""Bytes of the file that are read."""
FILTERS_MAX = 2_000
_LINE = re.compile(r'^(\w+)="(.*)"[ \t]*\r?$', re.MULTILINE)
_TERM = re.compile(
    r'\s*(AND|OR)\s*\((?:"((?:[^"\\]|\\.)*+)"|([^,()"]++)),([^,()]++),(?:"((?:[^"\\]|\\.)*+)"|([^)]*+))\)'
)
_ESCAPED = re.compile(r"\\(.)")
_FIELDS = {
    "subject": Field.SUBJECT,
    "from": Field.FROM,
    "body": Field.BODY,
    "to": Field.TO,
    "cc": Field.CC,
    "to or cc": Field.TO_OR_CC,
    "age in days": Field.AGE,
    "size": Field.SIZE,
    "tag": Field.TAG,
    "has attachment status": Field.ATTACHMENT,
}
_COMPARISONS = {
    "contains": Comparison.CONTAINS,
    "doesn't contain": Comparison.NOT_CONTAINS,
    "is": Comparison.IS,
    "isn't": Comparison.IS_NOT,
    "begins with": Comparison.BEGINS,
    "ends with": Comparison.ENDS,
    "is greater than": Comparison.ABOVE,
    "is less than": Comparison.BELOW,
}
_OF_TAGS = {Comparison.CONTAINS: Comparison.IS, Comparison.NOT_CONTAINS: Comparison.IS_NOT}
_ACTIONS = {
    "Mark read": ActionKind.READ,
    "Mark flagged": ActionKind.FLAG,
    "Delete": ActionKind.DELETE,
    "Stop execution": ActionKind.STOP,
}
_TO_FOLDER = {"Move to folder": ActionKind.MOVE, "Copy to folder": ActionKind.COPY}
_JUNK = "100"
_ON_ARRIVAL = 1 | 32
"""Bits of ``type``: for new mail, before or after it was looked at for junk."""
_LOCAL_HOST = "Local Folders"


@dataclass(frozen=True, slots=True)
class Home:
    """The account that filters belong to: targets in another one are out of their reach. ``local``: its folders are
    those of this computer, shared by all (the global inbox)."""

    kind: AccountKind
    host: str
    user: str
    local: bool = False


@dataclass(slots=True)
class _Rule:
    name: str
    lines: list[tuple[str, str]] = field(default_factory=list)


def read_filters(data: bytes, home: Home) -> tuple[tuple[Filter, ...], list[ImportNote]]:
    """The filters in their order, and what is to be told of them."""
    rules: list[_Rule] = []
    for match in _LINE.finditer(data.decode("utf-8", "replace")):
        word, value = match[1], match[2].replace('\\"', '"')
        if word == "name":
            rules.append(_Rule(value))
        elif rules:
            rules[-1].lines.append((word, value))
    found, notes = [], []
    for rule in rules[:FILTERS_MAX]:
        made, lost = _Reading(rule, home).filter()
        if made is None:
            notes.append(ImportNote(NoteKind.FILTER_SKIPPED, rule.name, lost))
            continue
        if lost:
            notes.append(ImportNote(NoteKind.FILTER_CHANGED, rule.name, lost))
        found.append(made)
    return tuple(found), notes


class _Reading:
    """One rule."""

    def __init__(self, rule: _Rule, home: Home) -> None:
        self._rule = rule
        self._home = home
        self._lost: list[str] = []

    def filter(self) -> tuple[Filter | None, str]:
        """What it becomes, and what was lost, in Thunderbird's words."""
        values = dict(reversed(self._rule.lines))
        condition = values.get("condition", "")
        conditions, is_any = self._conditions(condition)
        actions = self._actions()
        lost = "; ".join(self._lost)
        if not actions or (not conditions and condition.strip() != "ALL"):
            return None, lost or condition
        kind = values.get("type", "1")
        runs = kind.isdigit() and int(kind) & _ON_ARRIVAL
        enabled = values.get("enabled") == "yes" and not lost and bool(runs)
        made = Filter(self._rule.name[:500], tuple(actions), tuple(conditions), any=is_any, enabled=enabled)
        return (made, lost) if not (fault := fault_of(made)) else (None, fault)

    def _conditions(self, text: str) -> tuple[list[Condition], bool]:
        if text.strip() == "ALL":
            return [], False
        found: list[Condition] = []
        joints: set[str] = set()
        position = 0
        while position < len(text.rstrip()):
            match = _TERM.match(text, position)
            if match is None:
                self._lost.append(text[position : position + 200])
                break
            position = match.end()
            joints.add(match[1])
            quoted, value = match[5], match[6]
            written = _ESCAPED.sub(r"\1", quoted) if quoted is not None else value.strip()
            made = _condition(match[2], (match[3] or "").strip(), match[4].strip(), written)
            if made is None or fault_of(Filter("", (Action(ActionKind.READ),), (made,))):
                self._lost.append(match[0].strip())
            else:
                found.append(made)
        if len(joints) > 1:
            self._lost.append(text)
        return found, joints == {"OR"}

    def _actions(self) -> list[Action]:
        found: list[Action] = []
        lines = self._rule.lines
        for number, (word, name) in enumerate(lines):
            if word != "action":
                continue
            value = lines[number + 1][1] if number + 1 < len(lines) and lines[number + 1][0] == "actionValue" else ""
            made = self._action(name, value)
            if made is None:
                self._lost.append(f"{name} {value}".strip())
            else:
                found.append(made)
        return found

    def _action(self, name: str, value: str) -> Action | None:
        if name in _ACTIONS:
            return Action(_ACTIONS[name])
        if name in _TO_FOLDER:
            path = folder_path(value, self._home)
            return Action(_TO_FOLDER[name], folder=path) if path else None
        if name == "JunkScore" and value == _JUNK:
            return Action(ActionKind.JUNK)
        if name == "AddTag" and value.strip():
            return Action(ActionKind.TAG, tag=keyword_of(value) if not value.isascii() else value)
        return None


def _condition(header: str | None, what: str, how: str, value: str) -> Condition | None:
    comparison = _COMPARISONS.get(how)
    if comparison is None:
        return None
    if header is not None:
        of = Field.LIST_ID if header.lower() == "list-id" else Field.HEADER
        return Condition(of, comparison, value, "" if of is Field.LIST_ID else header)
    found = _FIELDS.get(what)
    if found is None:
        return None
    if found is Field.ATTACHMENT:
        value = {"true": "yes", "false": "no"}.get(value, "")
    if found is Field.TAG:
        comparison = _OF_TAGS.get(comparison, comparison)
    if found is Field.SIZE and value.isascii() and value.isdigit():
        value = str(int(value[:12]) * 1024)
    if found in NUMBERS and not value.isdigit():
        return None
    return Condition(found, comparison, value)


def folder_path(uri: str, home: Home) -> str:
    """The folder of this account that a URI means, with "/" as the delimiter; "" for one of another account."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return ""
    user, _, host = parts.netloc.rpartition("@")
    path = parts.path.strip("/")
    if parts.scheme == "imap" and home.kind is AccountKind.IMAP:
        same = unquote(host).casefold() == home.host.casefold() and unquote(user) == home.user
        return decode_name(unquote(path).encode("utf-8", "replace")) if same and path else ""
    if parts.scheme == "mailbox" and home.kind is AccountKind.POP3:
        wanted = _LOCAL_HOST if home.local else home.host
        return _local_name(unquote(path)) if unquote(host).casefold() == wanted.casefold() else ""
    return ""


def _local_name(path: str) -> str:
    return "INBOX" if path == "Inbox" else path
