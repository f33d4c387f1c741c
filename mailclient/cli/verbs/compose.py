"""``compose``: open the composer, in the window that is there or in a new one, with what is given already in it.

It is the window that writes; this reads the arguments, in the folder and with the stdin of whoever calls.
"""

import argparse
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from mailclient.bridge.compose_request import ComposeRequest
from mailclient.cli.arguments import Verbs, add_verb
from mailclient.cli.context import Context, ExitCode, UsageError
from mailclient.cli.protection_options import declare_protection
from mailclient.language import tr, use_language
from mailclient.mime.mailto import is_mailto

BODY_LIMIT = 10_000_000
"""Characters read of stdin."""


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    _declare(add_verb(verbs, "compose", tr("write a message in the window")))


def _declare(parser: argparse.ArgumentParser) -> None:
    for name, words in (
        ("to", tr("recipients, with commas between; may be given several times")),
        ("cc", tr("recipients of a copy")),
        ("bcc", tr("recipients of a copy that the others do not see")),
    ):
        parser.add_argument(f"--{name}", metavar="ADDRESS", action="append", default=[], help=words)
    parser.add_argument("--subject", metavar="TEXT", default="", help=tr("the subject"))
    parser.add_argument("--body", metavar="TEXT", default="", help=tr("the text; “-” reads stdin"))
    parser.add_argument(
        "--attach", metavar="FILE", action="append", default=[], help=tr("a file; may be given several times")
    )
    declare_protection(parser)
    parser.add_argument("mailto", metavar="MAILTO", nargs="?", default="", help=tr("a mailto: address, and no option"))
    parser.set_defaults(run=run)


def run(_options: Namespace, _context: Context) -> int:
    """Never reached: the program opens the window instead (``__main__``)."""
    return ExitCode.USAGE


def request_of(argv: Sequence[str]) -> ComposeRequest | int:
    """What is asked for by the arguments after ``compose``; an exit code where that is not clear."""
    use_language()
    parser = argparse.ArgumentParser(prog="mailclient compose", allow_abbrev=False)
    _declare(parser)
    try:
        return _request(parser.parse_args(argv))
    except SystemExit as end:  # argparse has said why, or has printed its help
        return int(end.code or 0)
    except UsageError as error:
        sys.stderr.write(f"mailclient: {error}\n")
        return ExitCode.USAGE


def _request(options: Namespace) -> ComposeRequest:
    given = (*options.to, *options.cc, *options.bcc, options.subject, options.body, *options.attach)
    if options.mailto:
        if not is_mailto(options.mailto):
            raise UsageError(tr("“{word}” is no mailto: address.", word=options.mailto[:80]))
        if any(given) or options.sign or options.encrypt or options.system:
            raise UsageError(tr("A mailto: address stands alone: it cannot be given options, nor files."))
        return ComposeRequest(mailto=options.mailto)
    body = options.body
    if body == "-":
        body = sys.stdin.read(BODY_LIMIT) if sys.stdin is not None else ""
    return ComposeRequest(
        to=", ".join(options.to),
        cc=", ".join(options.cc),
        bcc=", ".join(options.bcc),
        subject=" ".join(options.subject.split()),
        body=body.replace("\0", ""),
        files=tuple(_file(name) for name in options.attach),
        sign=options.sign,
        encrypt=options.encrypt,
        protection=options.system,
    )


def _file(name: str) -> str:
    """The absolute path of a file that can be read; file: addresses are what file managers give."""
    path = Path(os.fsdecode(unquote_to_bytes(urlsplit(name).path)) if name[:7].lower() == "file://" else name)
    if not path.is_file() or not os.access(path, os.R_OK):
        raise UsageError(tr("“{path}” is no file that can be read.", path=str(path)))
    return str(path.absolute())
