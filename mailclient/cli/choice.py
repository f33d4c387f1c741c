"""Which account, folder, message the arguments mean. ``MailError`` when there is none, ``UsageError`` for several."""

from collections.abc import Sequence

from mailclient.cli.context import Context, UsageError
from mailclient.language import tr
from mailclient.mail.account import Account
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import MessageId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store.rows import MessageRow

LOCAL = "local"
"""What the account "on this computer", which has no address, is called here."""


def account_word(account: Account) -> str:
    """What an account is named by: its address, or ``LOCAL``."""
    return account.settings.email or LOCAL


def account_named(context: Context, word: str) -> Account:
    """The account with this address (case does not matter), or ``LOCAL``."""
    for account in context.reader.accounts():
        if account_word(account).casefold() == word.casefold():
            return account
    raise MailError(Problem(ProblemKind.ACCOUNT_UNKNOWN, word))


def the_account(context: Context, word: str | None) -> Account:
    """The account that ``word`` names; without a word the only one there is."""
    if word:
        return account_named(context, word)
    accounts = context.reader.accounts()
    if len(accounts) != 1:
        raise UsageError(tr("Choose an account with --account."))
    return accounts[0]


def folder_named(context: Context, name: str, account: Account | None) -> Folder:
    """The folder with this path; "inbox", "sent", "trash" … also mean the folder that plays the role."""
    folders = context.reader.folders(account.id if account else None)
    found = [folder for folder in folders if folder.path == name]
    if not found:
        wanted = name.casefold()
        found = [folder for folder in folders if folder.role is not FolderRole.NONE and folder.role == wanted]
    if not found:
        raise MailError(Problem(ProblemKind.FOLDER_MISSING, name))
    if len(found) > 1:
        raise UsageError(tr("Several accounts have a folder {name}; choose one with --account.", name=name))
    return found[0]


def messages_with(context: Context, ids: Sequence[int]) -> list[MessageRow]:
    """The rows of these ids, each once, in the order given."""
    wanted = [MessageId(id_) for id_ in dict.fromkeys(ids)]
    rows = context.reader.rows(wanted)
    if len(rows) < len(wanted):
        missing = sorted(set(wanted) - {row.id for row in rows})
        raise MailError(Problem(ProblemKind.MESSAGE_GONE, detail=", ".join(map(str, missing))))
    return rows
