"""A secret as one line of stdin; several follow each other: the vault's passphrase, a client secret, passwords."""

import sys

from mailclient.cli.context import UsageError
from mailclient.language import tr

_LENGTH_MAX = 4096


def secret_line() -> str:
    """The next line. From the bytes of stdin, so that what comes after it is left to whoever reads on."""
    try:
        text = sys.stdin.buffer.readline(_LENGTH_MAX).decode().rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise UsageError(tr("The secret on stdin is no UTF-8 text.")) from error
    if not text:
        raise UsageError(tr("There is no secret on stdin."))
    return text
