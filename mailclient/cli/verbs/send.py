"""``send FILE``: hand in a finished message and file a copy in Sent, each exactly once, with the sender's wishes."""

import argparse
import email.utils
import sys
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from mailclient.bridge.commands import SendMessage
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.cli.action import state_of, tell
from mailclient.cli.arguments import Verbs, add_account, add_json, add_verb
from mailclient.cli.choice import account_named
from mailclient.cli.context import Context, ExitCode, UsageError
from mailclient.cli.engine_link import Outcome
from mailclient.cli.message_file import Sender, has_from, outgoing_of
from mailclient.cli.moment import moment
from mailclient.cli.protection_options import declare_protection
from mailclient.cli.secret_line import secret_line
from mailclient.language import tr
from mailclient.mail.account import Account, AccountKind
from mailclient.mail.address import Address
from mailclient.mail.answering import sender_called
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.submission import Report, Reports, SubmissionWishes
from mailclient.mime.envelope import parse_envelope
from mailclient.mime.protection.layer import layer_of
from mailclient.mime.scanner import scan


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "send", tr("send a message from a file"))
    parser.add_argument("file", metavar="FILE", help=tr("a message with its header (.eml); “-” reads stdin"))
    add_account(parser)
    parser.add_argument(
        "--from", dest="sender", metavar="ADDRESS", help=tr("the identity to write as; without it that of the file")
    )
    _declare_wishes(parser)
    declare_protection(parser)
    parser.add_argument(
        "--split", action="store_true", help=tr("as two messages where some read OpenPGP only and others S/MIME only")
    )
    parser.add_argument(
        "--key-passphrase-stdin", action="store_true", help=tr("the first line of stdin is the passphrase of the key")
    )
    add_json(parser)
    parser.set_defaults(run=run)


def _declare_wishes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--dsn",
        metavar="WHEN",
        type=_occasions,
        help=tr("ask for delivery reports: success, failure, delay (with commas between), or never"),
    )
    parser.add_argument(
        "--dsn-whole", action="store_true", help=tr("a report of failure brings the whole message back")
    )
    parser.add_argument("--dsn-id", metavar="ID", default="", help=tr("what the reports call the message"))
    parser.add_argument(
        "--require-tls", action="store_true", help=tr("only over verified encryption on the whole way, else not at all")
    )
    parser.add_argument(
        "--not-before",
        metavar="TIME",
        type=moment,
        help=tr("hold it until then, as 2026-11-21T18:00; the server does where it can, else the outbox"),
    )


def _occasions(text: str) -> tuple[Report, ...]:
    if text == "never":
        return ()
    try:
        return tuple(Report(word) for word in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(tr("must be never, or some of success, failure, delay")) from error


def _wishes(options: Namespace) -> SubmissionWishes:
    wanted: bool = options.dsn is not None or options.dsn_whole or bool(options.dsn_id)
    if not (options.dsn_id.isascii() and options.dsn_id.isprintable() and len(options.dsn_id) <= 100):
        raise UsageError(tr("The id for reports must be up to 100 letters of ASCII."))
    reports = Reports(whole=options.dsn_whole, envelope_id=options.dsn_id)
    if options.dsn is not None:
        reports = replace(reports, occasions=options.dsn)
    return SubmissionWishes(reports if wanted else None, options.require_tls, options.not_before)


def run(options: Namespace, context: Context) -> ExitCode:
    """Answers what became of it: "done" when the server has taken it, "kept" when it waits in the outbox."""
    if options.key_passphrase_stdin and options.file == "-":
        raise UsageError(tr("With “-” the message is on stdin; the passphrase cannot be there, too."))
    passphrase = secret_line() if options.key_passphrase_stdin else None
    data = _file(options.file)
    written = has_from(data)
    if options.sender and written and options.sender.casefold() != written.casefold():
        raise UsageError(tr("The message says in From that it is from {address}.", address=written))
    account = _account(context, options.account, options.sender or written)
    address = account.settings.email
    domain = address.rpartition("@")[2]
    identity = sender_called(account.settings, Address("", options.sender or written))
    if options.sender and identity.address.casefold() != options.sender.casefold():
        raise UsageError(tr("There is no identity {address}.", address=options.sender))
    sender = Sender(identity, email.utils.formatdate(localtime=True), email.utils.make_msgid(domain=domain))
    outgoing = replace(outgoing_of(data, sender), wishes=_wishes(options))
    if not outgoing.recipients:
        raise UsageError(tr("The message has no recipient in To, Cc or Bcc."))
    if not (options.sign or options.encrypt) and (options.system or options.split):
        raise UsageError(tr("Say --sign or --encrypt, too."))
    if (options.sign or options.encrypt) and _is_encrypted(outgoing.data):
        raise UsageError(tr("The message in the file is encrypted already; send it without --sign and --encrypt."))
    command = SendMessage(
        fresh_operation_id(),
        account.id,
        outgoing,
        sign=options.sign,
        encrypt=options.encrypt,
        protection=options.system,
        split=options.split,
    )
    with context.engine() as engine:
        outcome = engine.operate(command, {account.id}, passphrase=passphrase)
    return _answer(context, command, address, outcome)


def _answer(context: Context, command: SendMessage, address: str, outcome: Outcome) -> ExitCode:
    outgoing = command.outgoing
    code = tell(context, [outcome])
    if outcome.refused:
        context.say(tr("The server did not accept these recipients: {names}", names=", ".join(outcome.refused)))
    context.answer(
        {
            "operation": command.operation_id,
            "account": address,
            "message_id": parse_envelope(outgoing.data.partition(b"\r\n\r\n")[0]).message_id,
            "recipients": list(outgoing.recipients),
            "refused": list(outcome.refused),
            "state": state_of(code),
        }
        | ({"signed": command.sign, "encrypted": command.encrypt} if command.sign or command.encrypt else {})
    )
    return code


def _is_encrypted(data: bytes) -> bool:
    """As a whole: encrypted twice, most programs could not open it, and a signature around it is of nobody's text."""
    layer = layer_of(scan(data).root, is_root=True)
    return layer is not None and layer.encrypted


def _file(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise MailError(Problem(ProblemKind.FILE_UNREADABLE, name, str(error))) from error


def _account(context: Context, email_: str | None, from_: str) -> Account:
    """The one asked for, else the one of the file's From, else the only one."""
    if email_:
        named = account_named(context, email_)
        if named.settings.kind is AccountKind.LOCAL:
            raise UsageError(tr("The account on this computer cannot send; choose one that has a server."))
        return named
    accounts = [account for account in context.reader.accounts() if account.settings.kind is not AccountKind.LOCAL]
    for account in accounts:
        if from_.casefold() in {one.address.casefold() for one in account.settings.senders}:
            return account
    if not accounts:
        raise MailError(Problem(ProblemKind.ACCOUNT_UNKNOWN))
    if len(accounts) > 1:
        raise UsageError(tr("The From of the message is of no account; choose one with --account."))
    return accounts[0]
