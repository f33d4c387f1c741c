"""What may be wrong with a recipient: slips of the finger, addresses that nobody reads, one's own. Pure.

False alarms are worse than misses: whoever was written to before is never doubted for the way they are written. What
needs to know how domains look and to whom they belong is in ``mime/origin/recipient_look.py``, which asks all of it.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum


class DoubtKind(Enum):
    """What it is about; ``subject`` of the doubt is in parentheses."""

    TYPO_OF_DOMAIN = "typo of domain"
    """One letter from the domain of a large provider, or of a domain written to (the address as it would be right)."""
    TYPO_OF_KNOWN = "typo of known"
    """One letter from somebody who is often written to (that address)."""
    LOOKS_LIKE = "looks like"
    """The letters only look like a known domain's (that domain; "" where it imitates none in particular)."""
    HIDDEN_LETTERS = "hidden letters"
    """There are letters in it that cannot be seen."""
    OUTSIDE_DOMAIN = "outside domain"
    """Of another organisation than everybody else in the conversation (that organisation's domain)."""
    NEW_IN_THREAD = "new in thread"
    """Has not seen the conversation so far."""
    REPLY_LEADS_AWAY = "reply leads away"
    """The sender wants the answer at another organisation (the sender's address)."""
    NOT_READ = "not read"
    """no-reply and the like."""
    OWN = "own"
    """The user's own address."""
    BOUNCED = "bounced"
    """Mail to it came back (one sentence of the report, or "")."""
    OLDER_ADDRESS = "older address"
    """The address book has another one for the same person (that address)."""


_SERIOUS = {
    DoubtKind.TYPO_OF_DOMAIN, DoubtKind.TYPO_OF_KNOWN, DoubtKind.LOOKS_LIKE, DoubtKind.HIDDEN_LETTERS,
    DoubtKind.OUTSIDE_DOMAIN, DoubtKind.REPLY_LEADS_AWAY, DoubtKind.NOT_READ, DoubtKind.BOUNCED,
}  # fmt: skip
_MENDED_BY_SUBJECT = {
    DoubtKind.TYPO_OF_DOMAIN, DoubtKind.TYPO_OF_KNOWN, DoubtKind.REPLY_LEADS_AWAY, DoubtKind.OLDER_ADDRESS
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing about ``address``, which stands in a field as it is written here."""

    kind: DoubtKind
    address: str
    subject: str = ""

    @property
    def serious(self) -> bool:
        """Whether to ask before the message goes; the others are only shown at the recipient."""
        return self.kind in _SERIOUS

    @property
    def better(self) -> str:
        """The address that may be meant instead; "" when there is none."""
        return self.subject if self.kind in _MENDED_BY_SUBJECT else ""


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """What the mail and the address book know of one address."""

    written: int = 0
    """Messages sent there."""
    seen: int = 0
    """Messages that came from there, or named it."""
    last_seen: int = 0
    """Epoch seconds, 0: never."""
    in_book: bool = False
    bounced: bool = False
    """The last message sent there came back."""
    newer: str = ""
    """Where the same person is reached by now."""


STRANGER = Acquaintance()


@dataclass(frozen=True, slots=True)
class Circle:
    """What surrounds a message being written; addresses in lower case.

    ``thread``: everybody who is in the conversation that is answered, empty for a new message. ``author`` wrote what
    is answered and ``reply_to`` is where the answer is wanted (empty where it is a mailing list's doing).
    """

    own: frozenset[str] = frozenset()
    thread: frozenset[str] = frozenset()
    author: str = ""
    reply_to: frozenset[str] = frozenset()


NOBODY = Circle()

_NOT_READ = re.compile(
    r"^(?:no|non|not?|do[._-]?not|dont|never)[._-]?(?:reply|respond|answer|responder)(?:[._+-].*|\d*)$"
    r"|^(?:mailer-daemon|bounces?(?:[._+-].*)?|nobody|devnull|dev-null|null|unattended|nepasrepondre"
    r"|ne-pas-repondre|keine-antwort|nicht-antworten|noresponder|nao-responda|noresponda)$"
    r"|^.*[._-](?:noreply|no-reply|donotreply|do-not-reply)$|^(?:noreply|no-reply|donotreply)",
    re.IGNORECASE,
)

_PROVIDERS = """
gmail.com googlemail.com hotmail.com outlook.com yahoo.com icloud.com protonmail.com naver.com hanmail.net daum.net
kakao.com nate.com hotmail.co.uk yahoo.co.uk yahoo.co.jp yahoo.co.kr live.com msn.com aol.com gmx.de gmx.net web.de
t-online.de orange.fr wanadoo.fr free.fr laposte.net libero.it comcast.net verizon.net yandex.ru mail.ru qq.com 163.com
126.com proton.me fastmail.com zoho.com
"""
PROVIDERS = tuple(_PROVIDERS.split())
"""Domains that so many people have an address at that one letter beside them is a slip."""
_BESIDE = """
mail.com email.com ymail.com rocketmail.com gmx.com gmx.at gmx.ch gmx.us gmx.fr gmx.co.uk live.co.uk live.de live.nl
live.fr outlook.de outlook.fr outlook.kr outlook.jp outlook.es outlook.co outlook.be hotmail.de hotmail.fr hotmail.it
hotmail.es hotmail.nl hotmail.be hotmail.ca yahoo.de yahoo.fr yahoo.it yahoo.es yahoo.ca yahoo.in yahoo.co.in
yahoo.com.br yahoo.com.au yahoo.com.mx zoho.eu fastmail.fm proton.ch protonmail.ch yandex.com yandex.ua yandex.by
yandex.kz mail.ee mail.kz mail.de mail.bg dmail.com nmail.com cmail.com inmail.com tmail.com xmail.com fmail.com
pmail.com vmail.com jmail.com hmail.com bmail.com lmail.com smail.com umail.com zmail.com kmail.com imail.com amail.com
rmail.com omail.com emails.com hushmail.com runbox.com never.com nave.com navel.com raver.com webs.de qq.cn 139.com
188.com 189.cn 263.net vip.qq.com foxmail.com free.com freenet.de aon.at a1.net me.com mac.com lives.com love.com
life.com orange.es orange.pl orange.be libero.com dreamwiz.com korea.com kakaocorp.com nate.net lycos.com
"""
_NEIGHBOURS = frozenset(_BESIDE.split())
"""Domains that exist beside those, and are meant as they are."""
_SLIPS_OF_TOP = {
    "con": "com", "cmo": "com", "ocm": "com", "comm": "com", "cim": "com", "vom": "com", "xom": "com", "cpm": "com",
    "conm": "com", "coom": "com", "clm": "com", "ccom": "com", "comn": "com", "nte": "net", "nett": "net", "ner": "net",
    "ent": "net", "ogr": "org", "orgg": "org", "rog": "org", "kkr": "kr", "jpp": "jp",
}  # fmt: skip
"""No top-level domains; each is a slip of one."""
_DIGITS = re.compile(r"\d+")
_MIN_LOCAL = 6
"""Letters of a local part; in shorter ones one letter makes another person."""
_OFTEN = 3
"""Messages sent to somebody before another address is taken for theirs."""


def is_unread(address: str) -> bool:
    """Whether nobody reads what is sent there, by its name."""
    return _NOT_READ.match(address.rpartition("@")[0]) is not None


def mended_domain(domain: str, known: Collection[str]) -> str:
    """The domain that is meant by one with a slip; "" when it seems right. ``known``: domains written to before."""
    domain = domain.lower()
    if domain in known or domain in PROVIDERS or domain in _NEIGHBOURS or "." not in domain:
        return ""
    head, _, top = domain.rpartition(".")
    if top in _SLIPS_OF_TOP:
        right = f"{head}.{_SLIPS_OF_TOP[top]}"
        return mended_domain(right, known) or right
    if top == "co" and f"{head}.com" in ("gmail.com", "naver.com", "hotmail.com", "icloud.com"):
        return f"{head}.com"
    return next((one for one in (*PROVIDERS, *known) if _is_slip_of_domain(domain, one)), "")


def _is_slip_of_domain(domain: str, right: str) -> bool:
    """Whether one slip made ``domain`` of ``right``: in its name, when that is long enough, or at its full stops."""
    if abs(len(domain) - len(right)) > 1:
        return False
    if domain.replace(".", "") == right.replace(".", ""):
        return True
    name, _, rest = right.partition(".")
    other, _, other_rest = domain.partition(".")
    long_enough = len(name) >= (5 if right in PROVIDERS else 7)
    if rest != other_rest or not long_enough or _DIGITS.sub("", name) == _DIGITS.sub("", other):
        return False
    return slips(other, name, 1) == 1


def mended_local(local: str, known: Iterable[tuple[str, int]]) -> str:
    """Of the local parts of one domain, with how often each was written to, the one that is meant; "" when none.

    The first letter is right, as are digits: they tell people apart.
    """
    typed = local.casefold()
    if len(typed) < _MIN_LOCAL:
        return ""
    digits = _DIGITS.findall(typed)
    for other, written in known:
        right = other.casefold()
        if (
            written >= _OFTEN
            and right != typed
            and right[:1] == typed[:1]
            and len(right) >= _MIN_LOCAL
            and _DIGITS.findall(right) == digits
            and not _is_other_initial(typed, right)
            and slips(typed, right, 1) == 1
        ):
            return other
    return ""


def _is_other_initial(one: str, other: str) -> bool:
    """Whether they differ in a word of one or two letters, as ``kim.j`` and ``kim.s``."""
    words, others = re.split(r"[._+-]", one), re.split(r"[._+-]", other)
    if len(words) != len(others):
        return True
    return any(a != b and min(len(a), len(b)) < 4 for a, b in zip(words, others, strict=True))


def slips(one: str, other: str, limit: int) -> int:
    """Letters wrong, missing, too many or swapped with the next (Damerau, optimal string alignment).

    ``limit + 1`` when there are more than ``limit``.
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    older: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        newer = [i] + [0] * len(other)
        for j, b in enumerate(other, 1):
            newer[j] = min(row[j] + 1, newer[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                newer[j] = min(newer[j], older[j - 2] + 1)
        if min(newer) > limit:
            return limit + 1
        older, row = row, newer
    return min(row[-1], limit + 1)
