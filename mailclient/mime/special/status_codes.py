"""Codes in what servers say: those of RFC 5321 section 4.2 ("550") and of RFC 3463 ("5.1.1")."""

import re

_CODE = r"(?:2(?:[0-4]\d|5[0-4])|4[2-7]\d|5[0-7]\d)"
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_REPLY = re.compile(rf"(?<![\w.@:/#+-])({_CODE})(?![\w.@%:/]|-\d|[ ]*(?:minutes|hours|seconds|days|bytes))")
_PAIR = re.compile(rf"(?<![\w.@/+-])({_CODE})[ :-]{{1,3}}[#('\"]{{0,2}}([245]\.\d{{1,3}}\.\d{{1,3}})(?![\d.]*\d)")
_SAID = re.compile(
    r"(?:said|returned|responded[^:\[]{0,40}|returned was|reply|response|error|code|smtp|"
    r"status|<<<|>\.\.\.)[ :;('\"\[]{1,4}"
    rf"({_CODE})(?![\w.])",
    re.IGNORECASE,
)
_WITHIN = re.compile(rf"<({_CODE})[ -]([245]\.\d{{1,3}}\.\d{{1,3}}) [^<>@\n]{{0,300}}>\s*$")
"""What the other server said, behind the words of the one that reports it: "554 4.4.7 Expired <421 4.4.2 …>"."""
_LINE = re.compile(rf"^[ \t]*(?:<<<[ \t]*)?({_CODE})(?=[ -]|:)", re.MULTILINE)
_VAGUE = re.compile(r"\.0\.0$")


def codes_in(text: str) -> tuple[str, str]:
    """``(reply code, status)`` that a server gave in its words, each "" where it gave none.

    Both from the same answer where they stand together: what another server on the way added does not count.
    """
    within = _WITHIN.search(text[-400:])
    if within is not None:
        return within[1], within[2]
    pairs: list[tuple[str, str]] = _PAIR.findall(text)
    for code, status in pairs:
        if not _VAGUE.search(status):
            return code, status
    if pairs:
        return pairs[0]
    status = next((one for one in _STATUS.findall(text) if not _VAGUE.search(one)), "")
    found = _SAID.search(text) or _LINE.search(text) or _REPLY.search(text)
    code = found[1] if found else ""
    if not status:
        status = next(iter(_STATUS.findall(text)), "")
    return code, status


def from_the_code_on(text: str) -> str:
    """What stands from the last server's own code on; the whole where there is none."""
    found = _PAIR.search(text) or _SAID.search(text) or _LINE.search(text)
    return text[found.start(1) :] if found else text


def better_status(stated: str, said: str) -> str:
    """Of the report's own status and the one in the server's words, the one that says more."""
    if not stated or (_VAGUE.search(stated) and said):
        return said
    return stated


def is_permanent(status: str, code: str) -> bool | None:
    """By the first digit; None where there is none."""
    for one in (status, code):
        if one[:1] in ("4", "5"):
            return one[0] == "5"
    return None
