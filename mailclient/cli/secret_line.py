"""A secret as one line of stdin; several follow each other: the vault's passphrase, a client secret, passwords."""

import sys

from mailclient.cli.context import UsageError
from mailclient.language import tr

_LENGTH_MAX = 4096


def secret_line(*, may_be_empty: bool = False) -> str:
    """The next line; one that is there and empty may say that there is no passphrase.

    From the bytes of stdin, so that what comes after it is left to whoever reads on.
    """
    try:
        line = sys.stdin.buffer.readline(_LENGTH_MAX).decode()
    except UnicodeDecodeError as error:
        raise UsageError(tr("The secret on stdin is no UTF-8 text.")) from error
    text = line.rstrip("\r\n")
    if not text and not (line and may_be_empty):
        raise UsageError(tr("There is no secret on stdin."))
    return text
