"""Messages read, beside the standard library and fast-mail-parser: ``python -m tests.speed.mime``.

Microseconds of processor time for each message, and how often ours; then the memory that a message of 100 MB costs the
engine from the store to its body, in a process of its own. fast-mail-parser (PyPI) is measured where it is installed;
nothing else needs it. How much is right: ``tests.speed.mime_corpus``.
"""

import asyncio
import binascii
import email
import email.policy
import importlib
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mailclient.engine.sync.body_making import read_body
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import FolderId, MessageId
from mailclient.mime.display import message_body
from mailclient.mime.plain import preview
from mailclient.mime.reader import read
from mailclient.store import accounts, bodies, folders, messages
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction
from mailclient.store.words import index_text
from mailclient.store.writer import Writer
from tests.unit.store.samples import new_message, settings

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
_SECONDS = 0.7
"""How long each is repeated."""


def sample(size: int) -> bytes:
    """Text, HTML and a file; ``size`` bytes in all, about."""
    chance = random.Random(size)
    words = "회의 자료를 첨부합니다 the minutes of the meeting are attached".split()  # noqa: SIM905  one line
    text = " ".join(chance.choice(words) for _ in range(400))
    html = "<html><body>" + "".join(f"<p>{text[n : n + 80]}</p>" for n in range(0, len(text), 80)) + "</body></html>"
    file = chance.randbytes(max(0, (size - 9_000) * 3 // 4))
    lines = (binascii.b2a_base64(file[start : start + 57], newline=False) for start in range(0, len(file), 57))
    return b"\r\n".join((
        b"From: =?utf-8?b?7ZmN6ri464+Z?= <hong@mail.test>", b"To: a@mail.test, B <b@mail.test>", b"Subject: minutes",
        b"Date: Fri, 20 Nov 2026 09:00:00 +0900", b"MIME-Version: 1.0",
        b'Content-Type: multipart/mixed; boundary="x"', b"",
        b"--x", b'Content-Type: multipart/alternative; boundary="y"', b"",
        b"--y", b"Content-Type: text/plain; charset=utf-8", b"Content-Transfer-Encoding: base64", b"",
        binascii.b2a_base64(text.encode()),
        b"--y", b"Content-Type: text/html; charset=utf-8", b"", html.encode(), b"--y--",
        b"--x", b"Content-Type: application/pdf; name=a.pdf", b"Content-Transfer-Encoding: base64", b"", *lines,
        b"--x--", b"",
    ))  # fmt: skip


def ours(data: bytes) -> None:
    """The tree and the envelope."""
    read(data)


def ours_decoded(data: bytes) -> None:
    """And every part decoded."""
    message = read(data)
    for part in message.root.leaves():
        message.content(part.path)


def ours_shown(data: bytes) -> None:
    """And what the window shows, sanitised, with its words for the search."""
    body = message_body(read(data))
    preview(body.text)
    index_text(body.text[:200_000])


def standard(policy: email.policy.Policy) -> Callable[[bytes], None]:
    """The standard library: parse, envelope, every part decoded."""

    def run(data: bytes) -> None:
        message = email.message_from_bytes(data, policy=policy)
        for name in ("from", "to", "subject", "date"):
            str(message[name])
        for part in message.walk():
            part.get_payload(decode=True)

    return run


def competitors() -> dict[str, Callable[[bytes], object]]:
    """Name → what reads and decodes a message."""
    found: dict[str, Callable[[bytes], object]] = {
        "ours: parse": ours,
        "ours: parse, decode": ours_decoded,
        "ours: parse, show, index": ours_shown,
        "email (compat32)": standard(email.policy.compat32),
        "email (default)": standard(email.policy.default),
    }
    try:
        parse = importlib.import_module("fast_mail_parser").parse_email
        found["fast-mail-parser"] = lambda data: _all_of(parse(data))
    except ImportError:
        print("fast-mail-parser is not installed: pip install fast-mail-parser")
    return found


def _all_of(message: Any) -> None:
    """What it found, so that nothing is put off."""
    for text in (*message.text_plain, *message.text_html):
        len(text)
    for attachment in message.attachments:
        len(attachment.content)


def microseconds(run: Callable[[bytes], object], messages: list[bytes]) -> tuple[float, int]:
    """``(for each message, how many raised)``."""
    rounds = raised = 0
    started = time.process_time()
    while not rounds or time.process_time() - started < _SECONDS:
        raised = 0
        for data in messages:
            try:
                run(data)
            except Exception:  # noqa: BLE001  that others raise is a result
                raised += 1
        rounds += 1
    return (time.process_time() - started) / rounds / len(messages) * 1e6, raised


def speed() -> None:
    """The table of times."""
    corpus = [file.read_bytes() for folder in ("stalwart-mail-parser", "ruby-mail", "sisimai-bounces")
              for file in sorted((CORPUS / folder).rglob("*.eml"))]  # fmt: skip
    sets = {"18 KB": [sample(18_000)], "1 MB": [sample(1_000_000)], "7 MB": [sample(7_000_000)]}
    if corpus:
        sets[f"corpus ({len(corpus)})"] = corpus
    runs = competitors()
    for name, group in sets.items():
        unit = 0.0
        print(f"{name}:")
        for what, run in runs.items():
            each, raised = microseconds(run, group)
            unit = unit if what != "ours: parse, decode" else each
            ratio = f"{each / unit:6.2f} ×" if unit else "        "
            print(f"  {what:26} {each:12,.0f} µs {ratio}{f'  raised on {raised}' if raised else ''}")


# --- memory ---------------------------------------------------------------------------------------------------------


LARGE = 100_000_000
_HEAD = b"From: a@mail.test\r\nSubject: large\r\nMIME-Version: 1.0\r\n"
_LINE = b"The minutes of the meeting are attached, and again attached.\r\n"


def _large_messages() -> Iterator[tuple[str, bytes]]:
    """One after the other: each is large."""
    text = _LINE * (LARGE // len(_LINE))
    plain = b"Content-Type: text/plain; charset=utf-8\r\n"
    yield "plain text", _HEAD + plain + b"\r\n" + text
    yield "text of one line", _HEAD + plain + b"\r\n" + b"x" * LARGE
    encoded = binascii.b2a_base64(text[: LARGE * 3 // 4])
    yield "text in base64", _HEAD + plain + b"Content-Transfer-Encoding: base64\r\n\r\n" + encoded
    yield "quoted-printable", _HEAD + plain + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + text
    yield "HTML", _HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>" + text
    yield "attachment", sample(LARGE)
    yield "header", _HEAD + b"X-A: " + _LINE + (b"X-A: " + _LINE) * (LARGE // len(_LINE) - 1) + b"\r\nhello"


def memory_of(path: Path) -> tuple[int, int]:
    """Bytes at the peak beyond those before: of taking the message from the file, and of making its body from there."""
    read_body(MessageId(1), b"Subject: what is imported late is imported now\r\n\r\n<p>")
    message_body(read(b"Content-Type: text/html\r\n\r\n<p style='color:red'>now<img src=http://a.b/>"))
    reader = Reader(path)
    _peak()
    before = _peak()
    data = reader.whole(MessageId(1))
    assert data is not None
    taken = _peak()
    held = _peak()
    read_body(MessageId(1), data)
    return taken - before, _peak() - held


def _peak() -> int:
    """The most that this process held since the last time it was asked; now it begins anew (Linux)."""
    status = Path("/proc/self/status").read_text()
    Path("/proc/self/clear_refs").write_text("5")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024


async def _store(path: Path, data: bytes) -> None:
    writer = await Writer.open(path)

    def put(tx: Transaction) -> None:
        account = accounts.add(tx, settings("kim@example.org"))
        folders.upsert(tx, account, "INBOX", delimiter="/", role=FolderRole.INBOX, selectable=True)
        bodies.store_wholes(tx, dict.fromkeys(messages.insert(tx, FolderId(1), [new_message(1)]), data))

    await writer.transaction("store", put)
    await writer.close()


def memory() -> None:
    """From a real store to the body, each in a process of its own that did not make the message."""
    for name, data in _large_messages():
        with TemporaryDirectory() as folder:
            path = Path(folder) / "mail.db"
            asyncio.run(_store(path, data))
            command = [sys.executable, "-m", "tests.speed.mime", str(path)]
            answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        taken, made = (int(word) / 1e6 for word in answer)
        print(f"  {len(data) / 1e6:3.0f} MB {name:18} {taken:6.1f} MB from the store, {made:5.1f} MB to read it")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(*memory_of(Path(sys.argv[1])))
    else:
        speed()
        print("memory:")
        memory()
