"""``sync [--account EMAIL] [--folder F] [--bodies]``: one complete pass over accounts and folders; first what waits."""

import sys
from argparse import Namespace
from typing import Any

from mailclient.bridge.commands import Sync
from mailclient.bridge.events import AnyEvent, Progress, SyncCounts
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.cli.arguments import Verbs, add_account, add_folder, add_json, add_verb
from mailclient.cli.choice import account_named, folder_named
from mailclient.cli.context import Context, ExitCode
from mailclient.cli.outbox import Outbox
from mailclient.cli.table import visible
from mailclient.language import tr
from mailclient.language.problems import problem_text
from mailclient.mail.problem import MailError, Problem, ProblemKind


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "sync", tr("bring accounts up to date, once"))
    add_account(parser)
    add_folder(parser)
    parser.add_argument("--bodies", action="store_true", help=tr("fetch whole messages too"))
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """Answers what was done, always as JSON."""
    if not context.reader.accounts():
        raise MailError(Problem(ProblemKind.ACCOUNT_UNKNOWN))
    account = account_named(context, options.account) if options.account else None
    folder = folder_named(context, options.folder, account) if options.folder else None
    command = Sync(
        request_id=fresh_request_id(),
        account_id=account.id if account else None,
        folder_id=folder.id if folder else None,
        bodies=options.bodies,
    )
    outbox = Outbox(context.reader, [account.id] if account else [known.id for known in context.reader.accounts()])
    with context.engine() as engine:
        engine.try_again_now()
        finished = engine.request(command, _progress if sys.stderr.isatty() else None)
        left = outbox.wait(engine)
    for row in left:
        context.say(tr("Not sent yet: {subject}", subject=visible(row.subject)))
        if row.problem is not None:
            context.say(problem_text(row.problem).sentence)
    context.answer(counts_json(finished.counts or SyncCounts()))
    return ExitCode.DONE


def counts_json(counts: SyncCounts) -> dict[str, Any]:
    """What a pass did."""
    return {name: getattr(counts, name) for name in counts.__struct_fields__}


def _progress(event: AnyEvent) -> None:
    """One line that overwrites itself."""
    if not isinstance(event, Progress):
        return
    ending = "\n" if event.done >= event.total else "\r"
    sys.stderr.write(f"{visible(event.work)}: {event.done:,} / {event.total:,}{ending}")
    sys.stderr.flush()
