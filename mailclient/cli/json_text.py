"""A value as JSON that may be printed on a terminal."""

import json
import re

_SPEAKING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What JSON lets through and terminals obey: DEL, the C1 controls, and what turns the direction of text around."""


def json_text(value: object, indent: int | None = None) -> str:
    """Readable in every script. What others wrote into it cannot speak to the terminal: it is escaped, not lost."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _SPEAKING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
