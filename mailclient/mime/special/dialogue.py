"""What a report shows of the dialogue between servers: at which command one refused, and what it said before.

Servers that take an address and refuse the message afterwards with "User unknown" (those of mobile providers above all)
often do so by the recipient's own filters: that there is no such mailbox they would have said at RCPT.
"""

import re

_LOOKED_THROUGH = 20_000
_NEAR = 1_000
"""Characters behind an address that speak of it."""
_AFTER_DATA = re.compile(
    r"(?:reply|response|answer) to (?:the )?(?:end[ -]of[ -])?data\b|(?:after|at) (?:the )?end of (?:the )?data"
    r"|^-+smtp command\n[ \t]*data[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_DATA_ANSWER = re.compile(r"^[ \t]*>>> *DATA[ \t]*\n(?P<said>(?:(?![ \t]*>>>)[^\n]+(?:\n|$)){1,20})", re.MULTILINE)
_NO_RECIPIENTS = re.compile(r"<<< *503|<<< *55\d[^\n]*(?:valid recipients|\brcpt\b)", re.IGNORECASE)
"""The server took no address at all: what stands before answers RCPT, which was sent together with DATA (RFC 2920)."""
_VAGUE = re.compile(r"\.\.\. *(?:service unavailable|remote protocol error)", re.IGNORECASE)
_BREAK = re.compile(
    r"^[ \t]*(?:$|>>>|[-=]{3,}|\.* ?while talking|[245]\d\d[ -](?:[245]\.\d+\.\d+ )?<[^>\s]+@[^>\s]+>\.\.\.)",
    re.IGNORECASE,
)


def refused_after_data(address: str, text: str, diagnostic: str) -> bool:
    """Whether the server took the address and refused the message, as far as the report shows it."""
    seen = text[:_LOOKED_THROUGH]
    at = seen.casefold().find(address.casefold())
    near = seen[at : at + _NEAR] if at >= 0 else ""
    if _AFTER_DATA.search(diagnostic) or _AFTER_DATA.search(near.replace("\n    ", " ")):
        return True
    said = _words(diagnostic)
    answers = [found["said"] for found in _DATA_ANSWER.finditer(seen) if not _NO_RECIPIENTS.search(found["said"])]
    return any(said and said in _words(one.replace("<<<", " ")) for one in answers)


def with_what_was_before(line: str, text: str) -> str:
    """A line of a transcript; where it only says that something failed, after those above it that say what."""
    if not _VAGUE.search(line):
        return line
    lines = text[:_LOOKED_THROUGH].split("\n")
    at = next((number for number, one in enumerate(lines) if line.strip() in one), 0)
    above: list[str] = []
    for one in reversed(lines[max(at - 10, 0) : at]):
        if _BREAK.match(one):
            break
        above.insert(0, one)
    return "\n".join([*above, line])


def _words(text: str) -> str:
    return " ".join(text.split())
