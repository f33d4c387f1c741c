"""Messages of the corpus made worse, read, shown, quoted and answered: ``python -m tests.fuzz.mime [--minutes N]``.

``--headers`` changes headers only. Each must be done within two seconds of processor time, without an exception, below
500 MB. What fails is said with its seed (``--seed S --count 1`` does it again) and kept in the directory ``--keep``.
Seeds follow each other, so that two runs with the same first seed see the same messages.
"""

import resource
import sys
from datetime import UTC, datetime

from mailclient.cli.message_json import message_json
from mailclient.mail.address import Address
from mailclient.mail.body import Body
from mailclient.mime.attached import File
from mailclient.mime.build import message_entity
from mailclient.mime.display import message_body
from mailclient.mime.plain import preview
from mailclient.mime.quote import forward_subject, reply_ids, reply_recipients, reply_subject
from mailclient.mime.reader import ParsedMessage, read
from tests.fuzz.mutation import mutated, mutated_header
from tests.fuzz.running import CORPUS, fault_of, found_or_exit, messages, parser, run

MEMORY_BYTES = 500_000_000


def everything(data: bytes) -> None:
    """All that is done with a message that is opened and answered."""
    message = read(data)
    body = message_body(message)
    preview(body.text)
    for attachment in body.attachments[:20]:
        message.content(attachment.path)
    _answer(message, body)
    message_json(data)


def _answer(message: ParsedMessage, body: Body) -> None:
    envelope = message.envelope
    recipients = reply_recipients(envelope, ["me@mail.test"], everyone=True)
    in_reply_to, references = reply_ids(envelope)
    built = bytes(
        message_entity(
            from_=Address("Me", "me@mail.test"),
            to=recipients.to,
            cc=recipients.cc,
            subject=reply_subject(forward_subject(envelope.subject)),
            date=datetime(2026, 1, 1, tzinfo=UTC),
            message_id="1@mail.test",
            in_reply_to=in_reply_to,
            references=references,
            text="\n".join(f"> {line}" for line in body.text.split("\n")),
            html=body.html or "",
            files=[File(one.filename, one.media_type, b"") for one in body.attachments[:20]],
        )
    )
    message_body(read(built))


def trial(data: bytes) -> str:
    """ "" or what went wrong."""
    return fault_of(lambda: everything(data))


def main() -> int:
    """The exit code."""
    options = parser(__doc__)
    options.add_argument("--headers", action="store_true", help="change headers only")
    chosen = options.parse_args()
    change = mutated_header if chosen.headers else mutated
    found = found_or_exit(messages(CORPUS))
    failed = run(chosen, lambda seed: change(found, seed), trial)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"{memory // 1_000_000} MB")
    return int(failed > 0 or memory > MEMORY_BYTES + sum(map(len, found)))


if __name__ == "__main__":
    sys.exit(main())
