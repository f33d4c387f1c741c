"""Whether a text says that something is attached, in the languages that mail is written in most. Pure.

What is quoted and what stands in the signature says nothing; nor does "no attachment", "without the attachment".
"""

import re

_LATIN = re.compile(
    r"""(?<![\w@./-])(?:
      attached | attachments? | attaching | enclosed | enclosing | i\s+attach | we\s+attach         # English
    | anbei | anhang | angeh(?:ä|ae)ngt(?:e[nrs]?)? | beigef(?:ü|ue)gt(?:e[nrs]?)? | (?:in\s+der|als)\s+anlage
    | pi(?:è|e)ces?\s+jointes? | ci[-‑ ]jointe?s? | en\s+pj | (?:je|nous)\s+(?:joins|joignons)       # French
    | adjunt[oa]s? | adjuntad[oa]s? | adjuntamos | en\s+anexo                                       # Spanish
    | allegat[oaie] | allego | alleghiamo                                                           # Italian
    | em\s+anexo | anexad[oa]s? | (?:segue|seguem)\s+anexos? | anexo\s+(?:o|a|os|as)                # Portuguese
    | bijlagen? | bijgevoegde? | bijgesloten                                                        # Dutch
    | bifogad(?:e|es|t)? | bifogar | bilagan? | vedh(?:æ|ae)ftet | vedh(?:æ|ae)ftede | vedlagte? | vedlegg
    | liitteen(?:ä|a) | liitteiss(?:ä|a) | oheisessa                                                # Finnish
    | za(?:ł|l)(?:ą|a)cznik(?:u|i|iem|ach)? | w\s+za(?:ł|l)(?:ą|a)czeniu | za(?:ł|l)(?:ą|a)czam     # Polish
    | v\s+p(?:ř|r)(?:í|i)loze | p(?:ř|r)ikl(?:á|a)d(?:á|a)m                                         # Czech
    | ekte | ekteki | ekli\s+dosya                                                                  # Turkish
    | вложени[еияюй]+ | во\s+вложении | прикрепл\w+ | прикрепил[аи]? | прилагаю | прилагаем         # Russian
    )(?![\w@-])""",
    re.IGNORECASE | re.VERBOSE,
)
_EASTERN = re.compile(r"첨부|동봉|붙임\s*[:：.\d]|파일\s*보내\s*(?:드립|드려|요)|添付|同封|附件|附上|随信附|隨信附")
_DENIED = re.compile(
    r"(?:\b(?:no|without|not|don'?t|didn'?t|cannot|can'?t|forgot\s+to|ohne|kein(?:e[nr]?)?|sans|sin|senza|sem|bez|"
    r"без|utan|uden|uten|zonder)[ \t\xa0]+(?:\w+[ \t\xa0]+){0,2})$",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(
    r"^\s*(?:파일\s*)?(?:없|하지\s*않|안\s*(?:했|하)|불가|금지|된\s*게\s*없|なし|しない|不|ファイルなし)"
)
_FEELING = re.compile(r"^\s+(?:to|with)\s+(?:him|her|it|them|you|me|us|each\s+other)\b", re.IGNORECASE)
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)


def says_attached(text: str) -> bool:
    """Whether ``text`` (without quotes) promises a file; what comes after a line "-- " is a signature."""
    cut = _SIGNATURE.search(text)
    if cut is not None:
        text = text[: cut.start()]
    return any(_is_promise(text, found) for words in (_LATIN, _EASTERN) for found in words.finditer(text))


def _is_promise(text: str, found: re.Match[str]) -> bool:
    before = text[max(found.start() - 40, 0) : found.start()]
    after = text[found.end() : found.end() + 24]
    return not (_DENIED.search(before) or _DENIED_AFTER.match(after) or _FEELING.match(after))
