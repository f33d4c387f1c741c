"""``move ID… --to FOLDER [--to-account EMAIL]``: move messages to another folder, also on this computer."""

from argparse import Namespace

from mailclient.bridge.commands import MoveMessages
from mailclient.cli.action import act
from mailclient.cli.arguments import Verbs, add_ids, add_json, add_verb
from mailclient.cli.choice import account_named, folder_named, messages_with
from mailclient.cli.context import Context, ExitCode, UsageError
from mailclient.language import tr


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "move", tr("move messages to another folder"))
    add_ids(parser)
    parser.add_argument("--to", metavar="FOLDER", required=True, help=tr("where to, by path or role"))
    parser.add_argument("--to-account", metavar="EMAIL", help=tr("the account of that folder, when it is another one"))
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """Do it, and wait for the server."""
    rows = messages_with(context, options.ids)
    accounts = {row.account_id for row in rows}
    if len(accounts) > 1:
        raise UsageError(tr("These messages are of several accounts; move them account by account."))
    account = next(account for account in context.reader.accounts() if account.id in accounts)
    if options.to_account:
        account = account_named(context, options.to_account)
    target = folder_named(context, options.to, account)
    return act(context, rows, lambda id_, ids: MoveMessages(operation_id=id_, message_ids=ids, target=target.id))
