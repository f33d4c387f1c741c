"""The command line's entry: finds the verb, runs it, and puts what goes wrong into one sentence and an exit code."""

import argparse
import io
import os
import sys
from collections.abc import Sequence

from mailclient.cli.context import Context, ExitCode, UsageError
from mailclient.cli.table import visible, visible_text
from mailclient.cli.vault_passphrase import VaultPassphrase
from mailclient.cli.verbs import (
    account,
    answer_invitation,
    archive,
    certificates,
    compose,
    contacts,
    conversation,
    delete,
    export,
    filters,
    flag,
    folders,
    identity,
    import_messages,
    import_settings,
    keys,
    list_messages,
    move,
    origin,
    outbox,
    saved_search,
    search,
    send,
    show,
    story,
    sync,
    undo,
    unsubscribe,
    vault,
)
from mailclient.language import tr, use_language
from mailclient.language.certificate import certificate_lines
from mailclient.language.problems import problem_text
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.profile import Profile
from mailclient.store.reader import Reader

VERBS = (
    *(account, sync, folders, list_messages, conversation, search, saved_search, show, origin, flag, archive, move),
    *(delete, undo, compose, send, unsubscribe, answer_invitation, import_messages, export, filters, identity),
    *(outbox, story, contacts, import_settings, vault, keys, certificates),
)
_SECRETS = ("--password", "--passphrase", "--vault-passphrase", "--oauth-client-secret", "--new-passphrase")
"""What some will try; argparse would repeat the value in its complaint."""
_INTERRUPTED = 130
"""What shells give to a program ended by Ctrl-C."""


def run(argv: Sequence[str], profile: Profile, *, passphrase_stdin: bool = False) -> int:
    """Do what ``argv`` (the verb and its arguments) asks; the exit code. Nothing but answers goes to stdout.

    ``passphrase_stdin``: the first line of stdin is the passphrase of the vault.
    """
    use_language()
    _speak_utf8()
    secret = next((word for word in argv if word.partition("=")[0] in _SECRETS), None)
    if secret is not None:
        option = secret.partition("=")[0]
        text = tr(
            "A secret does not belong into the arguments, where others see it: use {option}-stdin.", option=option
        )
        sys.stderr.write(f"mailclient: {text}\n")
        return ExitCode.USAGE
    try:
        options = parser().parse_args(argv)
    except SystemExit as end:  # argparse has said why, or has printed its help
        return int(end.code or 0)
    reader = Reader(profile.store)
    try:
        passphrase = VaultPassphrase(from_stdin=passphrase_stdin)
        code = int(options.run(options, Context(profile, reader, passphrase.next)))
    except UsageError as error:
        sys.stderr.write(f"mailclient: {visible_text(str(error))}\n")
        return ExitCode.USAGE
    except MailError as error:
        say_problem(error.problem)
        return ExitCode.PROBLEM
    except BrokenPipeError:
        # Whoever read our answer has enough ("| head"); keep Python from complaining about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    except KeyboardInterrupt:
        return _INTERRUPTED
    finally:
        reader.close()
    return code


def say_problem(problem: Problem) -> None:
    """The problem in one sentence, the next step, the technical line, and the certificate it is about, on stderr."""
    text = problem_text(problem)
    sys.stderr.write(f"mailclient: {visible(text.sentence)}\n{visible(text.next_step)}\n")
    if problem.kind is ProblemKind.VAULT_LOCKED:
        sys.stderr.write(tr("Programs give it with “mailclient --vault-passphrase-stdin VERB …”.") + "\n")
    if text.detail:
        sys.stderr.write(f"({visible(text.detail)})\n")
    if problem.certificate is not None:
        sys.stderr.write("".join(f"  {visible(line)}\n" for line in certificate_lines(problem.certificate)))


def parser() -> argparse.ArgumentParser:
    """The arguments of all verbs."""
    made = argparse.ArgumentParser(prog="mailclient", allow_abbrev=False)
    verbs = made.add_subparsers(metavar="VERB", required=True, help=tr("what to do"))
    for verb in VERBS:
        verb.declare(verbs)
    return made


def _speak_utf8() -> None:
    """JSON is UTF-8 whatever the terminal's language; a lone surrogate from a broken mail must not end us.

    Streams that whoever started us has closed lead nowhere.
    """
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  for as long as we live
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  likewise
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="strict")
