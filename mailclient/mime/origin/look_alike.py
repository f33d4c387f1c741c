"""Letters that look like others: what a domain looks like to somebody who reads fast.

Own table, after the usual fonts of the scripts that are written with Latin-looking letters. Two domains of one
``skeleton`` look alike; that is no proof of a lie, so it counts only against domains that the user writes to.
"""

import unicodedata

_TWINS = {
    "a": "аɑα", "b": "Ььƅ", "c": "сϲᴄⲥ", "d": "ԁɗժ", "e": "еҽє", "f": "ƒք", "g": "ɡցǥ", "h": "һհℎ", "i": "іıɩιӏӀꙇ",
    "j": "јϳյ", "k": "кκᴋ", "l": "ӏǀᛁ", "m": "мᴍ", "n": "пոռη", "o": "оοօᴏჿ", "p": "рρⲣ", "q": "ԛգզ", "r": "гᴦⲅ",
    "s": "ѕꜱՏ", "t": "тτᴛ", "u": "υսʋ", "v": "νѵᴠ", "w": "ԝѡաɯω", "x": "хχ", "y": "уүყγ", "z": "ᴢʐ", "3": "зӡ",
    "6": "б", "æ": "ӕ",
}  # fmt: skip
_LATIN = {ord(twin): letter for letter, twins in _TWINS.items() for twin in twins}
_UNMARKED = {ord(one): other for one, other in zip("øłđðħŧıßþæœ", "olddhtisbao", strict=True)}
_DIGITS = {ord("0"): "o", ord("1"): "l"}


def latin_twin(label: str) -> str | None:
    """A label as Latin letters where each of its letters looks like one; None where one does not."""
    plain = label.translate(_LATIN)
    return plain if plain.isascii() else None


def skeleton(domain: str) -> str:
    """What a domain (in Unicode, lower case) looks like: marks off, twins and confusable digits the same."""
    plain = unicodedata.normalize("NFKD", domain.translate(_LATIN).translate(_UNMARKED)).translate(_LATIN)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).translate(_DIGITS)
    return plain.replace("rn", "m").replace("vv", "w")
