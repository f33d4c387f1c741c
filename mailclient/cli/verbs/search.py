"""``search QUERY [--folder F] [--account EMAIL] [--order best|newest] [--limit N] [--snippets] [--on-server]``.

Reads the store only, unless the servers are asked or encrypted messages are searched too; all answer the same rows.
What was searched is said on stderr, or with ``--coverage`` in the JSON.
"""

from argparse import Namespace
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from mailclient.bridge.commands import SearchOnServer, SearchSealed
from mailclient.bridge.events import Found
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.cli.arguments import Verbs, add_account, add_folder, add_json, add_verb, positive
from mailclient.cli.choice import account_named, folder_named
from mailclient.cli.context import Context, ExitCode
from mailclient.cli.rows import print_rows, rows_json
from mailclient.language import tr
from mailclient.language.problems import problem_text
from mailclient.language.searching import coverage_sentence, note_sentence, unchecked_sentence
from mailclient.mail.ids import MessageId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.query import Query, parse
from mailclient.mail.search import Coverage, SearchOrder, Snippet


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "search", tr("search all mail, newest first"))
    parser.add_argument(
        "query",
        metavar="QUERY",
        nargs="+",
        help=tr('words that must all be there; "words in a row"; or, not; from: subject: is:unread after:7d …'),
    )
    add_folder(parser)
    add_account(parser)
    parser.add_argument(
        "--on-server",
        action="store_true",
        help=tr("let the servers search, also texts that are not here"),
    )
    parser.add_argument(
        "--order",
        choices=[order.value for order in SearchOrder],
        default=SearchOrder.NEWEST.value,
        help=tr("newest first, or first what has the words in subject and names"),
    )
    parser.add_argument("--limit", type=positive, default=50, metavar="N", help=tr("how many at most (50)"))
    parser.add_argument("--snippets", action="store_true", help=tr("show the text around what was found"))
    parser.add_argument("--coverage", action="store_true", help=tr("with --json: also what was searched"))
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """Print what is found."""
    account = account_named(context, options.account) if options.account else None
    folder = folder_named(context, options.folder, account) if options.folder else None
    folder_id, account_id = folder.id if folder else None, account.id if account else None
    query = parse(" ".join(options.query))
    found = Found()
    if options.on_server:
        command = SearchOnServer(fresh_request_id(), query.text, account_id, folder_id, options.limit)
        found = _on_server(context, command)
        ids = list(found.message_ids)
    else:
        order = SearchOrder(options.order)
        ids = context.reader.search(query, folder_id=folder_id, account_id=account_id, limit=options.limit, order=order)
        folder_ids = () if folder_id is None else (folder_id,)
        sealed = SearchSealed(fresh_request_id(), query.text, account_id, folder_ids, options.limit)
        ids = [*ids, *(one for one in _in_sealed(context, sealed) if one not in ids)][: options.limit]
    snippets = context.reader.snippets(ids, query) if options.snippets else {}
    coverage = context.reader.coverage(None if folder_id is None else [folder_id], account_id)
    if options.json:
        messages = _with_snippets(rows_json(context, context.reader.rows(ids)), snippets)
        told = {"messages": messages, "coverage": asdict(coverage), **_remarks(query, found)}
        context.answer(told if options.coverage else messages)
    else:
        below = {id_: snippet.text for id_, snippet in snippets.items()}
        print_rows(context, context.reader.rows(ids), as_json=False, below=below)
    _say(context, query, found, coverage)
    return ExitCode.DONE


def _with_snippets(rows: list[dict[str, Any]], snippets: Mapping[MessageId, Snippet]) -> list[dict[str, Any]]:
    return [{**row, "snippet": asdict(snippets[row["id"]])} if row["id"] in snippets else row for row in rows]


def _remarks(query: Query, found: Found) -> dict[str, Any]:
    return {
        "notes": [{"kind": note.kind.value, "text": note.text} for note in query.notes],
        "unchecked": list(found.unchecked),
        "more": found.more,
    }


def _say(context: Context, query: Query, found: Found, coverage: Coverage) -> None:
    """What people should know of the answer; it goes to stderr."""
    for note in query.notes:
        context.say(note_sentence(note))
    for problem in found.problems:
        text = problem_text(problem)
        context.say(f"{text.sentence} {text.next_step}")
    if found.unchecked:
        context.say(unchecked_sentence(found.unchecked))
    context.say(coverage_sentence(coverage))


def _in_sealed(context: Context, command: SearchSealed) -> tuple[MessageId, ...]:
    """What encrypted messages have, where the user lets them be searched."""
    if not context.reader.sealed_search_accounts():
        return ()
    with context.engine() as engine:
        return (engine.request(command).found or Found()).message_ids


def _on_server(context: Context, command: SearchOnServer) -> Found:
    """Ask the servers."""
    if not context.reader.accounts():
        raise MailError(Problem(ProblemKind.ACCOUNT_UNKNOWN))
    with context.engine() as engine:
        engine.try_again_now()
        return engine.request(command).found or Found()
