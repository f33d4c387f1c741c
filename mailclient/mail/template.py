"""A text that is written again and again: a template of a whole message, or a few words with a short name."""

from dataclasses import dataclass

TEMPLATES_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class Template:
    """``short`` is typed to insert it ("" for none); ``subject`` is taken where the message has none yet.

    ``subject`` and ``html`` may hold fields (``mail/text_fields.py``).
    """

    id: str
    name: str
    short: str = ""
    subject: str = ""
    html: str = ""
