"""Tags: the keywords of a message that people gave it (RFC 9051 section 2.3.2), as opposed to those of programs.

The first five are the ones that Thunderbird, KMail and Roundcube share. Any other tag's keyword is its name, with what
an atom may not hold written as "_" and everything but ASCII in modified base64 (RFC 3501 section 5.1.3), as
Thunderbird did it: so a tag made in Korean reads the same in both. Newer ones (seen with 153) write the bytes of UTF-8
as "=c3=bc" instead; that is read too.
"""

import base64
import binascii
import re
from collections.abc import Iterable

IMPORTANT, WORK, PERSONAL, TO_DO, LATER = (f"$label{number}" for number in range(1, 6))
FIRST_FIVE = (IMPORTANT, WORK, PERSONAL, TO_DO, LATER)

_NAMES = {
    IMPORTANT: ("important", "중요"),
    WORK: ("work", "업무"),
    PERSONAL: ("personal", "개인"),
    TO_DO: ("to do", "todo", "할 일", "할일"),
    LATER: ("later", "나중에"),
}
"""What the first five are called when somebody types them."""
_OF_PROGRAMS = frozenset(
    {"nonjunk", "notjunk", "junk", "forwarded", "redirected", "mdnsent", "receiptchecked", "unknown-0", "recent"}
)
_NOT_IN_ATOMS = re.compile(r'[\x00-\x20\x7f(){%*"\\\]]')
_BEYOND_ASCII = re.compile(r"[^\x20-\x7e]+")
_ENCODED = re.compile(r"&([A-Za-z0-9+,]*)-")
_OCTETS = re.compile(r"(?:=[0-9a-f]{2})+")
_LOOKS_LIKE_OCTET = re.compile(r"=(?=[0-9a-f]{2})")


def tags_of(keywords: Iterable[str]) -> tuple[str, ...]:
    """The keywords that are tags, the first five in their order before all others."""
    tags = [keyword for keyword in keywords if is_tag(keyword)]
    return tuple(sorted(tags, key=_rank))


def is_tag(keyword: str) -> bool:
    r"""Whether people gave it: system keywords begin with "$" or "\", or are names that mail programs use."""
    lower = keyword.lower()
    return lower in FIRST_FIVE or (not lower.startswith(("$", "\\")) and lower not in _OF_PROGRAMS)


def is_atom_tag(keyword: str) -> bool:
    """Whether a tag's keyword can be sent as it is."""
    return bool(keyword) and keyword.isascii() and not _NOT_IN_ATOMS.search(keyword) and is_tag(keyword)


def keyword_of(name: str) -> str:
    """The keyword for a tag that is called so; "" for a name of blanks only."""
    spaced = _NOT_IN_ATOMS.sub("_", " ".join(name.split()).replace("&", "&-"))
    spaced = _LOOKS_LIKE_OCTET.sub(_encode("="), spaced)
    return _BEYOND_ASCII.sub(lambda run: _encode(run[0]), spaced)


def name_in(keyword: str) -> str:
    """The name written in a keyword; as it is when it is not written so."""
    return _ENCODED.sub(lambda run: _decode(run[1], run[0]), _OCTETS.sub(_from_octets, keyword))


def is_called(keyword: str, name: str) -> bool:
    """Whether somebody who types ``name`` means the tag of this keyword; upper and lower case are the same."""
    wanted = _typed(name)
    return wanted in (keyword.casefold(), _typed(name_in(keyword))) or wanted in _NAMES.get(keyword.lower(), ())


def keywords_called(name: str) -> tuple[str, ...]:
    """The keywords that somebody may mean who types ``name``."""
    first = tuple(keyword for keyword, names in _NAMES.items() if _typed(name) in names)
    return tuple(dict.fromkeys((*first, *((name,) if is_atom_tag(name) else ()), keyword_of(name))))


def _typed(name: str) -> str:
    return " ".join(name.replace("_", " ").casefold().split())


def _rank(keyword: str) -> tuple[int, str]:
    lower = keyword.lower()
    return (FIRST_FIVE.index(lower) if lower in FIRST_FIVE else len(FIRST_FIVE), lower)


def _encode(run: str) -> str:
    data = base64.b64encode(run.encode("utf-16-be")).decode("ascii")
    return "&" + data.rstrip("=").replace("/", ",") + "-"


def _from_octets(run: "re.Match[str]") -> str:
    try:
        text = bytes.fromhex(run[0].replace("=", "")).decode("utf-8")
    except UnicodeDecodeError:
        return run[0]
    return text if text.isprintable() else run[0]


def _decode(data: str, whole: str) -> str:
    if not data:
        return "&"
    padded = data.replace(",", "/") + "=" * (-len(data) % 4)
    try:
        return base64.b64decode(padded, validate=True).decode("utf-16-be")
    except (binascii.Error, UnicodeDecodeError):
        return whole
