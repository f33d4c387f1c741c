"""``vault make | passphrase``: the vault that keeps passwords where there is no keyring, or where it is wanted."""

import sys
from argparse import Namespace

from mailclient.bridge.commands import ChangeVaultPassphrase, UnlockVault
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.cli.arguments import Verbs, add_verb
from mailclient.cli.context import Context, ExitCode, UsageError
from mailclient.cli.secret_line import secret_line
from mailclient.cli.vault_passphrase import ask_new_passphrase
from mailclient.language import tr
from mailclient.mail.problem import MailError, Problem, ProblemKind


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    actions = add_verb(verbs, "vault", tr("the encrypted file with your passwords")).add_subparsers(
        metavar="ACTION", required=True
    )
    make = add_verb(actions, "make", tr("keep the passwords in a vault instead of the system's keyring"))
    make.set_defaults(run=run_make)
    change = add_verb(actions, "passphrase", tr("give the vault another passphrase"))
    change.add_argument(
        "--new-passphrase-stdin", action="store_true", help=tr("the new passphrase is the next line of stdin")
    )
    change.set_defaults(run=run_passphrase)


def run_make(_options: Namespace, context: Context) -> ExitCode:
    """Moves there what the keyring has of the accounts."""
    if context.profile.vault.exists():
        raise UsageError(tr("There is a vault already."))
    passphrase = _given(context, exists=False)
    with context.engine() as engine:
        engine.request(UnlockVault(fresh_request_id(), passphrase))
    return ExitCode.DONE


def run_passphrase(options: Namespace, context: Context) -> ExitCode:
    """Asks for both, or reads them."""
    if not context.profile.vault.exists():
        raise UsageError(tr("There is no vault."))
    old = _given(context, exists=True)
    if not options.new_passphrase_stdin and not sys.stdin.isatty():
        raise UsageError(tr("Give the new passphrase with --new-passphrase-stdin."))
    new = secret_line() if options.new_passphrase_stdin else ask_new_passphrase()
    with context.engine() as engine:
        engine.request(ChangeVaultPassphrase(fresh_request_id(), old, new))
    return ExitCode.DONE


def _given(context: Context, *, exists: bool) -> str:
    passphrase = context.passphrase(exists, False)
    if passphrase is None:
        raise MailError(Problem(ProblemKind.VAULT_LOCKED))
    return passphrase
