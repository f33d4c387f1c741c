"""``list``: the messages of a folder, or of all folders of a role, newest first. Reads only.

``--conversations`` tells the newest message of each conversation; ``--only`` is a quick filter.
"""

from argparse import Namespace

from mailclient.cli.arguments import Verbs, add_account, add_folder, add_json, add_verb, positive
from mailclient.cli.choice import account_named, folder_named
from mailclient.cli.context import Context, ExitCode, UsageError
from mailclient.cli.rows import print_rows
from mailclient.language import tr
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import FolderId
from mailclient.mail.mail_list import MailList, Quick
from mailclient.mail.problem import MailError, Problem, ProblemKind

_FILTERS = {
    "unread": Quick.UNREAD,
    "flagged": Quick.FLAGGED,
    "contacts": Quick.FROM_CONTACT,
    "tagged": Quick.TAGGED,
    "attachment": Quick.ATTACHMENT,
}


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "list", tr("list the messages of a folder, newest first"))
    add_folder(parser)
    parser.add_argument(
        "--unified",
        choices=[role.value for role in FolderRole if role is not FolderRole.NONE],
        help=tr("the folders of this role of all accounts as one"),
    )
    add_account(parser)
    parser.add_argument("--conversations", action="store_true", help=tr("the newest message of each conversation"))
    parser.add_argument(
        "--only", action="append", choices=list(_FILTERS), default=[], help=tr("those alone; several: all of it")
    )
    parser.add_argument("--limit", type=positive, default=50, metavar="N", help=tr("how many at most (50)"))
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """Print them."""
    quick = Quick.NONE
    for name in options.only:
        quick |= _FILTERS[name]
    mail_list = MailList(_folders(options, context), options.conversations, quick)
    ids = [id_ for id_, _ in context.reader.list_ids(mail_list, limit=options.limit)]
    told = context.reader.conversation_rows(mail_list, ids) if options.conversations else {}
    print_rows(context, context.reader.rows(ids), as_json=options.json, conversations=told)
    return ExitCode.DONE


def _folders(options: Namespace, context: Context) -> tuple[FolderId, ...]:
    if (options.folder is None) == (options.unified is None):
        raise UsageError(tr("Name a folder with --folder, or a role with --unified."))
    account = account_named(context, options.account) if options.account else None
    if options.folder is not None:
        return (folder_named(context, options.folder, account).id,)
    folders = context.reader.folders(account.id if account else None)
    found = tuple(folder.id for folder in folders if folder.role == options.unified and folder.selectable)
    if not found:
        raise MailError(Problem(ProblemKind.FOLDER_MISSING, options.unified))
    return found
