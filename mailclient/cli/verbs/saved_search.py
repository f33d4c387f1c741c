"""``saved-search list | add NAME QUERY | remove NAME``: searches kept under a name; folders in the window."""

import uuid
from argparse import Namespace
from dataclasses import asdict

from mailclient.bridge.commands import RemoveSearch, SaveSearch
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.cli.arguments import Verbs, add_json, add_verb
from mailclient.cli.context import Context, ExitCode, UsageError
from mailclient.cli.table import table
from mailclient.language import tr
from mailclient.mail.saved_search import SavedSearch, SavedSearchId


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "saved-search", tr("searches kept under a name"))
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    listing = actions.add_parser("list", help=tr("tell all of them"))
    add_json(listing)
    listing.set_defaults(run=_list)
    adding = actions.add_parser("add", help=tr("keep a search; one of this name is replaced"))
    adding.add_argument("name", metavar="NAME")
    adding.add_argument("query", metavar="QUERY", nargs="+")
    adding.set_defaults(run=_add)
    removing = actions.add_parser("remove", help=tr("forget a search"))
    removing.add_argument("name", metavar="NAME")
    removing.set_defaults(run=_remove)


def _list(options: Namespace, context: Context) -> ExitCode:
    searches = context.reader.saved_searches()
    if options.json:
        context.answer([asdict(search) for search in searches])
    elif searches:
        context.print(table([[search.name, search.query] for search in searches]))
    return ExitCode.DONE


def _add(options: Namespace, context: Context) -> ExitCode:
    known = _called(context, options.name)
    id_ = known.id if known else SavedSearchId(str(uuid.uuid4()))
    search = SavedSearch(id_, options.name, " ".join(options.query))
    with context.engine() as engine:
        engine.request(SaveSearch(fresh_request_id(), search))
    return ExitCode.DONE


def _remove(options: Namespace, context: Context) -> ExitCode:
    known = _called(context, options.name)
    if known is None:
        raise UsageError(tr("There is no search called “{name}”.", name=options.name))
    with context.engine() as engine:
        engine.request(RemoveSearch(fresh_request_id(), known.id))
    return ExitCode.DONE


def _called(context: Context, name: str) -> SavedSearch | None:
    return next((one for one in context.reader.saved_searches() if one.name == name), None)
