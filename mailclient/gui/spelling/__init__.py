"""Spelling: which words of a text are in no dictionary, and what may have been meant.

    words.py         a text → the words that can be judged
    dictionary.py    one Hunspell dictionary
    dictionaries.py  where dictionaries lie, and how one is added
    spelling.py      what the editor asks; the languages in use, the words that were learnt

May import QtCore, hunspell (late) and ``gui.window_state``. Read ``spelling.py`` first.
"""

from mailclient.gui.spelling.spelling import Language, Spelling, spelling

__all__ = ["Language", "Spelling", "spelling"]
