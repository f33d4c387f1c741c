"""The passwords of an account: read from stdin, or asked for on the terminal; never in the arguments."""

import getpass
import sys
from argparse import ArgumentParser, Namespace

from mailclient.cli.context import UsageError
from mailclient.language import tr


def add_password(parser: ArgumentParser) -> None:
    """``--password-stdin``."""
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help=tr("read the password from the first line of stdin (and that of SMTP from the second, when it differs)"),
    )


def passwords(options: Namespace, email: str) -> tuple[str, str]:
    """Of the incoming server and of SMTP; the same when only one is given."""
    if options.password_stdin:
        try:
            lines = [line.rstrip("\r\n") for line in sys.stdin.readlines()[:2]]
        except UnicodeDecodeError as error:
            raise UsageError(tr("The password on stdin is no UTF-8 text.")) from error
        if not lines or not lines[0]:
            raise UsageError(tr("There is no password on stdin."))
        return lines[0], lines[1] if len(lines) > 1 and lines[1] else lines[0]
    if not sys.stdin.isatty():
        raise UsageError(tr("Give the password with --password-stdin."))
    password = getpass.getpass(tr("Password of {email}: ", email=email))
    if not password:
        raise UsageError(tr("There is no password."))
    return password, password
