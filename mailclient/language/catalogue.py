"""The catalogue of translations: English in the code, other languages as gettext files in ``resources/translations``.

gettext rather than Qt's own, because the command line speaks too and must not load Qt. The text must be a literal
in the call (``tr("Move {count} messages", count=n)``), never an f-string: Babel finds it by reading the code.
"""

import gettext
import locale
import os

from mailclient.resource import resource_path

LANGUAGES = ("en", "ko")
"""The languages that are complete; a test keeps them so."""

_active: gettext.NullTranslations = gettext.NullTranslations()
_code = "en"


def use_language(code: str | None = None) -> str:
    """Speak ``code`` ("en", "ko"), or what the environment asks for; returns the language chosen."""
    global _active, _code
    wanted = (code or _environment_language()).replace("-", "_").split("_")[0].lower()
    _code = wanted if wanted in LANGUAGES else "en"
    if _code == "en":
        _active = gettext.NullTranslations()
    else:
        _active = gettext.translation("mailclient", str(resource_path("translations")), languages=[_code])
    return _code


def active_language() -> str:
    """The language spoken now: one of ``LANGUAGES``."""
    return _code


def tr(text: str, **values: object) -> str:
    """The translation of ``text`` with ``{name}`` filled in from ``values``."""
    translated = _active.gettext(text)
    return translated.format(**values) if values else translated


def tr_n(singular: str, plural: str, count: int, **values: object) -> str:
    """Like ``tr`` for a counted thing; ``{count}`` is filled in with ``count``."""
    return _active.ngettext(singular, plural, count).format(count=f"{count:,}", **values)


def _environment_language() -> str:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value.split(":")[0]
    return locale.getlocale()[0] or "en"
