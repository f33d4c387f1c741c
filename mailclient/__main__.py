"""The program: window, engine (``--engine``) or a command-line verb; none is imported before it is known which.

mailclient [--profile DIR] [--demo]        the window
mailclient [--profile DIR] compose …       the window with a composer in it; a mailto: address alone does the same
mailclient [--profile DIR] VERB …          the command line, see docs/command-line.md
"""

import argparse
import sys
import tempfile
from pathlib import Path

from mailclient.profile import Profile

_INTERRUPTED = 130
"""What shells give to a program ended by Ctrl-C."""


def main() -> int:
    """Run what the arguments ask for; returns the exit code."""
    options = _parser().parse_args()
    _leave_no_core_file()
    if options.demo and options.profile is None and not options.engine:
        with tempfile.TemporaryDirectory(prefix="mailclient-demo-") as directory:
            return _run(options, Profile(Path(directory)))
    try:
        return _run(options, Profile(options.profile.absolute()) if options.profile else Profile.default())
    except KeyboardInterrupt:  # before anybody was there who knows what to end
        return _INTERRUPTED


def _leave_no_core_file() -> None:
    """Decrypted mail and passphrases are in our memory and in that of Chromium, which inherits the limit.

    At a limit of 1 byte Linux hands no core to a program that ``core_pattern`` names either; at 0 it does (core(5)).
    """
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0 if hard == 0 else 1, hard))


def _run(options: argparse.Namespace, profile: Profile) -> int:
    if options.read_attachments:
        from mailclient.engine.attachment_texts import child

        return child.run()
    if options.draw_pdf:
        from mailclient.gui.attachments import pdf_child

        return pdf_child.run(options.draw_pdf)
    if options.engine:
        from mailclient.engine import process

        return process.run(profile, demo=options.demo)
    if options.verb == "compose" or (options.verb or "")[:7].lower() == "mailto:":
        return _compose(options, profile)
    if options.verb:
        from mailclient.cli import main as command_line

        argv = [options.verb, *options.arguments]
        return command_line.run(argv, profile, passphrase_stdin=options.vault_passphrase_stdin)
    from mailclient.gui import application

    return application.run(profile, demo=options.demo)


def _compose(options: argparse.Namespace, profile: Profile) -> int:
    from mailclient.cli.verbs import compose

    request = compose.request_of(options.arguments if options.verb == "compose" else ["--", options.verb])
    if isinstance(request, int):
        return request
    from mailclient.gui import application

    return application.run(profile, demo=options.demo, request=request)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mailclient",
        description="A desktop mail client. Without a verb it opens the window.",
        epilog="Verbs are documented in docs/command-line.md; “mailclient VERB --help” explains one.",
        allow_abbrev=False,
    )
    parser.add_argument("--profile", type=Path, metavar="DIR", help="where accounts, mail and settings are kept")
    parser.add_argument("--demo", action="store_true", help="open the sample account: no network, no password")
    parser.add_argument("--engine", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--read-attachments", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--draw-pdf", type=int, help=argparse.SUPPRESS)
    parser.add_argument(
        "--vault-passphrase-stdin",
        action="store_true",
        help="for a verb: the passphrase of the vault of passwords is the first line of stdin",
    )
    parser.add_argument("verb", nargs="?", metavar="VERB", help="account, sync, folders, list, show, search, send …")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, metavar="…", help="what the verb takes")
    return parser


if __name__ == "__main__":
    sys.exit(main())
