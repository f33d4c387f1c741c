"""``folders [--account EMAIL] [--json]``: the folders with their counts. Reads the store only.

``folders create|rename|delete|subscribe|unsubscribe|mark-read|empty|expunge FOLDER``: change one, on the server too.
``folders expire``: after how many days what is in Trash or Junk is deleted (``folder_expiry.py``).
``folders policy``: which of their messages are kept for reading offline (``folder_policy.py``).
"""

import argparse
from argparse import Namespace
from collections.abc import Callable

from mailclient.bridge.commands import (
    CreateFolder,
    DeleteFolder,
    EmptyFolder,
    ExpungeDeleted,
    MarkFolderRead,
    RenameFolder,
    SubscribeFolder,
)
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.cli.action import state_of, tell
from mailclient.cli.arguments import Verbs, add_account, add_json, add_verb
from mailclient.cli.askable import Durable
from mailclient.cli.choice import account_named, account_word, folder_named
from mailclient.cli.context import Context, ExitCode, UsageError
from mailclient.cli.row_json import folder_json
from mailclient.cli.table import table
from mailclient.cli.verbs import folder_expiry, folder_policy
from mailclient.language import tr
from mailclient.mail.account import Account
from mailclient.mail.folder import Folder
from mailclient.mail.ids import AccountId

_Change = Callable[[Folder, Namespace], Durable]


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "folders", tr("list the folders with their counts, change folders"))
    add_account(parser)
    add_json(parser)
    parser.set_defaults(run=run)
    actions = parser.add_subparsers(metavar="ACTION", help=tr("what to do to a folder"))
    _action(actions, "create", tr("make a folder"), create_one, tr("its path"))
    rename = _action(actions, "rename", tr("give a folder another name or place"), _changing(_rename))
    rename.add_argument("path", metavar="PATH", help=tr("its new path"))
    delete = _action(actions, "delete", tr("move a folder to Trash; delete one in Trash"), _changing(_delete))
    delete.add_argument("--forever", action="store_true", help=tr("delete for good, without Trash"))
    for name, description, change in (
        ("subscribe", tr("subscribe to a folder"), _subscribe),
        ("unsubscribe", tr("subscribe to a folder no longer"), _unsubscribe),
        ("mark-read", tr("mark all messages of a folder as read"), _mark_read),
        ("empty", tr("delete all messages of a folder for good"), _empty),
        ("expunge", tr("delete for good what any program has marked as deleted"), _expunge),
    ):
        _action(actions, name, description, _changing(change))
    folder_policy.declare(actions)
    folder_expiry.declare(actions)


def run(options: Namespace, context: Context) -> ExitCode:
    """Print them by account, inbox first."""
    account = _account(options, context)
    folders = context.reader.folders(account.id if account else None)
    accounts = _addresses(context)
    if options.json:
        context.answer([folder_json(folder, accounts) for folder in folders])
    elif folders:
        rows = [[accounts.get(f.account_id, ""), f"{f.unread:,}", f"{f.total:,}", f.path] for f in folders]
        context.print(table([[tr("Account"), tr("Unread"), tr("Total"), tr("Folder")], *rows]))
    return ExitCode.DONE


def create_one(options: Namespace, context: Context) -> ExitCode:
    """Make it; without ``--account`` for the only account."""
    account = _account(options, context)
    accounts = context.reader.accounts()
    if account is None and len(accounts) != 1:
        raise UsageError(tr("Say for which account with --account."))
    account_id = account.id if account else accounts[0].id
    command = CreateFolder(operation_id=fresh_operation_id(), account_id=account_id, path=options.folder)
    return _do(context, command, account_id, lambda folder: folder.path == options.folder)


def _changing(change: _Change) -> Callable[[Namespace, Context], ExitCode]:
    def run_change(options: Namespace, context: Context) -> ExitCode:
        folder = folder_named(context, options.folder, _account(options, context))
        return _do(context, change(folder, options), folder.account_id, lambda one: one.id == folder.id)

    return run_change


def _do(context: Context, command: Durable, account_id: AccountId, is_it: Callable[[Folder], bool]) -> ExitCode:
    """Hand it in, wait for the server, answer ``{"folder", "operations", "state"}``."""
    with context.engine() as engine:
        outcome = engine.operate(command, {account_id})
    code = tell(context, [outcome])
    folder = next(filter(is_it, context.reader.folders(account_id)), None)
    context.answer(
        {
            "folder": None if folder is None else folder_json(folder, _addresses(context)),
            "operations": [command.operation_id],
            "state": state_of(code),
        }
    )
    return code


def _action(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    description: str,
    run_it: Callable[[Namespace, Context], ExitCode],
    folder: str = "",
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=description, description=description, allow_abbrev=False)
    parser.add_argument("folder", metavar="FOLDER", help=folder or tr("the folder, by its path or role"))
    # Suppressed: what was said before the action must not be forgotten by it.
    parser.add_argument("--account", metavar="EMAIL", default=argparse.SUPPRESS, help=tr("the account, by its address"))
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=tr("answer in JSON"))
    parser.set_defaults(run=run_it)
    return parser


def _rename(folder: Folder, options: Namespace) -> Durable:
    return RenameFolder(operation_id=fresh_operation_id(), folder_id=folder.id, path=options.path)


def _delete(folder: Folder, options: Namespace) -> Durable:
    return DeleteFolder(operation_id=fresh_operation_id(), folder_id=folder.id, forever=options.forever)


def _subscribe(folder: Folder, _options: Namespace) -> Durable:
    return SubscribeFolder(operation_id=fresh_operation_id(), folder_id=folder.id, on=True)


def _unsubscribe(folder: Folder, _options: Namespace) -> Durable:
    return SubscribeFolder(operation_id=fresh_operation_id(), folder_id=folder.id, on=False)


def _mark_read(folder: Folder, _options: Namespace) -> Durable:
    return MarkFolderRead(operation_id=fresh_operation_id(), folder_id=folder.id)


def _empty(folder: Folder, _options: Namespace) -> Durable:
    return EmptyFolder(operation_id=fresh_operation_id(), folder_id=folder.id)


def _expunge(folder: Folder, _options: Namespace) -> Durable:
    return ExpungeDeleted(operation_id=fresh_operation_id(), folder_id=folder.id)


def _account(options: Namespace, context: Context) -> Account | None:
    return account_named(context, options.account) if options.account else None


def _addresses(context: Context) -> dict[AccountId, str]:
    return {known.id: account_word(known) for known in context.reader.accounts()}
