"""The passphrase of a key, where GnuPG cannot ask for it itself: what was given, or the terminal is asked.

Never an argument, and never asked for where no terminal is.
"""

import getpass
import sys

from mailclient.bridge.events import PassphraseNeeded
from mailclient.language import tr


def key_passphrase(asked: PassphraseNeeded, given: str | None) -> str | None:
    """The answer; ``given`` is tried once. None: there is nothing to answer."""
    if given is not None:
        return None if asked.wrong else given
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    if asked.wrong:
        question = tr("That was not it. Passphrase of the key of {name}: ", name=asked.name)
    else:
        question = tr("Passphrase of the key of {name}: ", name=asked.name)
    return getpass.getpass(question) or None
