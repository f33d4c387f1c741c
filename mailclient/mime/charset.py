"""Bytes to text by label, or by guess when the label is missing or lies.

Order: shift sequences of ISO-2022 (whatever the label says), UTF-8 or Korean under a Western label (which fits any
bytes), the declared charset (through the alias table) strict, UTF-8 strict, the declared one when only a few characters
are broken, chardet, Windows-1252 with replacement. Labels are looked up in a fixed table, never handed to
``codecs.lookup``: that keeps what it did not find for ever, and knows codecs that are not for text.
"""

import codecs
import functools
import re
from encodings.aliases import aliases as _python_aliases

from mailclient.mime.iso2022jp import decode_windows_japanese

_GUESS_BYTES = 64 * 1024
"""The detector sees no more than this of a text."""
_SHORT = 200

_NOT_FOR_MAIL = {
    "ascii", "base64_codec", "bz2_codec", "hex_codec", "mbcs", "oem", "quopri_codec", "rot_13",
    "uu_codec", "zlib_codec",
}  # fmt: skip

_WINDOWS_ISO_2022_JP = "iso2022_jp_ms"
"""Not a codec of Python: see ``iso2022jp.py``."""
_SUPERSETS = {
    # what is sent under these labels is really the larger set of Windows
    "euc_kr": ("cp949",),
    "gb2312": ("gb18030",),
    "gbk": ("gb18030",),
    "shift_jis": ("cp932", "shift_jisx0213"),
    "big5": ("cp950", "big5hkscs"),
    "big5hkscs": ("big5hkscs", "cp950"),
    "euc_jp": ("euc_jp", "euc_jis_2004"),
    "iso2022_jp": ("iso2022_jp", "iso2022_jp_ext", "iso2022_jp_2", _WINDOWS_ISO_2022_JP, "iso2022_jp_2004"),
    "latin_1": ("cp1252", "latin_1"),
    "iso8859_9": ("cp1254", "iso8859_9"),
    "iso8859_11": ("cp874",),
    "tis_620": ("cp874",),
}
_WESTERN = {"latin_1", "cp1252", "iso8859_15"}
"""Any bytes are text in these: what else they are more likely is looked at first."""
_SHIFTED = {"iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_3", "iso2022_jp_2004", "iso2022_jp_ext",
            "iso2022_kr", "utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be"}  # fmt: skip
"""Charsets in which an escape character is what it is labelled as."""
_SURE_CHARACTERS = 4
"""So many, and nothing but them in the bytes beyond ASCII, are no Western letters; of fewer the label is believed."""
_HZ = re.compile(rb"~\{(?:[!-w][!-~]){2,}~\}")
_LABELS = {
    "euc_kr": "ks_c_5601-1987 ks_c_5601-1989 ks_c_5601 ksc5601 ksc_5601 ks_x_1001 kseuckr cseuckr windows-949"
    " x-windows-949 ms949 uhc cp949 korean x-euc-kr iso-ir-149 ks_c_5601-1992",
    "johab": "x-johab ms1361 ksc5601_1992",
    "iso2022_kr": "iso-2022-kr-ms cp50225 csiso2022kr",
    "shift_jis": "x-sjis ms_kanji windows-31j sjis shift-jis x-ms-cp932 cp932 ms932",
    "gb18030": "gb18030 gb2312 gb_2312 gb_2312-80 x-gbk gbk cp936 windows-936 ms936 cn-gb"
    " csgb2312 euc-cn x-euc-cn chinese",
    "hz": "hz-gb-2312",
    "big5": "cn-big5 x-x-big5 csbig5 big-5 cp950 windows-950",
    "big5hkscs": "cp951 big5-hkscs-2004 x-big5-hkscs",
    "iso2022_jp": "csiso2022jp iso-2022-jp-ms cp50220 cp50221",
    "euc_jp": "x-euc-jp x-euc cp51932",
    "latin_1": "iso-8859-1 iso8859-1 latin1 l1 iso_8859-1 cp819 iso-ir-100 x-ansi ansi western 8859-1",
    "cp1251": "x-cp1251 win-1251 windows1251 cp-1251",
    "cp1250": "x-cp1250 win-1250",
    "cp1252": "x-cp1252 win-1252 windows1252 cp-1252",
    "iso8859_8": "iso-8859-8-i iso-8859-8-e iso8859-8-i visual logical",
    "mac_roman": "macintosh x-mac-roman x-macroman mac",
    "mac_cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "mac_latin2": "x-mac-ce x-mac-centraleurroman",
    "mac_greek": "x-mac-greek",
    "mac_turkish": "x-mac-turkish",
    "utf_16": "ucs-2 iso-10646-ucs-2 csunicode",
    "koi8_u": "koi8-ru koi8-u",
    "koi8_r": "koi koi8 cskoi8r",
    "cp874": "windows-874 dos-874 iso-8859-11 tis-620 tis620",
    "utf_7": "unicode-1-1-utf-7 csunicode11utf7 x-unicode-2-0-utf-7 x-unicode-1-1-utf-7",
    "utf_8": "utf8 unicode-1-1-utf-8 unicode20utf8 x-unicode20utf8 utf-8-mac utf8mb4 cesu-8 unicode",
}


def _key(label: str) -> str:
    return re.sub(r"[^a-z0-9]", "", label.lower())


def _table() -> dict[str, str]:
    table = {}
    for alias, codec in _python_aliases.items():
        if codec not in _NOT_FOR_MAIL:
            table[_key(alias)] = codec
            table[_key(codec)] = codec
    for codec, labels in _LABELS.items():
        table[_key(codec)] = codec
        for label in labels.split():
            table[_key(label)] = codec
    for codec in (
        "cp1006",
        "cp737",
        "cp856",
        "cp874",
        "cp875",
        "koi8_u",
        "koi8_t",
        "mac_arabic",
        "mac_croatian",
        "mac_romanian",
    ):
        table.setdefault(_key(codec), codec)
    return table


_TABLE = _table()


def decode(data: bytes, label: str, *, detect: bool = True) -> str:
    """The text of ``data``; ``label`` is a charset as written in a header, maybe "" or nonsense. Never raises.

    ``detect``: whether a millisecond may be spent on telling the charset where the label does not fit.
    """
    return decode_and_tell(data, label, detect=detect)[0]


def decode_and_tell(data: bytes, label: str, *, detect: bool = True) -> tuple[str, bool]:
    """``(text, guessed)``: ``guessed`` is True when the label did not fit (a missing label with ASCII fits)."""
    if data.startswith(codecs.BOM_UTF8):
        data, label = data[3:], "utf-8"
    elif data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        label = "utf-32"
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        label = "utf-16"
    declared = codec_name(label)
    hidden = _behind_label(data, declared)
    if hidden is not None:
        return hidden, bool(label)
    if declared is not None:
        for codec in _SUPERSETS.get(declared, (declared,)):
            text = _strict(data, codec)
            if text is not None:
                return text, False
    elif data.isascii() and b"\x1b" not in data:
        return data.decode("ascii"), False
    text = _strict(data, "utf_8")
    if text is not None and b"\x1b" not in data:
        return text, bool(label)
    if declared is not None:
        text = _mostly(data, _SUPERSETS.get(declared, (declared,))[0])
        if text is not None:
            return text, False
    text = _almost_utf_8(data)
    if text is not None:
        return text, bool(label)
    return _guess(data) if detect else data.decode("cp1252", "replace"), True


def _behind_label(data: bytes, declared: str | None) -> str | None:
    """What is surely in another charset than labelled, though the label fits too."""
    if b"\x1b" in data:
        escape = _escape_codec(data) if declared not in _SHIFTED else None
        return _strict_any(data, escape) if escape else None
    if declared is None and data.isascii():
        return _strict(data, "hz") if b"~{" in data and _HZ.search(data) else None
    if declared in _WESTERN and not data.isascii():
        text = _strict(data, "utf_8")
        if text is not None:
            return text if len(data) - len(text) >= _SURE_CHARACTERS else None
        return _strict(data, "cp949") if _is_all_hangul(data, at_least=_SURE_CHARACTERS) else None
    return None


def _strict_any(data: bytes, codec: str) -> str | None:
    texts = (_strict(data, each) for each in _SUPERSETS.get(codec, (codec,)))
    return next((text for text in texts if text is not None), None)


@functools.lru_cache(maxsize=256)
def codec_name(label: str) -> str | None:
    """The Python codec for a charset label after the alias table; None where it says nothing (unknown, us-ascii)."""
    if len(label) > 64:
        return None
    return _TABLE.get(_key(label.split("*", 1)[0]))


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return decode_windows_japanese(data) if codec == _WINDOWS_ISO_2022_JP else data.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _mostly(data: bytes, codec: str) -> str | None:
    """The text in ``codec`` when at most a few characters of it are broken (one cut off, one mistyped)."""
    if codec == _WINDOWS_ISO_2022_JP:
        return None
    try:
        text = data.decode(codec, "replace")
    except (UnicodeError, ValueError):
        return None
    return text if text.count("\ufffd") <= max(2, len(text) // 50) else None


def _almost_utf_8(data: bytes) -> str | None:
    """The text where a character or two are cut or broken among many that are whole: no other charset looks like it."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(not character.isascii() for character in text[:_GUESS_BYTES]) - broken
    return text if whole >= _SURE_CHARACTERS and whole > 8 * broken else None


def charset_of(data: bytes, label: str) -> str:
    """The charset several pieces of text share, told from all of them: ``label`` where it fits, else guessed."""
    declared = codec_name(label)
    if declared is not None and any(
        _strict(data, codec) is not None for codec in _SUPERSETS.get(declared, (declared,))
    ):
        return label
    return _detected(data)


def _guess(data: bytes) -> str:
    codec = codec_name(_detected(data))
    candidates = _SUPERSETS.get(codec, (codec,)) if codec else ()
    for read in (_strict, _mostly):
        for candidate in candidates:
            text = read(data, candidate)
            if text is not None:
                return text
    return data.decode("cp1252", "replace")


def _detected(data: bytes) -> str:
    """The likely charset, "" when there is none."""
    escape = _escape_codec(data)
    if escape is not None and any(_strict(data, codec) is not None for codec in _SUPERSETS.get(escape, (escape,))):
        return escape
    if len(data) <= _SHORT and _is_all_hangul(data):
        return "cp949"
    import chardet  # its tables cost 50 ms, and are needed only when a label lied

    found = chardet.detect(data[:_GUESS_BYTES])["encoding"] or ""
    # it takes a few Western letters for those of old Macs, which always said what they wrote
    return "" if found.startswith("Mac") and len(data) <= _SHORT else found


def _is_all_hangul(data: bytes, at_least: int = 1) -> bool:
    """A name of three syllables is too short for statistics, but Chinese in these bytes is hardly ever all Hangul.

    Japanese in Shift_JIS may be, but in the rare syllables that KS X 1001 has not.
    """
    text = _strict(data, "cp949")
    if text is None:
        return False
    syllables = [character for character in text if not character.isascii()]
    if len(syllables) < at_least or not all("가" <= character <= "힣" for character in syllables):
        return False
    return sum(map(_is_in_ks_x_1001, syllables)) * 3 >= len(syllables) * 2


def _is_in_ks_x_1001(syllable: str) -> bool:
    """The codec writes the others letter by letter, in eight bytes."""
    return len(syllable.encode("euc_kr", "replace")) == 2


def _escape_codec(data: bytes) -> str | None:
    """ISO-2022 without a label: its shift sequences are plain ASCII and give it away."""
    if b"\x1b$)C" in data:
        return "iso2022_kr"
    if b"\x1b$" in data or b"\x1b(" in data:
        return "iso2022_jp"
    return None
