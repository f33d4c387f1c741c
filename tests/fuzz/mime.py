"""Messages of the corpus made worse, read, shown, quoted and answered: ``python -m tests.fuzz.mime [--minutes N]``.

``--headers`` changes headers only. Each must be done within two seconds of processor time, without an exception, below
500 MB. What fails is said with its seed (``--seed S --count 1`` does it again) and kept in the directory ``--keep``.
Seeds follow each other, so that two runs with the same first seed see the same messages.
"""

import argparse
import resource
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from mailclient.cli.message_json import message_json
from mailclient.mail.address import Address
from mailclient.mail.body import Body
from mailclient.mime.build import File, build_message
from mailclient.mime.display import message_body
from mailclient.mime.plain import preview
from mailclient.mime.quote import forward_subject, reply_ids, reply_recipients, reply_subject
from mailclient.mime.reader import ParsedMessage, read
from tests.fuzz.mutation import mutated, mutated_header

SECONDS = 2.0
"""Of processor time for one message."""
MEMORY_BYTES = 500_000_000
_CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
_LARGEST = 300_000


class TooSlowError(Exception):
    """One message took longer than it may."""


def messages(corpus: Path) -> list[bytes]:
    """All files of the corpus that are not too large."""
    files = sorted(file for file in corpus.rglob("*") if file.is_file())
    return [file.read_bytes() for file in files if 0 < file.stat().st_size <= _LARGEST]


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
    built = build_message(
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
    message_body(read(built))


def trial(data: bytes) -> str:
    """ "" or what went wrong."""
    signal.signal(signal.SIGPROF, _too_slow)
    started = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, SECONDS * 3)
    try:
        everything(data)
    except Exception:  # noqa: BLE001  whatever it is, it is a finding
        return traceback.format_exc(limit=-6)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    taken = time.process_time() - started
    return f"{taken:.1f} s\n" if taken > SECONDS else ""


def _too_slow(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlowError


def run(found: Sequence[bytes], options: argparse.Namespace) -> int:
    """How many messages failed."""
    failed = 0
    seed = options.seed
    while time.process_time() < options.minutes * 60 and (not options.count or seed < options.seed + options.count):
        data = (mutated_header if options.headers else mutated)(found, seed)
        fault = trial(data)
        if fault:
            failed += 1
            print(f"seed {seed}, {len(data):,} bytes: {fault}", flush=True)
            if options.keep:
                Path(options.keep).mkdir(parents=True, exist_ok=True)
                (Path(options.keep) / f"{seed}.eml").write_bytes(data)
        seed += 1
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"{seed - options.seed:,} messages, {failed} failed, {time.process_time():.0f} s, {memory // 1_000_000} MB")
    return failed + (memory > MEMORY_BYTES + sum(map(len, found)))


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0, help="of processor time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=0, help="messages, at most; 0: as many as the time allows")
    parser.add_argument("--headers", action="store_true", help="change headers only")
    parser.add_argument("--keep", default="")
    found = messages(_CORPUS)
    if not found:
        sys.exit(f"no corpus at {_CORPUS}")
    return int(run(found, parser.parse_args()) > 0)


if __name__ == "__main__":
    sys.exit(main())
