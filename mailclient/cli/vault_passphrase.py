"""The vault's passphrase on the command line: from a descriptor, from stdin, or asked for on the terminal.

Never an argument or the value of an environment variable, which other programs of this user can read:
MAILCLIENT_VAULT_PASSPHRASE_FD holds the number of an open file, whose first line it is.
"""

import getpass
import os
import sys

from mailclient.cli.context import UsageError
from mailclient.language import tr

_VARIABLE = "MAILCLIENT_VAULT_PASSPHRASE_FD"
_ATTEMPTS = 3
_LENGTH_MAX = 4096


class VaultPassphrase:
    """Each way is tried once; the terminal three times."""

    def __init__(self, *, from_stdin: bool) -> None:
        self._from_stdin = from_stdin
        self._descriptor = os.environ.pop(_VARIABLE, None)
        self._left = _ATTEMPTS if sys.stdin is not None and sys.stdin.isatty() else 0

    def next(self, exists: bool) -> str | None:
        """The one to try; None when there is no (further) way to it. ``exists`` false: a new one."""
        if self._descriptor is not None:
            number, self._descriptor, self._left = self._descriptor, None, 0
            return _from_descriptor(number)
        if self._from_stdin:
            self._from_stdin, self._left = False, 0
            return _line(sys.stdin.buffer.readline(_LENGTH_MAX))
        if not self._left:
            return None
        self._left -= 1
        if exists:
            return getpass.getpass(tr("Passphrase of the vault: ")) or None
        return _new()


def _new() -> str:
    sys.stderr.write(tr("This computer has no keyring. A vault in the profile will keep your passwords.") + "\n")
    first = getpass.getpass(tr("New passphrase of the vault: "))
    if not first or first != getpass.getpass(tr("Once more: ")):
        raise UsageError(tr("The two were not the same, or empty."))
    return first


def _from_descriptor(number: str) -> str:
    try:
        with os.fdopen(int(number), "rb") as file:
            return _line(file.readline(_LENGTH_MAX))
    except (OSError, ValueError) as error:
        raise UsageError(tr("No passphrase can be read from {variable}.", variable=_VARIABLE)) from error


def _line(data: bytes) -> str:
    try:
        text = data.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        text = ""
    if not text:
        raise UsageError(tr("The passphrase of the vault is empty, or no UTF-8 text."))
    return text
