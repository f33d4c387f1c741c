"""The vault's passphrase on the command line: from a descriptor, from stdin, or asked for on the terminal.

Never an argument or the value of an environment variable, which other programs of this user can read:
MAILCLIENT_VAULT_PASSPHRASE_FD holds the number of an open file, whose first line it is.
"""

import getpass
import os
import sys

from mailclient.cli.context import UsageError
from mailclient.cli.secret_line import secret_line
from mailclient.language import tr

_VARIABLE = "MAILCLIENT_VAULT_PASSPHRASE_FD"
_ATTEMPTS = 3
_LENGTH_MAX = 4096


class VaultPassphrase:
    """What is given is tried once, the terminal three times. Reads stdin at once: other secrets may follow there.

    One that was not wrong is given again: the engine that it opened the vault in may have ended.
    """

    def __init__(self, *, from_stdin: bool) -> None:
        self._last = secret_line() if from_stdin else _from_descriptor()
        self._left = _ATTEMPTS if self._last is None and sys.stdin is not None and sys.stdin.isatty() else 0

    def next(self, exists: bool, wrong: bool) -> str | None:
        """The one to try; None when there is no (further) way to it.

        ``exists`` false: a new one. ``wrong``: the one before did not open the vault.
        """
        if wrong:
            self._last = None
        if self._last is None and self._left:
            self._left -= 1
            asked = getpass.getpass(tr("Passphrase of the vault: ")) if exists else ask_new_passphrase()
            self._last = asked or None
        return self._last


def ask_new_passphrase() -> str:
    """Twice, on the terminal."""
    first = getpass.getpass(tr("New passphrase of the vault, which keeps your passwords: "))
    if not first or first != getpass.getpass(tr("Once more: ")):
        raise UsageError(tr("The two were not the same, or empty."))
    return first


def _from_descriptor() -> str | None:
    number = os.environ.pop(_VARIABLE, None)
    if number is None:
        return None
    try:
        with os.fdopen(int(number), "rb") as file:
            text = file.readline(_LENGTH_MAX).decode().rstrip("\r\n")
    except (OSError, ValueError) as error:
        raise UsageError(tr("No passphrase can be read from {variable}.", variable=_VARIABLE)) from error
    if not text:
        raise UsageError(tr("No passphrase can be read from {variable}.", variable=_VARIABLE))
    return text
