"""``folders expire FOLDER --after 30d|never``: delete by itself what has been in Trash or Junk for too long."""

import argparse
import re
from argparse import Namespace

from mailclient.bridge.commands import SetExpiry
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.cli.arguments import Verbs, add_account, add_json, add_verb
from mailclient.cli.choice import account_named, account_word, folder_named
from mailclient.cli.context import Context, ExitCode
from mailclient.cli.row_json import folder_json
from mailclient.language import tr, tr_n

_NEVER = 0
_UNITS = {"d": 1, "w": 7}


def declare(actions: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(actions, "expire", tr("choose after how many days what is in Trash or Junk is deleted"))
    parser.add_argument("folder", metavar="FOLDER", help=tr("the folder, by its path or role"))
    parser.add_argument(
        "--after", metavar="TIME", type=_days, required=True, help=tr("days or weeks, as 30d or 4w, or never")
    )
    add_account(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """Answers the folder."""
    account = account_named(context, options.account) if options.account else None
    folder = folder_named(context, options.folder, account)
    days = None if options.after == _NEVER else options.after
    with context.engine() as engine:
        engine.request(SetExpiry(fresh_request_id(), folder.id, days))
    if options.json:
        accounts = {known.id: account_word(known) for known in context.reader.accounts()}
        now = context.reader.folder(folder.id) or folder
        context.answer(folder_json(now, accounts))
    elif days is None:
        context.print(tr("What is in {folder} stays until it is deleted.", folder=folder.path))
    else:
        context.print(
            tr_n(
                "What has been in {folder} for more than a day is deleted for good.",
                "What has been in {folder} for more than {count} days is deleted for good.",
                days,
                folder=folder.path,
            )
        )
    return ExitCode.DONE


def _days(text: str) -> int:
    """``30d``, ``4w``, ``30``: days; ``never``: 0."""
    if text == "never":
        return _NEVER
    match = re.fullmatch(r"([1-9][0-9]{0,4})([dw]?)", text)
    if match is None:
        raise argparse.ArgumentTypeError(tr("must be a time such as 30d or 4w, or never"))
    return int(match[1]) * _UNITS[match[2] or "d"]
