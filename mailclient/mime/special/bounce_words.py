"""Bounces in words for people: who is meant, and what was said of each (qmail, Exim, Exchange, Domino, Gmail, Yahoo …).

No form is known by its program: nearly all of them name the address at the beginning of a line and say why beside or
below it; the others say it in a sentence ("could not deliver to <…>"), or in a transcript of the dialogue of servers.
"""

import re
from dataclasses import dataclass

from mailclient.mime.special.dialogue import with_what_was_before
from mailclient.mime.special.status_codes import codes_in

_ADDRESS = r"[^\s<>\"'()\[\];:,]{1,100}@[^\s<>\"'()\[\];:,/]{1,150}[^\s<>\"'()\[\];:,./]"
_HEAD = re.compile(
    r"^[ \t]*(?:[*•-][ \t]+|>>>[ \t]*|recipients?(?: address)?[:=][ \t]*|to:[ \t]+|address:[ \t]*|"
    r"(?:could )?not (?:be )?delivered to:[ \t]*|delivery to [^\n<]{0,40}|undeliverable to[ \t]+|"
    r"수신자[^\n:]{0,10}:[ \t]*|받는 ?사람[^\n:]{0,6}:[ \t]*|宛先[^\n:]{0,6}[::][ \t]*|user[ \t]+)?"
    rf"[<\"'(\[]{{0,2}}(?P<address>{_ADDRESS})[>\"')\]]{{0,2}}(?P<rest>[^\n]*)$",
    re.IGNORECASE | re.MULTILINE,
)
_SENTENCE = re.compile(
    r"(?:deliver\w*|sen[dt]\w*|undeliverable|rejected recipient|not reach\w*|failed|allowed size|full|message|mail|"
    r"rcpt|recipients?|user|address)[^\n<@]{0,80}?[ :(]"
    rf"[<\"'(]{{0,2}}(?P<address>{_ADDRESS})",
    re.IGNORECASE,
)
_TRANSCRIPT = re.compile(
    rf"^[ \t]*(?:<<< *)?[245]\d\d[ -](?:[245]\.\d+\.\d+ )?<(?P<address>{_ADDRESS})>\.{{0,3}}:?(?P<rest>[^\n]*)$",
    re.MULTILINE,
)
_ENDS = re.compile(r"^[ \t]*(?:[-=*_]{8,}|\*{3,}[^\n]*)[ \t]*$", re.MULTILINE)
_COMMAND = re.compile(r"^[ \t]*>>> *(?:MAIL|RCPT|DATA|EHLO|HELO|QUIT)\b", re.IGNORECASE)
_NOT_RECIPIENTS = re.compile(
    r"^(?:mailer-daemon|postmaster|abuse|support|no-?reply|help|helpdesk|admin|administrator)@", re.IGNORECASE
)
_RECIPIENTS_LIMIT = 50
"""Of a bounce in words; those in fields are as many as there are."""
_SEGMENT_LIMIT = 2_000
_LOOKED_THROUGH = 20_000


@dataclass(frozen=True, slots=True)
class Said:
    """An address and what was said of it."""

    address: str
    words: str


def recipients_in(text: str, *, not_these: tuple[str, ...] = (), known: tuple[str, ...] = ()) -> list[Said]:
    """Who is meant, in order, each once. ``known``: addresses the header names; ``not_these``: the sender's own."""
    own = {address.casefold() for address in not_these}
    heads = _heads(text, own) or ([] if known else _heads(text, set()))
    named = {address for _, address in heads}
    listed = [one for one in _transcribed(text, own) if len(heads) <= 1 or one.address in named]
    if not heads and not listed and not known:
        heads = [
            (match.start(), match["address"]) for match in _SENTENCE.finditer(text) if _may_be(match["address"], own)
        ]
    found: dict[str, Said] = {}
    for number, (start, address) in enumerate(heads[:_RECIPIENTS_LIMIT]):
        end = next((at for at, other in heads[number + 1 :] if other.casefold() != address.casefold()), len(text))
        words = _segment(text[start : min(end, start + _SEGMENT_LIMIT)], address)
        before = found.get(address.casefold())
        if before is None or (codes_in(words)[0] and not codes_in(before.words)[0]):
            found[address.casefold()] = Said(address, words)
    for one in listed[:_RECIPIENTS_LIMIT]:
        found.setdefault(one.address.casefold(), one)
    for address in () if found else known[:_RECIPIENTS_LIMIT]:
        found.setdefault(address.casefold(), Said(address, ""))
    return [one if _says(one) else Said(one.address, words_about(one.address, text)) for one in found.values()]


def words_about(address: str, text: str) -> str:
    """The lines that name the address, with those below them; the whole text where none says anything."""
    lines = text[:_LOOKED_THROUGH].split("\n")
    chosen = []
    for number, line in enumerate(lines):
        if address.casefold() in line.casefold() and line.strip(" <>\"'*:;,.\t").casefold() != address.casefold():
            below = lines[number + 1 : number + 2]
            chosen.append("\n".join([with_what_was_before(line, text), *(one for one in below if "@" not in one)]))
    about = "\n".join(chosen)
    return (about if re.search(r"[245]\d\d|\w{4,} \w{3,}", about.replace(address, "")) else text)[:_SEGMENT_LIMIT]


def _heads(text: str, own: set[str]) -> list[tuple[int, str]]:
    """Where lines begin with an address, and which."""
    return [(match.start(), match["address"]) for match in _HEAD.finditer(text) if _may_be(match["address"], own)]


def _may_be(address: str, own: set[str]) -> bool:
    return (
        address.casefold() not in own
        and not _NOT_RECIPIENTS.match(address)
        and not address.lower().startswith("mailto")
    )


def _transcribed(text: str, own: set[str]) -> list[Said]:
    """Addresses that a server names in its answers."""
    return [
        Said(match["address"], with_what_was_before(match[0].strip(), text))
        for match in _TRANSCRIPT.finditer(text)
        if _may_be(match["address"], own)
    ]


def _segment(text: str, address: str) -> str:
    """What stands beside and below an address, up to a line of dashes; a blank line ends it once a code is named."""
    end = _ENDS.search(text, 1)
    kept: list[str] = []
    for line in (text[: end.start()] if end else text).split("\n"):
        after_words = bool(kept) and bool(kept[-1].strip())
        if after_words and not line.strip() and codes_in("\n".join(kept).replace(address, ""))[0]:
            break
        kept.append(line)
    return "\n".join(kept).strip()[:_SEGMENT_LIMIT]


def _says(one: Said) -> bool:
    rest = one.words.replace(one.address, "").strip(" <>\"'*:;,.\t\n-")
    return bool(re.search(r"\w{3,}\W+\w{2,}|[245]\d\d", rest)) and not _COMMAND.match(rest)
