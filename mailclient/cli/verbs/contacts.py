"""``contacts list | show | add | edit | remove | group … | import | export | sync | settle | hide``."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from mailclient.bridge.commands import (
    HideAddress,
    ImportCards,
    RemoveContacts,
    SaveContact,
    SettleConflict,
    SyncContacts,
)
from mailclient.bridge.commands.contacts import Settlement
from mailclient.bridge.fresh_ids import fresh_operation_id, fresh_request_id
from mailclient.cli.arguments import Verbs, add_json, add_verb, positive
from mailclient.cli.contact_json import book_json, contact_from_json, contact_json, counts_json, row_json
from mailclient.cli.context import Context, ExitCode, UsageError
from mailclient.cli.table import table, visible
from mailclient.cli.verbs import contact_books, contact_groups
from mailclient.language import tr
from mailclient.mail.contact import LOCAL_BOOK, BookId, CardVersion, Contact, ContactEntry, ContactId, ContactRow
from mailclient.mail.problem import MailError, Problem, ProblemKind

_PAGE = 500


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "contacts", tr("people: list, show, add, edit, remove, import, export, group, book"))
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = add_verb(actions, "list", tr("list contacts, or those that match"))
    listing.add_argument("query", nargs="*", metavar="WORD")
    listing.add_argument("--limit", type=positive, default=1000, metavar="N", help=tr("so many at most"))
    show = add_verb(actions, "show", tr("show one contact"))
    show.add_argument("id", type=positive, metavar="ID")
    show.add_argument("--card", action="store_true", help=tr("print the vCard as it is kept"))
    show.add_argument("--photo", action="store_true", help=tr("with the picture, in base64"))
    add = add_verb(actions, "add", tr("add a contact"))
    edit = add_verb(actions, "edit", tr("change a contact; what is not said stays"))
    edit.add_argument("id", type=positive, metavar="ID")
    for one in (add, edit):
        _add_fields(one)
    remove = add_verb(actions, "remove", tr("remove contacts; “undo” takes that back"))
    remove.add_argument("ids", nargs="+", type=positive, metavar="ID")
    taking = add_verb(actions, "import", tr("take over a vCard or CSV file"))
    taking.add_argument("file", metavar="FILE")
    export = add_verb(actions, "export", tr("write contacts into a file, or to stdout with -"))
    export.add_argument("file", metavar="FILE")
    export.add_argument("--ids", nargs="+", type=positive, metavar="ID", help=tr("only these"))
    formats = ("3.0", "4.0", "csv")
    export.add_argument("--format", choices=formats, default="4.0", help=tr("the vCard version, or a table"))
    settle = add_verb(actions, "settle", tr("choose where a contact was changed here and on the server"))
    settle.add_argument("id", type=positive, metavar="ID")
    settle.add_argument("choice", choices=[str(one) for one in Settlement])
    hide = add_verb(actions, "hide", tr("never propose an address again"))
    hide.add_argument("address", metavar="ADDRESS")
    sync = add_verb(actions, "sync", tr("bring address books and their servers together"))
    sync.add_argument("--accept-removals", action="store_true", help=tr("remove what the server has not, however much"))
    for one in (listing, add, taking, export, sync):
        one.add_argument("--book", type=positive, metavar="BOOK", help=tr("an address book, by its id"))
    runs = {
        listing: run_list, show: run_show, add: run_add, edit: run_edit, remove: run_remove, taking: run_import,
        export: run_export, settle: run_settle, hide: run_hide, sync: run_sync,
    }  # fmt: skip
    for one, run in runs.items():
        add_json(one)
        one.set_defaults(run=run)
    contact_groups.declare(actions)
    contact_books.declare(actions)


def run_list(options: Namespace, context: Context) -> ExitCode:
    """Reads the store only."""
    book_id = BookId(options.book) if options.book else None
    rows = list(_rows(context, " ".join(options.query), book_id, options.limit))
    if options.json:
        context.answer([row_json(row) for row in rows])
    elif rows:
        cells = [[str(row.id), visible(row.name), visible(row.address), visible(row.organisation)] for row in rows]
        context.print(table(cells))
    return ExitCode.DONE


def run_show(options: Namespace, context: Context) -> ExitCode:
    """Reads the store only."""
    contact = _contact(context, options.id)
    if options.card:
        card = context.reader.contact_card(ContactId(options.id)) or b""
        sys.stdout.buffer.write(card)
        sys.stdout.buffer.flush()
    elif options.json:
        context.answer(contact_json(contact, with_photo=options.photo))
    else:
        lines = [contact.name, *(f"{one.value} {one.kind}".strip() for one in (*contact.emails, *contact.phones))]
        lines += [text for text in (contact.organisation, contact.title, contact.birthday, contact.note) if text]
        context.print("\n".join(map(visible, lines)))
    return ExitCode.DONE


def run_add(options: Namespace, context: Context) -> ExitCode:
    """Answers the new contact."""
    contact = _edited(options, Contact(book_id=BookId(options.book or LOCAL_BOOK), photo=b""))
    operation_id = fresh_operation_id()
    contact = replace(contact, uid=operation_id)
    with context.engine() as engine:
        engine.decide(SaveContact(operation_id, contact))
    for row in _rows(context, contact.main_address or contact.name, contact.book_id, 10_000):
        found = context.reader.contact(row.id)
        if found is not None and found.uid == contact.uid:
            context.answer({"operation": operation_id, "contact": contact_json(found)})
    return ExitCode.DONE


def run_edit(options: Namespace, context: Context) -> ExitCode:
    """Answers the contact as it is now."""
    operation_id = fresh_operation_id()
    contact = _edited(options, replace(_contact(context, options.id), photo=None))
    with context.engine() as engine:
        engine.decide(SaveContact(operation_id, contact))
    context.answer({"operation": operation_id, "contact": contact_json(_contact(context, options.id))})
    return ExitCode.DONE


def run_remove(options: Namespace, context: Context) -> ExitCode:
    """Those that are not there are named, and nothing is done."""
    ids = tuple(ContactId(one) for one in options.ids)
    for one in ids:
        _contact(context, one)
    operation_id = fresh_operation_id()
    with context.engine() as engine:
        engine.decide(RemoveContacts(operation_id, ids))
    context.answer({"operation": operation_id, "removed": list(ids)})
    return ExitCode.DONE


def run_import(options: Namespace, context: Context) -> ExitCode:
    """Answers what came of it; rows that could not be read are told with their lines."""
    path = Path(options.file).absolute()
    operation_id = fresh_operation_id()
    command = ImportCards(fresh_request_id(), operation_id, BookId(options.book or LOCAL_BOOK), str(path))
    with context.engine() as engine:
        counts = engine.request(command).contacts
    assert counts is not None
    context.answer({"operation": operation_id, **counts_json(counts)})
    return ExitCode.DONE


def run_export(options: Namespace, context: Context) -> ExitCode:
    """Reads the store only."""
    book_id = BookId(options.book) if options.book else None
    ids = [ContactId(one) for one in options.ids or ()]
    if not ids:
        ids = [row.id for row in _rows(context, "", book_id, 1_000_000)]
        ids += [one.id for one in context.reader.groups(book_id) if one.id is not None and options.format != "csv"]
    pieces = _pieces(context, ids, options.format)
    try:
        if options.file == "-":
            for piece in pieces:
                sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
            return ExitCode.DONE
        with Path(options.file).open("wb") as file:
            for piece in pieces:
                file.write(piece)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise MailError(Problem(ProblemKind.FILE_UNWRITABLE, options.file, str(error))) from error
    context.answer({"file": options.file, "contacts": len(ids)})
    return ExitCode.DONE


def run_settle(options: Namespace, context: Context) -> ExitCode:
    """Done with the commit; the server follows."""
    operation_id = fresh_operation_id()
    with context.engine() as engine:
        engine.decide(SettleConflict(operation_id, ContactId(options.id), Settlement(options.choice)))
    context.answer({"operation": operation_id, "contact": options.id})
    return ExitCode.DONE


def run_hide(options: Namespace, context: Context) -> ExitCode:
    """Done with the commit."""
    operation_id = fresh_operation_id()
    with context.engine() as engine:
        engine.decide(HideAddress(operation_id, options.address))
    context.answer({"operation": operation_id, "address": options.address})
    return ExitCode.DONE


def run_sync(options: Namespace, context: Context) -> ExitCode:
    """Answers what was done, and the books as they are now."""
    book_id = BookId(options.book) if options.book else None
    with context.engine() as engine:
        done = engine.request(SyncContacts(fresh_request_id(), book_id, accept_removals=options.accept_removals))
    assert done.contacts is not None
    context.answer({**counts_json(done.contacts), "books": [book_json(book) for book in context.reader.books()]})
    return ExitCode.DONE


def _add_fields(parser: ArgumentParser) -> None:
    parser.add_argument("--name", metavar="NAME", help=tr("as it is shown"))
    parser.add_argument("--email", action="append", metavar="[KIND:]ADDRESS", help=tr("may be given several times"))
    parser.add_argument("--phone", action="append", metavar="[KIND:]NUMBER", help=tr("may be given several times"))
    for name in ("organisation", "title", "note", "birthday"):
        parser.add_argument(f"--{name}", metavar="TEXT")
    parser.add_argument("--from-json", action="store_true", help=tr("read the fields from a JSON object on stdin"))


def _edited(options: Namespace, before: Contact) -> Contact:
    contact = before
    if options.from_json:
        try:
            said: Any = json.load(sys.stdin)
        except ValueError as error:
            raise UsageError(tr("There is no JSON on stdin: {reason}", reason=str(error))) from error
        contact = contact_from_json(said, before)
    texts = {
        name: getattr(options, name)
        for name in ("name", "organisation", "title", "note", "birthday")
        if getattr(options, name) is not None
    }
    contact = replace(contact, **texts)
    if options.email is not None:
        contact = replace(contact, emails=tuple(map(_entry, options.email)))
    if options.phone is not None:
        contact = replace(contact, phones=tuple(map(_entry, options.phone)))
    return contact


def _entry(word: str) -> ContactEntry:
    kind, colon, value = word.partition(":")
    return ContactEntry(value.strip(), kind.strip()) if colon else ContactEntry(word.strip())


def _contact(context: Context, id_: int) -> Contact:
    found = context.reader.contact(ContactId(id_))
    if found is None:
        raise MailError(Problem(ProblemKind.CONTACT_GONE, str(id_)))
    return found


def _rows(context: Context, query: str, book_id: BookId | None, limit: int) -> Iterator[ContactRow]:
    after: ContactRow | None = None
    left = limit
    while left > 0:
        page = context.reader.contacts(query, book_id=book_id, after=after, limit=min(_PAGE, left))
        yield from page
        if len(page) < _PAGE:
            return
        after, left = page[-1], left - len(page)


def _pieces(context: Context, ids: list[ContactId], kind: str) -> Iterator[bytes]:
    from mailclient.mime.contact_table import write_table
    from mailclient.mime.vcard.version import exported

    if kind == "csv":
        return write_table(one for id_ in ids if (one := context.reader.contact(id_)) is not None)
    cards = (card for at in range(0, len(ids), _PAGE) for card in context.reader.contact_cards(ids[at : at + _PAGE]))
    return exported(cards, CardVersion(kind))
