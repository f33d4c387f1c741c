"""Every visible sentence, in the user's language: gettext catalogues, and problems put into words.

``tr`` and ``tr_n`` are all the other packages need. May import the standard library and ``mailclient.mail``.
Without Qt, so that window and command line say the same. Read ``catalogue.py`` first.
"""

from mailclient.language.catalogue import tr, tr_n, use_language

__all__ = ["tr", "tr_n", "use_language"]
