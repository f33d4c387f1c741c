"""Names made to deceive: how a domain, an address, a link is shown, and what in a name or a link's text lies.

A domain is shown in Unicode only where each of its labels is in one script (with the combinations of Han that
Japanese, Chinese and Korean write, UTS 39 section 5.2 "highly restrictive") and cannot be taken for Latin: not a label
wholly of Cyrillic or Greek letters that look Latin outside of a domain of those who read that script, no letters of
phonetic alphabets, nothing that cannot be seen. All else is shown in punycode, which nobody takes for the real one.
"""

import re
import unicodedata
from functools import lru_cache

from mailclient.mime.origin.domains import ascii_domain, is_suffix, organisation_of, unicode_label
from mailclient.mime.origin.look_alike import latin_twin

_SCRIPTS = (
    "LATIN CYRILLIC GREEK ARMENIAN GEORGIAN HEBREW ARABIC DEVANAGARI BENGALI GURMUKHI GUJARATI ORIYA TAMIL TELUGU"
    " KANNADA MALAYALAM SINHALA THAI LAO TIBETAN MYANMAR KHMER ETHIOPIC HANGUL CJK HIRAGANA KATAKANA BOPOMOFO"
)
"""The recommended scripts (UAX 31 table 5), by the first word of their characters' names."""
_TOGETHER = (
    {"LATIN", "CJK", "HIRAGANA", "KATAKANA"},
    {"LATIN", "CJK", "HANGUL"},
    {"LATIN", "CJK", "BOPOMOFO"},
)
_OTHER_NAMES = {"KATAKANA-HIRAGANA": "KATAKANA", "IDEOGRAPHIC": "CJK", "ARABIC-INDIC": "ARABIC", "EXTENDED": "ARABIC"}
_READERS = {
    "CYRILLIC": "ru su ua by bg kz kg mk mn rs tj uz ba",
    "GREEK": "gr cy eu",
    "ARMENIAN": "am",
    "GEORGIAN": "ge",
}
"""Top-level domains of those who know the letters apart; a top-level domain in that script itself is another."""
_LATIN = frozenset(
    letter
    for letter in map(chr, range(0xDF, 0x180))
    if unicodedata.category(letter) == "Ll" and letter not in "ıĸŀŉſ"
) | frozenset("șțơư")  # fmt: skip
_STROKES = "ノンソ丶丿ー一・〳〱二工口ニエロ卜トへヘ"
"""Kana and Han that pass for a slash, a dash or a letter between Latin ones."""

HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
)
"""Characters that cannot be seen, or turn the writing around. Not the joiners, which emoji, Persian and Hindi need."""
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\U000e0000-\U000e007f]")
_ADDRESS = re.compile(r"[\w.+%-]{1,64}@((?:[\w-]{1,63}\.){1,10}[^\W\d_][\w-]{1,62})")
_HOST = re.compile(
    r"^\W{0,8}(?:(?:https?|ftp)[:/\\]{1,4})?(?:[^\s/@\\]{1,64}@)?((?:[\w-]{1,63}[.。．｡]){1,10}[^\W\d_][\w-]{1,62})"
    r"(?::\d{1,5})?(?=$|[/?#\\\s)\]>,;!.…»”\"'])",
    re.IGNORECASE,
)
_URL_HOST = re.compile(
    r"^\s*+[a-z][a-z0-9+.-]*+:[/\\]{2,}+(?:([^/\\?#]*)@)?(\[[0-9a-f:.]*\]|[^/\\?#:@]*)", re.IGNORECASE
)
_FILE_ENDINGS = (
    "pdf doc docx xls xlsx ppt pptx zip txt html htm php asp aspx jsp jpg jpeg png gif svg csv xml json js css py mp3"
    " mp4 exe msi apk dmg eml ics vcf odt ods hwp hwpx"
)
"""What ends a file name more often than a domain."""


@lru_cache(maxsize=4096)
def shown_domain(domain: str) -> str:
    """A domain as it is to be shown: in lower case, in Unicode where that deceives nobody, else in punycode."""
    labels = ascii_domain(domain).split(".")
    top = unicode_label(labels[-1]) or labels[-1]
    return ".".join(_shown_label(label, top) for label in labels)


def unmasked_domain(domain: str) -> str:
    """A domain in Unicode as its maker wants it to be seen; only to be told about."""
    return ".".join(unicode_label(label) or label for label in ascii_domain(domain).split("."))


def is_deceptive(domain: str) -> bool:
    """Whether a domain is shown in punycode because its letters could be taken for others."""
    return shown_domain(domain) != unmasked_domain(domain)


def shown_address(address: str) -> str:
    """An address with its domain as ``shown_domain``; characters that cannot be seen are made visible."""
    local, at, domain = address.rpartition("@")
    return f"{with_hidden_shown(local)}@{shown_domain(domain)}" if at else with_hidden_shown(address)


def domain_of(address: str) -> str:
    """The domain of an address in ASCII, "" where it has none."""
    _, at, domain = address.rpartition("@")
    return ascii_domain(domain) if at else ""


def has_hidden(text: str) -> bool:
    """Whether there are characters in it that cannot be seen or turn the writing around."""
    return HIDDEN.search(text) is not None


def turns_around(text: str) -> bool:
    """Whether there are characters in it that make it read otherwise than it is: overrides, controls, tags."""
    return _TURNING.search(text) is not None


def with_hidden_shown(text: str) -> str:
    """The text with each such character as ``‹U+202E›``."""
    return HIDDEN.sub(lambda found: f"‹U+{ord(found[0]):04X}›", text)


def addresses_in(text: str) -> tuple[str, ...]:
    """The mail addresses that stand in a display name, fullwidth signs folded; ten at most."""
    plain = unicodedata.normalize("NFKC", HIDDEN.sub("", text[:2000])).replace(" @ ", "@")
    return tuple(found[0] for found, _ in zip(_ADDRESS.finditer(plain), range(10), strict=False))


def deceiving_address(name: str, address: str) -> str:
    """An address in the display name that is not of the organisation which ``address`` is of; "" if there is none."""
    own = organisation_of(domain_of(address))
    return next((found for found in addresses_in(name) if organisation_of(domain_of(found)) != own), "")


# --- links --------------------------------------------------------------------------------------------------------


def host_of(url: str) -> str:
    """The host that a browser would ask for this address, in ASCII; "" if there is none."""
    if url[:7].lower() == "mailto:":
        return domain_of(url[7:].partition("?")[0])
    found = _URL_HOST.match(url)
    return ascii_domain(_unquoted(found[2])) if found else ""


def hides_host(url: str) -> bool:
    """Whether the address begins like another host's, which is only a user name (``https://bank.example@evil``)."""
    found = _URL_HOST.match(url)
    return bool(found and found[1] and "." in found[1])


def host_named_in(text: str) -> str:
    """The host that a link's text seems to lead to, in ASCII; "" where it names none.

    A mail address names its domain, a file name none.
    """
    plain = unicodedata.normalize("NFKC", HIDDEN.sub("", text[:500])).strip()
    found = _HOST.match(plain)
    if found is None:
        return ""
    host = ascii_domain(found[1])
    ending = host.rpartition(".")[2]
    if "://" in plain or plain.lower().startswith("www."):
        return host
    is_file = "/" not in plain and ending in _FILE_ENDINGS.split()
    return "" if is_file or not is_suffix(ending) else host


def names_another_host(text: str, url: str) -> str:
    """The host that the text of a link names although the link leads to another organisation, as shown; else ""."""
    named, target = host_named_in(text), host_of(url)
    if not named or not target or organisation_of(named) == organisation_of(target):
        return ""
    return shown_domain(named)


def shown_url(url: str) -> str:
    """A web address with its host as ``shown_domain``; characters that cannot be seen are made visible."""
    found = _URL_HOST.match(url)
    if found is None or not found[2]:
        return with_hidden_shown(url)
    host = shown_domain(_unquoted(found[2]))
    return with_hidden_shown(url[: found.start(2)]) + host + with_hidden_shown(url[found.end(2) :])


def _unquoted(host: str) -> str:
    from urllib.parse import unquote

    return unquote(host) if "%" in host else host


# --- labels -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _shown_label(label: str, top: str) -> str:
    written = unicode_label(label)
    return written if written is not None and _is_honest(written, top) else label


def _is_honest(label: str, top: str) -> bool:
    """Whether a label in Unicode is what it looks like."""
    scripts = {_script(letter) for letter in label} - {""}
    if len(scripts) > 1:
        return _is_combined_honestly(label, scripts)
    if not scripts or not scripts <= set(_SCRIPTS.split()):
        return False
    (script,) = scripts
    if script == "LATIN":
        return all(letter.isascii() or letter in _LATIN or (top == "vn" and _is_marked(letter)) for letter in label)
    if latin_twin(label) is None:
        return True
    return top in _READERS.get(script, "").split() or (not top.isascii() and _script(top[0]) == script)


def _is_combined_honestly(label: str, scripts: set[str]) -> bool:
    if not any(scripts <= together for together in _TOGETHER):
        return False
    foreign = [letter for letter in label if _script(letter) == "LATIN"]
    return not foreign or (all(map(str.isascii, foreign)) and not any(letter in _STROKES for letter in label))


def _script(letter: str) -> str:
    """The script of a letter, "" for ASCII digits and the hyphen, the name itself of what is no letter of any."""
    if letter.isascii():
        return "LATIN" if letter.isalpha() else ""
    word = unicodedata.name(letter, "UNNAMED").split()[0].split("-")[0]
    full = unicodedata.name(letter, "UNNAMED").split()[0]
    return _OTHER_NAMES.get(full, _OTHER_NAMES.get(word, word))


def _is_marked(letter: str) -> bool:
    return unicodedata.normalize("NFD", letter)[0].isascii()
