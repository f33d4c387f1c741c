"""The passphrase of a key or PKCS#12 file on the command line: from a file, from stdin, or asked for on the terminal.

Never an argument, and never asked for where no terminal is.
"""

import getpass
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from mailclient.cli.context import UsageError
from mailclient.cli.secret_line import secret_line
from mailclient.language import tr
from mailclient.mail.problem import MailError, ProblemKind

_ATTEMPTS = 3
_LENGTH_MAX = 4096
_ASKED = (ProblemKind.PASSPHRASE_NEEDED, ProblemKind.PASSPHRASE_WRONG)
T = TypeVar("T")


def add_passphrase(parser: ArgumentParser) -> None:
    """``--passphrase-file FILE`` and ``--passphrase-stdin``."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--passphrase-file", metavar="FILE", help=tr("the passphrase is the first line of this file"))
    group.add_argument("--passphrase-stdin", action="store_true", help=tr("the passphrase is the next line of stdin"))


def given_passphrase(options: Namespace) -> str:
    """What was given; "" where nothing was."""
    if options.passphrase_stdin:
        return secret_line(may_be_empty=True)
    if not options.passphrase_file:
        return ""
    try:
        with Path(options.passphrase_file).open("rb") as file:
            return file.readline(_LENGTH_MAX).decode().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        file = options.passphrase_file
        sentence = tr("No passphrase can be read from {file}: {reason}", file=file, reason=str(error))
        raise UsageError(sentence) from error


def with_passphrase(options: Namespace, ask: Callable[[str], T]) -> T:
    """What ``ask`` answers to the passphrase that was given; where that is not it, the terminal is asked."""
    passphrase = given_passphrase(options)
    attempts = _ATTEMPTS if not passphrase and sys.stdin is not None and sys.stdin.isatty() else 0
    while True:
        try:
            return ask(passphrase)
        except MailError as error:
            if error.problem.kind not in _ASKED or not attempts:
                raise
            attempts -= 1
            passphrase = getpass.getpass(tr("Passphrase: "))
            if not passphrase:
                raise


def new_passphrase(options: Namespace) -> str:
    """For a new key: given, asked for on a terminal (empty: none), else none."""
    given = given_passphrase(options)
    if given or sys.stdin is None or not sys.stdin.isatty():
        return given
    first = getpass.getpass(tr("Passphrase of the new key (empty: none): "))
    if first and first != getpass.getpass(tr("Once more: ")):
        raise UsageError(tr("The two were not the same, or empty."))
    return first
