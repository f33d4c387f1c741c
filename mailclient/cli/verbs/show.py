"""``show ID|FILE… [--json] [--at TIME]``: messages of the store (by id) or in files, for people or as JSON, one a line.

A file is read without profile and engine, unless something in it is signed or encrypted as a whole: that is opened by
the engine, which has the keys. A message that is not whole in the store is fetched by the engine first.
What cannot be read is said in its place (``{"file": …, "error": …}``), the others follow; the exit code tells.
"""

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from mailclient.bridge.commands import FetchWhole
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.cli.arguments import Verbs, add_json, add_verb
from mailclient.cli.context import Context, ExitCode
from mailclient.cli.engine_link import EngineLink
from mailclient.cli.message_json import message_json
from mailclient.cli.moment import moment
from mailclient.cli.opening import Shown, open_message, opening_of
from mailclient.cli.secret_line import secret_line
from mailclient.language import tr
from mailclient.language.problems import problem_text
from mailclient.language.protection_mark import mark_text
from mailclient.mail.body import Attachment, Body
from mailclient.mail.ids import MessageId
from mailclient.mail.message import Envelope
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.protection import Protection
from mailclient.mail.verdict import Verdict
from mailclient.mime.addresses import format_address
from mailclient.mime.display import message_body
from mailclient.mime.protection.inside import is_protected, protection_inside
from mailclient.mime.reader import read
from mailclient.mime.scanner import scan

_BATCH = 50
"""Messages fetched at a time."""
_ID_DIGITS = 18
"""A longer number is no message, but may be a file."""


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "show", tr("show messages"))
    parser.add_argument(
        "messages",
        metavar="ID|FILE",
        nargs="+",
        help=tr("messages, by the ids that list and search tell, or files that hold one message each (- for stdin)"),
    )
    parser.add_argument(
        "--at",
        type=moment,
        metavar="TIME",
        help=tr("which time counts for keys and certificates; else when the message arrived, or now"),
    )
    parser.add_argument(
        "--key-passphrase-stdin", action="store_true", help=tr("the first line of stdin is the passphrase of the key")
    )
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """Each message in the order given."""
    code = ExitCode.DONE
    with ExitStack() as at_end:
        passphrase = secret_line() if options.key_passphrase_stdin else None
        source = _Source(context, options.messages, at_end)
        for name, data in source.messages():
            try:
                shown = data if isinstance(data, Problem) else source.opened(name, data, options.at, passphrase)
                answer = _answer(shown, _verdict(context, name), as_json=options.json)
            except MailError as error:
                answer = error.problem
            except Exception as error:  # noqa: BLE001  a fault of ours on one message must not cost those after it
                answer = Problem(ProblemKind.INTERNAL, name, f"{type(error).__name__}: {error}")
            if isinstance(answer, Problem):
                code = ExitCode.PROBLEM
                _tell(context, name, answer, as_json=options.json)
            elif isinstance(answer, str):
                context.print(answer)
            else:
                context.answer_line(answer)
    return code


def _verdict(context: Context, name: str) -> Verdict | None:
    """Of a message of the store whose text was read already; nobody's word counts for another."""
    if not _is_id(name) or context.reader.header_block(MessageId(int(name))) is None:
        return None
    return context.reader.verdict(MessageId(int(name)))


def _answer(shown: Shown | Problem, verdict: Verdict | None, *, as_json: bool) -> str | dict[str, Any] | Problem:
    if isinstance(shown, Problem):
        return shown
    return message_json(shown.data, verdict, shown.protection) if as_json else _for_people(shown)


def _tell(context: Context, name: str, problem: Problem, *, as_json: bool) -> None:
    text = problem_text(problem)
    error = f"{text.sentence} ({text.detail})" if text.detail else text.sentence
    if as_json:
        which: dict[str, Any] = {"id": int(name)} if _is_id(name) else {"file": name}
        context.answer_line({**which, "error": error})
    else:
        context.say(f"{name}: {error}")


class _Source:
    """The bytes of what was named. The engine is reached when the first message is missing, and only then."""

    def __init__(self, context: Context, names: Sequence[str], at_end: ExitStack) -> None:
        self._context = context
        self._names = names
        self._at_end = at_end
        self._engine: EngineLink | None = None
        self._asked: set[MessageId] = set()

    def messages(self) -> Iterator[tuple[str, bytes | Problem]]:
        """``(name, bytes or why not)`` of each."""
        for place, name in enumerate(self._names):
            try:
                yield name, self._stored(place) if _is_id(name) else _of_file(name)
            except MailError as error:
                yield name, error.problem

    def opened(self, name: str, data: bytes, at: float | None, passphrase: str | None) -> Shown:
        """What is to be shown; the engine is asked where the whole message is protected."""
        root = scan(data).root
        if not is_protected(root):
            return Shown(data, protection_inside(root))
        command = opening_of(int(name) if _is_id(name) else None, data, at)
        return open_message(self._linked(), command, data, passphrase)

    def _linked(self) -> EngineLink:
        if self._engine is None:
            self._engine = self._at_end.enter_context(self._context.engine())
        return self._engine

    def _stored(self, place: int) -> bytes:
        id_ = MessageId(int(self._names[place]))
        data = self._context.reader.whole(id_)
        if data is None and id_ not in self._asked:
            self._fetch(place)
            data = self._context.reader.whole(id_)
        if data is None:
            raise MailError(Problem(ProblemKind.MESSAGE_GONE, detail=str(id_)))
        return data

    def _fetch(self, place: int) -> None:
        """This message and those named after it, as many as one request should have."""
        ids = [MessageId(int(name)) for name in self._names[place:] if _is_id(name)][:_BATCH]
        self._asked.update(ids)
        known = {row.id for row in self._context.reader.rows(ids)}
        missing = tuple(id_ for id_ in ids if id_ in known and self._context.reader.whole(id_) is None)
        if missing:
            self._linked().request(FetchWhole(fresh_request_id(), missing))


def _is_id(name: str) -> bool:
    return name.isdecimal() and len(name) <= _ID_DIGITS


def _of_file(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise MailError(Problem(ProblemKind.FILE_UNREADABLE, name, error.strerror or str(error))) from error


def _for_people(shown: Shown) -> str:
    message = read(shown.data)
    body = message_body(message)
    return "\n".join((*_header(message.envelope), *_mark(shown.protection), "", body.text, *_files(body), ""))


def _mark(protection: Protection) -> list[str]:
    """What the window says in its frame."""
    signer = protection.signature.signer if protection.signature else None
    text = mark_text(protection, next(iter(signer.addresses), signer.name) if signer else "")
    name = tr("Protection")
    return [f"{name}: {text}"] if text else []


def _header(envelope: Envelope) -> list[str]:
    values = (
        (tr("From"), ", ".join(map(format_address, envelope.from_))),
        (tr("To"), ", ".join(map(format_address, envelope.to))),
        (tr("Cc"), ", ".join(map(format_address, envelope.cc))),
        (tr("Date"), envelope.date.strftime("%Y-%m-%d %H:%M %z") if envelope.date else ""),
        (tr("Subject"), envelope.subject),
    )
    return [f"{label}: {value}" for label, value in values if value]


def _files(body: Body) -> list[str]:
    listed = [attachment for attachment in body.attachments if not attachment.inline]
    return ["", *map(_file, listed)] if listed else []


def _file(attachment: Attachment) -> str:
    return f"[{attachment.path}] {attachment.filename} ({attachment.media_type}, {attachment.size:,})"
