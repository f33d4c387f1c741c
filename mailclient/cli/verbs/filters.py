"""``filters list | export | import | run``: what an account does by itself with messages that arrive."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from mailclient.bridge.commands import RunFilters, SetFilters
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.cli.arguments import Verbs, add_account, add_folder, add_json, add_verb
from mailclient.cli.choice import account_word, folder_named, the_account
from mailclient.cli.context import Context, ExitCode
from mailclient.cli.filter_json import filters_in, filters_json
from mailclient.cli.table import table, visible
from mailclient.language import tr
from mailclient.mail.filter import Filter
from mailclient.mail.problem import MailError, Problem, ProblemKind


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "filters", tr("filters for messages that arrive: list, export, import, run"))
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    _declared(actions, "list", tr("list the filters of an account in their order")).set_defaults(run=run_list)
    _declared(actions, "export", tr("write the filters of an account as JSON")).set_defaults(run=run_export)
    importing = _declared(actions, "import", tr("replace the filters of an account by those of a JSON file"))
    importing.add_argument("file", metavar="FILE", help=tr("as “filters export” writes it; “-” reads stdin"))
    importing.add_argument("--add", action="store_true", help=tr("put them behind those that are there"))
    importing.set_defaults(run=run_import)
    running = _declared(actions, "run", tr("apply the filters to all that a folder holds"))
    add_folder(running, required=True)
    running.set_defaults(run=run_filters)


def _declared(actions: Verbs, name: str, description: str) -> ArgumentParser:
    parser = add_verb(actions, name, description)
    add_account(parser)
    add_json(parser)
    return parser


def run_list(options: Namespace, context: Context) -> ExitCode:
    """Reads the store only."""
    filters = context.reader.filters(the_account(context, options.account).id)
    if options.json:
        context.answer(filters_json(filters))
    elif filters:
        context.print(table([_row(number, one) for number, one in enumerate(filters, start=1)]))
    return ExitCode.DONE


def run_export(options: Namespace, context: Context) -> ExitCode:
    """Reads the store only. Answers what ``import`` takes."""
    context.answer(filters_json(context.reader.filters(the_account(context, options.account).id)))
    return ExitCode.DONE


def run_import(options: Namespace, context: Context) -> ExitCode:
    """Answers the filters that hold from now on."""
    account = the_account(context, options.account)
    filters = filters_in(_data(options.file))
    if options.add:
        filters = (*context.reader.filters(account.id), *filters)
    with context.engine() as engine:
        engine.request(SetFilters(fresh_request_id(), account.id, filters))
    context.answer(filters_json(filters))
    return ExitCode.DONE


def run_filters(options: Namespace, context: Context) -> ExitCode:
    """Answers the operations that came of it, which ``undo`` takes back."""
    account = the_account(context, options.account)
    folder = folder_named(context, options.folder, account)
    with context.engine() as engine:
        made = engine.request(RunFilters(fresh_request_id(), folder.id)).filtered
    context.answer({"account": account_word(account), "folder": folder.path, "operations": list(made)})
    return ExitCode.DONE


def _row(number: int, one: Filter) -> list[str]:
    state = tr("on") if one.enabled else tr("off")
    joint = " | " if one.any else " & "
    conditions = joint.join(
        " ".join(filter(None, (part.field, part.header, part.comparison, part.value))) for part in one.conditions
    )
    actions = ", ".join(" ".join(filter(None, (part.kind, part.folder, part.tag))) for part in one.actions)
    return [str(number), state, visible(one.name), visible(conditions or tr("all messages")), visible(actions)]


def _data(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise MailError(Problem(ProblemKind.FILE_UNREADABLE, name, str(error))) from error
