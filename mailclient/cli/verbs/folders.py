"""``folders [--account EMAIL] [--json]``: the folders with their counts. Reads the store only.

``folders policy``: which of their messages are kept for reading offline (``folder_policy.py``).
"""

from argparse import Namespace

from mailclient.cli.arguments import Verbs, add_account, add_json, add_verb
from mailclient.cli.choice import account_named
from mailclient.cli.context import Context, ExitCode
from mailclient.cli.row_json import folder_json
from mailclient.cli.table import table
from mailclient.cli.verbs import folder_policy
from mailclient.language import tr


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "folders", tr("list the folders with their counts"))
    add_account(parser)
    add_json(parser)
    parser.set_defaults(run=run)
    folder_policy.declare(parser.add_subparsers(metavar="ACTION"))


def run(options: Namespace, context: Context) -> ExitCode:
    """Print them by account, inbox first."""
    account = account_named(context, options.account) if options.account else None
    folders = context.reader.folders(account.id if account else None)
    accounts = {known.id: known.settings.email for known in context.reader.accounts()}
    if options.json:
        context.answer([folder_json(folder, accounts) for folder in folders])
    elif folders:
        rows = [[accounts.get(f.account_id, ""), f"{f.unread:,}", f"{f.total:,}", f.path] for f in folders]
        context.print(table([[tr("Account"), tr("Unread"), tr("Total"), tr("Folder")], *rows]))
    return ExitCode.DONE
