"""Answers by a program: somebody is away, a ticket was opened (RFC 3834 section 5, and what came before it)."""

from mailclient.mime.header import Field, first
from mailclient.mime.special.any_of import AnyOf
from mailclient.mime.words import decode_words, header_text

_SUBJECT = AnyOf(r"""
    ^\W*(?:auto(?:matic)?[ -:]?(?:reply|response|replied|answer|matische antwort)|out of (?:the )?office)
    ^\W*(?:vacation|on vacation|away from)
    ^\W*(?:i am (?:out|away)|abwesen|réponse automatique|respuesta automática|autosvar)
    ^\W*(?:risposta automatica|автоответ|자동 ?(?:응답|회신)|부재 ?중|휴가)
    ^\W*(?:自動返信|自動応答|不在|自动回复|자동회신)|\bout of (?:the )?office\b
""")
_FIELDS = ("x-autoreply", "x-autorespond", "x-auto-response", "x-autoresponder", "x-mail-autoreply", "x-autoreply-from")


def is_automatic(fields: tuple[Field, ...]) -> bool:
    """Whether a program wrote it in answer to a message."""
    submitted = header_text(first(fields, "auto-submitted")).strip().lower()
    if submitted.startswith("auto-replied"):
        return True
    names = {field.name for field in fields}
    if any(name in names for name in _FIELDS) or header_text(first(fields, "precedence")).lower() == "auto_reply":
        return True
    if header_text(first(fields, "delivered-to")).lower().startswith("autoresponder"):
        return True
    return _SUBJECT.search(decode_words(first(fields, "subject"))) is not None and submitted != "no"
