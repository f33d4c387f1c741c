"""``contacts book list | find | add | rename | password | remove``: address books, on this computer and on servers."""

from argparse import Namespace
from dataclasses import asdict

from mailclient.bridge.commands import AddAddressBook, ChangeAddressBook, FindAddressBooks, RemoveAddressBook
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.cli.arguments import Verbs, add_json, add_verb, positive
from mailclient.cli.contact_json import book_json
from mailclient.cli.context import Context, ExitCode, UsageError
from mailclient.cli.password import passwords
from mailclient.cli.table import table, visible
from mailclient.language import tr
from mailclient.mail.contact import AddressBook, BookId
from mailclient.mail.problem import MailError, Problem, ProblemKind


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    actions = add_verb(verbs, "book", tr("address books: list, find, add, rename, password, remove")).add_subparsers(
        metavar="ACTION", required=True
    )
    listing = add_verb(actions, "list", tr("list the address books"))
    find = add_verb(actions, "find", tr("find the address books of a server or an address"))
    find.add_argument("place", metavar="URL|HOST|ADDRESS")
    add = add_verb(actions, "add", tr("add an address book of a server, or one on this computer"))
    add.add_argument("name", metavar="NAME")
    add.add_argument("--url", default="", metavar="URL", help=tr("of the book, as “book find” tells it"))
    rename = add_verb(actions, "rename", tr("call it otherwise"))
    rename.add_argument("name", metavar="NAME")
    password = add_verb(actions, "password", tr("log in with another password"))
    remove = add_verb(actions, "remove", tr("forget an address book; a server keeps its own"))
    remove.add_argument("--yes", action="store_true", help=tr("also what has not reached the server"))
    for one in (find, add):
        one.add_argument("--user", default="", metavar="USER", help=tr("as whom to log in; else the address"))
    for one in (find, add, password):
        one.add_argument("--password-stdin", action="store_true", help=tr("read the password from stdin"))
    for one in (rename, password, remove):
        one.add_argument("--book", type=positive, required=True, metavar="BOOK", help=tr("by its id"))
    runs = {
        listing: run_list, find: run_find, add: run_add, rename: run_rename, password: run_password, remove: run_remove,
    }  # fmt: skip
    for one, run in runs.items():
        add_json(one)
        one.set_defaults(run=run)


def run_list(options: Namespace, context: Context) -> ExitCode:
    """Reads the store only."""
    books = context.reader.books()
    if options.json:
        context.answer([book_json(book) for book in books])
    else:
        own = tr("This computer")
        rows = [[str(one.id), visible(one.name or own), str(one.count), visible(one.url)] for one in books]
        context.print(table(rows))
    return ExitCode.DONE


def run_find(options: Namespace, context: Context) -> ExitCode:
    """Answers the books with their URLs."""
    user = _user(options, options.place)
    secret = passwords(options, user)[0]
    with context.engine() as engine:
        found = engine.request(FindAddressBooks(fresh_request_id(), options.place, user, secret)).books
    context.answer([asdict(one) for one in found])
    return ExitCode.DONE


def run_add(options: Namespace, context: Context) -> ExitCode:
    """Answers the book; of a server's its first synchronisation follows with ``contacts sync``."""
    password = ""
    user = ""
    if options.url:
        user = _user(options, "")
        password = passwords(options, user)[0]
    with context.engine() as engine:
        command = AddAddressBook(fresh_request_id(), options.name, options.url, user, password)
        book_id = engine.request(command).book_id
    context.answer(next(book_json(book) for book in context.reader.books() if book.id == book_id))
    return ExitCode.DONE


def run_rename(options: Namespace, context: Context) -> ExitCode:
    """Answers the book."""
    with context.engine() as engine:
        engine.request(ChangeAddressBook(fresh_request_id(), BookId(options.book), options.name))
    context.answer(book_json(_book(context, options.book)))
    return ExitCode.DONE


def run_password(options: Namespace, context: Context) -> ExitCode:
    """Answers the book."""
    book = _book(context, options.book)
    secret = passwords(options, book.user)[0]
    with context.engine() as engine:
        engine.request(ChangeAddressBook(fresh_request_id(), book.id, book.name, secret))
    context.answer(book_json(book))
    return ExitCode.DONE


def run_remove(options: Namespace, context: Context) -> ExitCode:
    """Answers the id."""
    with context.engine() as engine:
        engine.request(RemoveAddressBook(fresh_request_id(), BookId(options.book), with_changes=options.yes))
    context.answer({"removed": options.book})
    return ExitCode.DONE


def _user(options: Namespace, place: str) -> str:
    user = str(options.user) or (place if "@" in place and "://" not in place else "")
    if not user:
        raise UsageError(tr("As whom to log in? Give --user."))
    return user


def _book(context: Context, book_id: int) -> AddressBook:
    for book in context.reader.books():
        if book.id == book_id:
            return book
    raise MailError(Problem(ProblemKind.BOOK_GONE, str(book_id)))
