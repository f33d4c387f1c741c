"""``origin ID… [--check] [--json]``: who sent messages of the store, and what says so; one object a line.

``--check`` checks the signatures on this computer, with keys from DNS: the sender's name servers learn of it. A text
that is not here yet is fetched.
"""

from argparse import Namespace

from mailclient.bridge.commands import FetchWhole, VerifyOrigin
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.cli.arguments import Verbs, add_json, add_verb
from mailclient.cli.context import Context, ExitCode
from mailclient.cli.origin_json import origin_json
from mailclient.language import tr
from mailclient.language.origin import (
    claim_rows,
    finding_sentence,
    first_contact_sentence,
    hop_words,
    ignored_sentence,
    origin_sentence,
    protection_words,
    signature_row,
)
from mailclient.mail.ids import MessageId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.verdict import Verdict
from mailclient.mail.weighing import weigh
from mailclient.mime.header import fields_of
from mailclient.mime.origin.origin import origin_of
from mailclient.mime.reader import read


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "origin", tr("tell who sent messages, and what says so"))
    parser.add_argument("messages", metavar="ID", nargs="+", type=int, help=tr("messages, by the ids that list tells"))
    parser.add_argument("--check", action="store_true", help=tr("check the signatures here, with keys from DNS"))
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """Each message in the order given. ``MailError(MESSAGE_GONE)`` for an id that is none."""
    ids = tuple(map(MessageId, options.messages))
    known = {row.id for row in context.reader.rows(ids)}
    for message_id in ids:
        if message_id not in known:
            raise MailError(Problem(ProblemKind.MESSAGE_GONE, detail=str(message_id)))
    lacking = tuple(one for one in ids if context.reader.header_block(one) is None)
    if options.check or lacking:
        with context.engine() as engine:
            if lacking:
                engine.request(FetchWhole(fresh_request_id(), lacking))
            for message_id in ids if options.check else ():
                engine.request(VerifyOrigin(fresh_request_id(), message_id))
    for message_id in ids:
        verdict = _verdict(context, message_id)
        if options.json:
            context.answer_line({"id": message_id, **origin_json(verdict)})
        else:
            context.print("\n".join((*_lines(verdict), "")))
    return ExitCode.DONE


def _verdict(context: Context, message_id: MessageId) -> Verdict:
    """As the store tells it; by the header alone where the whole message has just come and is not read yet."""
    whole = context.reader.whole(message_id) if context.reader.header_block(message_id) is None else None
    message = context.reader.message(message_id)
    if whole is None or message is None:
        return context.reader.verdict(message_id)
    parsed = read(whole)
    server = context.reader.receiving_server(message.received_by or message.row.account_id)
    return weigh(origin_of(fields_of(parsed.header_block), parsed.header_block), [server] if server else [])


def _lines(verdict: Verdict) -> list[str]:
    rows = claim_rows(verdict)
    if verdict.check is not None:
        rows += [signature_row(signature) for signature in verdict.check.signatures]
    hops = [f"{hop_words(hop)}, {protection_words(hop)}" for hop in reversed(verdict.origin.hops)]
    sentences = (
        origin_sentence(verdict),
        first_contact_sentence(verdict),
        *(f"{row.name}: {row.words}" for row in rows),
        ignored_sentence(verdict),
        *(finding_sentence(finding, verdict) for finding in verdict.findings),
        *hops,
    )
    return [sentence for sentence in sentences if sentence]
