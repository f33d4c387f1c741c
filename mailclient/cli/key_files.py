"""Files that keys and certificates come from and go to; ``-`` is stdin or stdout."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from mailclient.cli.context import Context, ExitCode, UsageError
from mailclient.cli.key_json import import_json
from mailclient.language import tr, tr_n
from mailclient.language.problems import problem_text
from mailclient.mail.key import KeyImport
from mailclient.mail.problem import MailError, Problem, ProblemKind

FILE_LIMIT = 64 * 1024 * 1024


def add_files(parser: ArgumentParser) -> None:
    """``FILE…``, and what is said of what they hold."""
    parser.add_argument("files", metavar="FILE", nargs="+", help=tr("files; - is stdin"))
    said = parser.add_mutually_exclusive_group()
    said.add_argument("--undecided", action="store_true", help=tr("take them without saying whose they are"))
    said.add_argument("--verified", action="store_true", help=tr("say that the fingerprints were compared"))


def add_output(parser: ArgumentParser) -> None:
    """``--output FILE``."""
    parser.add_argument("--output", "-o", metavar="FILE", default="-", help=tr("the file to write; - is stdout"))


def contents(file: str) -> bytes:
    """``MailError`` FILE_UNREADABLE."""
    try:
        if file == "-":
            data = sys.stdin.buffer.read(FILE_LIMIT + 1)
        else:
            with Path(file).open("rb") as opened:
                data = opened.read(FILE_LIMIT + 1)
    except OSError as error:
        raise MailError(Problem(ProblemKind.FILE_UNREADABLE, file, str(error))) from error
    if len(data) > FILE_LIMIT:
        raise MailError(Problem(ProblemKind.FILE_UNREADABLE, file, f"more than {FILE_LIMIT} bytes"))
    return data


def import_all(context: Context, files: Sequence[str], take: Callable[[bytes], KeyImport]) -> ExitCode:
    """Each file by itself: one that holds nothing is told and does not keep the others from being taken."""
    if files.count("-") > 1:
        raise UsageError(tr("stdin can be read once."))
    read: dict[str, bytes] = {}
    answers: dict[str, dict[str, Any]] = {}
    problems: dict[str, Problem] = {}
    waiting, taken = list(dict.fromkeys(files)), True
    while waiting and taken:  # a private key alone is taken once its certificate, which may come later, is here
        again, taken = [], False
        for file in waiting:
            try:
                if file not in read:
                    read[file] = contents(file)
                imported = take(read[file])
            except MailError as error:
                if len(files) == 1:
                    raise
                answers[file] = {"file": file, "problem": str(error.problem.kind)}
                problems[file] = error.problem
                if error.problem.kind is ProblemKind.NO_KEYS:
                    again.append(file)
                continue
            taken = True
            problems.pop(file, None)
            answers[file] = import_json(file, imported)
            _say_roots(context, imported)
        waiting = again
    for file, problem in problems.items():
        context.say(f"{file}: {problem_text(problem).sentence}")
    context.answer({"files": [answers[file] for file in dict.fromkeys(files)]})
    return ExitCode.PROBLEM if problems else ExitCode.DONE


def _say_roots(context: Context, imported: KeyImport) -> None:
    if imported.roots:
        context.say(
            tr_n(
                "{count} authority is trusted now to say who others are.",
                "{count} authorities are trusted now to say who others are.",
                len(imported.roots),
            )
        )


def write_out(context: Context, file: str, data: bytes) -> None:
    """To stdout as it is, or into a file that only its owner can read. ``MailError`` FILE_UNWRITABLE."""
    if file == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    path = Path(file)
    try:
        if path.is_file():
            path.chmod(0o600)  # of a file that was there before
        path.touch(mode=0o600)
        path.write_bytes(data)
    except OSError as error:
        raise MailError(Problem(ProblemKind.FILE_UNWRITABLE, file, str(error))) from error
    context.answer({"file": file, "bytes": len(data)})
