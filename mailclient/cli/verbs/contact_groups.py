"""``contacts group list | save | remove``: several contacts under a name."""

from argparse import Namespace
from dataclasses import replace

from mailclient.bridge.commands import RemoveGroup, SaveGroup
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.cli.arguments import Verbs, add_json, add_verb, positive
from mailclient.cli.contact_json import group_json
from mailclient.cli.context import Context, ExitCode
from mailclient.cli.table import table, visible
from mailclient.language import tr
from mailclient.mail.contact import LOCAL_BOOK, BookId, ContactGroup, ContactId
from mailclient.mail.problem import MailError, Problem, ProblemKind


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    actions = add_verb(verbs, "group", tr("groups of contacts: list, save, remove")).add_subparsers(
        metavar="ACTION", required=True
    )
    listing = add_verb(actions, "list", tr("list the groups"))
    save = add_verb(actions, "save", tr("make a group, or give the one of this name these members"))
    save.add_argument("name", metavar="NAME")
    save.add_argument("members", nargs="*", type=positive, metavar="ID")
    remove = add_verb(actions, "remove", tr("remove a group; its contacts stay"))
    remove.add_argument("name", metavar="NAME")
    for one, run in ((listing, run_list), (save, run_save), (remove, run_remove)):
        one.add_argument("--book", type=positive, default=int(LOCAL_BOOK), metavar="BOOK", help=tr("by its id"))
        add_json(one)
        one.set_defaults(run=run)


def run_list(options: Namespace, context: Context) -> ExitCode:
    """Reads the store only."""
    groups = context.reader.groups(BookId(options.book))
    if options.json:
        context.answer([group_json(group) for group in groups])
    elif groups:
        context.print(table([[str(group.id), visible(group.name), str(len(group.members))] for group in groups]))
    return ExitCode.DONE


def run_save(options: Namespace, context: Context) -> ExitCode:
    """Answers the group."""
    book_id = BookId(options.book)
    known = _called(context, options.name, book_id) or ContactGroup(book_id=book_id, name=options.name)
    operation_id = fresh_operation_id()
    group = replace(known, members=tuple(ContactId(one) for one in options.members))
    with context.engine() as engine:
        engine.decide(SaveGroup(operation_id, group))
    saved = _called(context, options.name, book_id)
    context.answer({"operation": operation_id, "group": group_json(saved) if saved is not None else None})
    return ExitCode.DONE


def run_remove(options: Namespace, context: Context) -> ExitCode:
    """Done with the commit."""
    known = _called(context, options.name, BookId(options.book))
    if known is None or known.id is None:
        raise MailError(Problem(ProblemKind.CONTACT_GONE, options.name))
    operation_id = fresh_operation_id()
    with context.engine() as engine:
        engine.decide(RemoveGroup(operation_id, known.id))
    context.answer({"operation": operation_id, "group": known.id})
    return ExitCode.DONE


def _called(context: Context, name: str, book_id: BookId) -> ContactGroup | None:
    return next((one for one in context.reader.groups(book_id) if one.name == name), None)
