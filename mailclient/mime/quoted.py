"""What an answer repeats of earlier messages at its end, apart from what it says itself.

In a conversation the earlier messages stand above, so their copies are folded. Only what stands last is taken for
one: who answers between the lines of another is read with them. When all of a message is quoted, nothing is folded.
"""

import re
from typing import NamedTuple

HTML_LIMIT, TEXT_LIMIT = 1_000_000, 200_000
"""Characters; what is longer is not looked through: that is done while the window waits."""

_QUOTE = re.compile(r"[ \t]{0,3}>")
_ATTRIBUTION_END = re.compile(r"[:：]\s*$")
_ATTRIBUTION = re.compile(r"\d|@|wrote|schrieb|a écrit|작성|님이|님께서|写道|寫道|書きました", re.IGNORECASE)
_ATTRIBUTION_BEGINS = re.compile(r"\s*(?:on|am|le|el)\b", re.IGNORECASE)
_ATTRIBUTION_LINES = 3
_ORIGINAL = re.compile(
    r"\s*(?:-{3,}\s*(?:original message|forwarded message|ursprüngliche nachricht|message d'origine|mensaje original"
    r"|원본\s*메\S{1,3}|원본 메일|원문|元のメッセージ|原始邮件|原始郵件|邮件原件)\s*-{3,}|_{20,})\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"\s*\*?(?:from|von|de|보낸\s*사람|보낸이|差出人|发件人|寄件者)\s*[:：]\*?\s*\S", re.IGNORECASE)
_SENT = re.compile(
    r"\s*\*?(?:sent|date|gesendet|datum|envoyé|enviado|보낸\s*날짜|날짜|받는\s*사람|to|an|à|送信日時|日時|发送时间|日期|寄件日期)"
    r"\s*[:：]",
    re.IGNORECASE,
)
_FOOTER = re.compile(r"_{10,}\s*$|-- ?$")
_FOOTER_LINES = 8

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][\w-]*)(?P<attributes>[^>]*)>")
_STYLE = re.compile(r"<style\b[^>]*>.*?</style>", re.DOTALL | re.IGNORECASE)
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_QUOTING_CLASS = re.compile(
    r"""\bclass="[^"]*(?<![\w-])(?:gmail_quote|yahoo_quoted|protonmail_quote|tutanota_quote|zmail_extra|mail-quote"""
    r"""|moz-cite-prefix|gmail_attr|OutlookMessageHeader)(?![\w-])""",
    re.IGNORECASE,
)
_OUTLOOK_RULE = re.compile(r"border:\s*none;\s*border-top:\s*solid\s+#?\w+\s+1\.0pt", re.IGNORECASE)
_VISIBLE = re.compile(r"[^\s\u00a0\u200b-\u200d\ufeff]|<(?:img|video|audio|svg|hr)\b", re.IGNORECASE)
_SPACE = re.compile(r"&(?:nbsp|#160|#xa0|zwnj|#8203);", re.IGNORECASE)
_ANY_TAG = re.compile(r"<(?!img\b|video\b|audio\b|svg\b)[^>]*>", re.IGNORECASE)


class Parted(NamedTuple):
    """``own``: what the message says itself; ``has_quote``: whether more was cut off."""

    own: str
    has_quote: bool


def without_quoted_text(text: str) -> Parted:
    """A plain text without the quoted lines at its end, and the line that says whose they are."""
    if len(text) > TEXT_LIMIT:
        return Parted(text, has_quote=False)
    lines = text.rstrip().split("\n")
    cut = _quoted_from(lines)
    original = _original_from(lines, len(lines) if cut is None else cut)
    cut = original if original is not None else cut
    if cut is None:
        return Parted(text, has_quote=False)
    cut = attribution_above(lines, cut)
    own = "\n".join(lines[:cut]).rstrip()
    return Parted(own, has_quote=True) if own.strip() else Parted(text, has_quote=False)


def without_quoted_html(html: str) -> Parted:
    """Clean HTML (well-formed, as ``sanitise`` gave it) without the quote it ends with."""
    if len(html) > HTML_LIMIT:
        return Parted(html, has_quote=False)
    found = _quotes(html)
    rest = next((one for one in found if one[2]), None)
    for start, end, closing in [one for one in (rest, found[-1] if found else None) if one is not None]:
        before, after = html[:start], html[end:]
        if _says_something(before) and (closing or not _says_something(after)):
            own = before + ("".join(f"</{name}>" for name in closing) if closing else after)
            return Parted(own, has_quote=True)
    return Parted(html, has_quote=False)


def _quoted_from(lines: list[str]) -> int | None:
    """Where the quoted lines begin that go to the end, or to a list's footer."""
    end = len(lines)
    for place in range(len(lines) - 1, max(len(lines) - 1 - _FOOTER_LINES, -1), -1):
        if _FOOTER.match(lines[place]):
            end = place
            break
    for last in dict.fromkeys((len(lines), end)):
        first = last
        while first > 0 and (not lines[first - 1].strip() or _QUOTE.match(lines[first - 1])):
            first -= 1
        if any(_QUOTE.match(line) for line in lines[first:last]):
            return next(place for place in range(first, last) if lines[place].strip())
    return None


def _original_from(lines: list[str], before: int) -> int | None:
    """Where "-----Original Message-----", or what Outlook writes above what it answers, stands first."""
    for place in range(before):
        if _ORIGINAL.match(lines[place]) and _is_head(lines, place + 1):
            return place
        if _FROM.match(lines[place]) and _is_head(lines, place):
            return place
    return None


def _is_head(lines: list[str], place: int) -> bool:
    following = [line for line in lines[place : place + 5] if line.strip()]
    return len(following) > 1 and bool(_FROM.match(following[0])) and any(map(_SENT.match, following[1:3]))


def attribution_above(lines: list[str], cut: int) -> int:
    """Where the lines begin ("On …, Kim wrote:") that belong to the quote at ``cut``; ``cut`` when there are none."""
    end = cut
    while end > 0 and not lines[end - 1].strip() and cut - end < 2:
        end -= 1
    if end == 0 or not _ATTRIBUTION_END.search(lines[end - 1]):
        return cut
    first = end - 1
    while first > 0 and end - first < _ATTRIBUTION_LINES and lines[first - 1].strip():
        first -= 1
    block = " ".join(lines[first:end])
    if len(block) > 400 or not _ATTRIBUTION.search(lines[end - 1]):
        return cut
    begins = next(
        (n for n in range(end - 1, first - 1, -1) if re.match(r"\s*(?:on|am|le|el)\b", lines[n], re.IGNORECASE)), None
    )
    return end - 1 if begins is None else begins


def _quotes(html: str) -> list[tuple[int, int, list[str]]]:
    """Candidates in their order: start, end, and, where all the rest is quoted, what is still open there."""
    found: list[tuple[int, int, list[str]]] = []
    open_: list[tuple[str, int | None]] = []
    masked = _STYLE.sub(lambda style: " " * len(style[0]), html)
    quoting = 0
    for tag in _TAG.finditer(masked):
        name = tag["name"].lower()
        if name in _VOID or tag["attributes"].endswith("/"):
            continue
        if tag["close"]:
            while open_:
                opened, place = open_.pop()
                if place is not None:
                    quoting -= 1
                    if not quoting:
                        found.append((place, tag.end(), []))
                if opened == name:
                    break
            continue
        is_quote = name == "blockquote" or _QUOTING_CLASS.search(tag["attributes"])
        if not quoting and _OUTLOOK_RULE.search(tag["attributes"]):
            found.append((tag.start(), tag.start(), [one for one, _ in reversed(open_)]))
        quoting += bool(is_quote)
        open_.append((name, tag.start() if is_quote else None))
    return sorted(_joined(found, html))


def _joined(found: list[tuple[int, int, list[str]]], html: str) -> list[tuple[int, int, list[str]]]:
    """Neighbours with nothing between them are one: "Kim wrote:" and what Kim wrote."""
    joined: list[tuple[int, int, list[str]]] = []
    for start, end, closing in sorted(found):
        if joined and not closing and not joined[-1][2] and not _says_something(html[joined[-1][1] : start]):
            joined[-1] = (joined[-1][0], end, [])
        else:
            joined.append((start, end, closing))
    return joined


def _says_something(html: str) -> bool:
    bare = _SPACE.sub(" ", _ANY_TAG.sub("", _STYLE.sub("", html)))
    return _VISIBLE.search(bare) is not None
