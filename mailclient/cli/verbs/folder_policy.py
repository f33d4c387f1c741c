"""``folders policy [--account EMAIL] [--folder F] [CHOICE] [--json]``: which messages are kept for reading offline.

Without a choice it tells what holds. A choice is one of ``--everything``, ``--months N``, ``--newest N``, ``--headers``
(with ``--attachments`` and ``--up-to SIZE``), or ``--inherit``, which takes it back. Without ``--folder`` it is for all
folders of the account that have none of their own.
"""

from argparse import ArgumentParser, Namespace
from typing import Any

from mailclient.bridge.commands import SetOfflinePolicy
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.cli.arguments import Verbs, add_account, add_folder, add_json, add_verb, positive, size
from mailclient.cli.choice import account_named, account_word, folder_named
from mailclient.cli.context import Context, ExitCode, UsageError
from mailclient.cli.table import table
from mailclient.language import tr
from mailclient.language.offline import policy_sentence
from mailclient.mail.account import Account, AccountKind
from mailclient.mail.folder import Folder
from mailclient.mail.offline import Keep, OfflinePolicy
from mailclient.mail.problem import MailError, Problem, ProblemKind


def declare(actions: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(actions, "policy", tr("tell or choose which messages are kept for reading offline"))
    add_account(parser)
    add_folder(parser)
    _add_choice(parser)
    parser.add_argument("--attachments", action="store_true", help=tr("with their attachments"))
    parser.add_argument(
        "--up-to", metavar="SIZE", type=size, default=0, help=tr("attachments of messages up to this size, as 20M")
    )
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """Answers the policy of each folder asked for."""
    account, folder = _asked(options, context)
    if options.keep is not None:
        if account is None:
            raise UsageError(tr("Choose an account with --account, or a folder with --folder."))
        command = SetOfflinePolicy(
            fresh_request_id(), account.id, folder.id if folder else None, _chosen(options.keep, options)
        )
        with context.engine() as engine:
            engine.request(command)
    _tell(options, context, account, folder)
    return ExitCode.DONE


def _asked(options: Namespace, context: Context) -> tuple[Account | None, Folder | None]:
    account = account_named(context, options.account) if options.account else None
    folder = folder_named(context, options.folder, account) if options.folder else None
    accounts = context.reader.accounts()
    if folder is not None:
        account = next(known for known in accounts if known.id == folder.account_id)
    elif account is None and len(accounts) == 1:
        account = accounts[0]
    return account, folder


def _chosen(keep: tuple[str, int], options: Namespace) -> OfflinePolicy | None:
    if keep[0] == "inherit":
        return None
    return OfflinePolicy(
        Keep(keep[0]),
        keep[1],
        attachments=options.attachments or options.up_to > 0,
        largest_bytes=options.up_to,
    )


def _tell(options: Namespace, context: Context, account: Account | None, folder: Folder | None) -> None:
    answers: list[dict[str, Any]] = []
    on_servers = [one for one in context.reader.accounts() if one.settings.kind is AccountKind.IMAP]
    if account and account not in on_servers:
        raise MailError(Problem(ProblemKind.ONLY_HERE))
    for known in [account] if account else on_servers:
        policies = context.reader.offline_policies(known.id)
        if folder is None:
            answers.append(policy_json(known, None, policies.account, own=policies.chosen))
        answers += [
            policy_json(known, one, policies.of(one.id), own=one.id in policies.folders)
            for one in ([folder] if folder else context.reader.folders(known.id))
            if one.selectable
        ]
    if options.json:
        context.answer(answers)
    else:
        rows = [[answer["account"], answer["folder"] or "*", answer["sentence"]] for answer in answers]
        context.print(table([[tr("Account"), tr("Folder"), tr("Offline")], *rows]))


def policy_json(account: Account, folder: Folder | None, policy: OfflinePolicy, *, own: bool) -> dict[str, Any]:
    """What holds; ``own``: chosen for just this, not inherited."""
    return {
        "account": account_word(account),
        "folder": folder.path if folder else None,
        "keep": policy.keep.value,
        "amount": policy.amount if policy.keep in (Keep.MONTHS, Keep.NEWEST) else None,
        "attachments": policy.attachments,
        "largest_bytes": policy.largest_bytes or None,
        "own": own,
        "sentence": policy_sentence(policy),
    }


def _add_choice(parser: ArgumentParser) -> None:
    choice = parser.add_mutually_exclusive_group()

    def add(name: str, help_text: str, keep: Keep | str) -> None:
        choice.add_argument(name, dest="keep", action="store_const", const=(str(keep), 0), help=help_text)

    def add_counted(name: str, help_text: str, keep: Keep) -> None:
        choice.add_argument(
            name, dest="keep", metavar="N", type=lambda text: (keep.value, positive(text)), help=help_text
        )

    add("--everything", tr("all messages"), Keep.EVERYTHING)
    add_counted("--months", tr("messages of the last N months"), Keep.MONTHS)
    add_counted("--newest", tr("the N newest messages"), Keep.NEWEST)
    add("--headers", tr("no messages, only the list"), Keep.HEADERS)
    add("--inherit", tr("take the choice back: as the account has it"), "inherit")
