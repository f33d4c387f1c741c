"""Authentication-Results (RFC 8601) and what is written in its place; read tolerantly.

Microsoft names no authserv-id and puts a stray domain between two results; Yahoo once wrote the properties before the
result, and says "success"; Google says ``smtp.mail``; others write the policy of DMARC into a comment.

Servers copy domains from what a stranger wrote, who may call his own "bank.example(.evil.example": a domain that a
comment is glued to is none. Nor is anything a result in a field with a NUL, which cuts words where nobody should.
"""

import re
from dataclasses import replace

from mailclient.mail.origin import Claim, Claims
from mailclient.mime.origin.clauses import pieces_of, text_of
from mailclient.mime.origin.domains import ascii_domain, organisation_of

_RESULTS_LIMIT = 50
_QUOTED = r'"(?:[^"\\]|\\.)*+(?:"|\Z)'
"""One that does not close goes to the end: what is in it may not be a result, and nothing is read twice."""
_QUOTED_OR_END = re.compile(rf"{_QUOTED}|;")
_GLUED = "\0"
"""Stands after a value that a comment follows without a blank; no text has it."""
_VALUE_END = re.compile(r"=[^\s;]+\Z")
_PAIR = re.compile(rf'{_QUOTED}|([\w.-]{{1,60}})(?:\s*/\s*\d{{1,3}})?\s*=\s*((?:{_QUOTED}|[^\s;"]){{1,500}}+)')
"""A name with its value, or a quoted string that is none: nothing in it is a result, whoever wrote it."""
_METHODS = frozenset(
    ("auth", "dkim", "dkim-adsp", "dkim-atps", "dmarc", "domainkeys", "arc", "spf", "sender-id", "iprev", "compauth",
     "vbr", "dane", "bimi", "smime", "dnswl", "rrvs", "policy")
)  # fmt: skip
_SAME = {"success": "pass", "hardfail": "fail", "error": "temperror", "failed": "fail", "invalid": "permerror"}
_PROPERTIES = {
    "dkim": ("header.d", "header.i", "d", "dkdomain"),
    "dmarc": ("header.from", "from", "fromdomain"),
    "spf": ("smtp.mailfrom", "smtp.mail", "envelope-from", "smtp.helo", "spfdomain"),
    "arc": ("header.d", "header.oldest-pass"),
}
_POLICY = re.compile(r"\b(?:p|policy)=([a-z]{4,10})")
_ACTIONS = {"oreject": "reject", "reject": "reject", "quarantine": "quarantine", "none": "none"}
_POLICIES = ("reject", "quarantine", "none")


def claims_of(value: bytes, hops_above: int = 0) -> Claims:
    """What one field claims. Never raises; what is no result is left out."""
    reading = _Reading()
    server = ""
    for number, (text, comments) in enumerate(_segments(text_of(value).lower())):
        if number == 0:
            server, text = _authserv_id(text)
        if b"\0" not in value:
            reading.read(text, comments)
    return Claims(server, hops_above, tuple(reading.results[:_RESULTS_LIMIT]))


def _segments(text: str) -> list[tuple[str, str]]:
    """The field cut at its semicolons: the text of each segment, and its comments."""
    segments: list[tuple[list[str], list[str]]] = [([], [])]
    for piece in pieces_of(text):
        if piece.is_comment:
            segments[-1][1].append(piece.text)
            before = segments[-1][0][-1:]
            segments[-1][0].append(f"{_GLUED} " if before and _VALUE_END.search(before[0]) else " ")
            continue
        first, *others = _split(piece.text)
        segments[-1][0].append(first)
        segments.extend(([other], []) for other in others)
    return [("".join(words), " ".join(comments)) for words, comments in segments[: _RESULTS_LIMIT * 4]]


def _split(text: str) -> list[str]:
    """At semicolons outside of quotes."""
    parts, begin = [], 0
    for found in _QUOTED_OR_END.finditer(text):
        if found[0] == ";":
            parts.append(text[begin : found.start()])
            begin = found.end()
    return [*parts, text[begin:]]


def _authserv_id(text: str) -> tuple[str, str]:
    """The id in front of the results, and the rest; "" where the first word is a result already."""
    words = text.split(None, 1)
    if not words or "=" in words[0] or (len(words) > 1 and words[1].startswith("=")):
        return "", text
    return words[0].strip('"').rstrip("."), words[1] if len(words) > 1 else ""


class _Reading:
    """Goes over the segments: a method opens a result, what follows says more of it."""

    def __init__(self) -> None:
        self.results: list[Claim] = []
        self._early: dict[str, str] = {}
        """Properties that stand before the first method."""

    def read(self, text: str, comments: str) -> None:
        method = ""
        properties: dict[str, str] = {}
        for name, value in _PAIR.findall(text):
            if name in _METHODS and not method:
                method = name
                self.results.append(Claim(name, _SAME.get(_result(value), _result(value))))
                comments = f"{value[len(_result(value)) :]} {comments}"
            elif name:
                properties.setdefault(name, value)
        if not self.results:
            self._early.update(properties)
            return
        if method:
            properties, self._early = {**self._early, **properties}, {}
        self.results[-1] = _described(self.results[-1], properties, comments if method else "")


def _result(value: str) -> str:
    """ "success" of "success(p=reject)"; results are words."""
    found = re.match(r"[a-z]+", value)
    return found[0] if found else ""


def _described(claim: Claim, properties: dict[str, str], comments: str) -> Claim:
    domain = claim.domain or next(
        (_domain(properties[name]) for name in _PROPERTIES.get(claim.method, ()) if properties.get(name)), ""
    )
    policy = claim.policy
    if claim.method == "dmarc" and not policy:
        said = _POLICY.search(f"{comments} p={properties.get('policy.dmarc', '')}")
        policy = said[1] if said else _ACTIONS.get(properties.get("action", ""), "")
    return replace(
        claim,
        domain=domain,
        organisation=organisation_of(domain) if domain else "",
        policy=policy if policy in _POLICIES else "",
        selector=claim.selector or properties.get("header.s", ""),
    )


def _domain(value: str) -> str:
    """Of an address, ``@domain`` or a domain; "" where a comment is glued to it."""
    if _GLUED in value:
        return ""
    return ascii_domain(value.strip('<>,"').rpartition("@")[2])
