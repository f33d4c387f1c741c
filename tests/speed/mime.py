"""Messages read, beside the standard library and fast-mail-parser: ``python -m tests.speed.mime``.

Microseconds of processor time for each message, and how often ours; then how many of the corpus' expected bodies and
parameters each gets right; then the memory that a message of 100 MB costs in a process of its own. fast-mail-parser
(PyPI) is measured where it is installed; nothing else needs it.
"""

import binascii
import email
import email.policy
import importlib
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mailclient.mime.display import message_body
from mailclient.mime.plain import preview
from mailclient.mime.reader import read
from mailclient.store.words import index_text
from tests.unit.mime.test_agreement import _lines, _stalwart_leaves, load

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
    for name, messages in sets.items():
        unit = 0.0
        print(f"{name}:")
        for what, run in runs.items():
            each, raised = microseconds(run, messages)
            unit = unit if what != "ours: parse, decode" else each
            ratio = f"{each / unit:6.2f} ×" if unit else "        "
            print(f"  {what:26} {each:12,.0f} µs {ratio}{f'  raised on {raised}' if raised else ''}")


# --- how much is right ----------------------------------------------------------------------------------------------


def _standard_leaves(data: bytes) -> list[bytes]:
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    payloads = (part.get_payload(decode=True) for part in message.walk() if not part.is_multipart())
    return [payload if isinstance(payload, bytes) else b"" for payload in payloads]


def _our_leaves(data: bytes) -> list[bytes]:
    message = read(data)
    return [message.content(part.path) for part in message.root.leaves()]


def quality() -> None:
    """Expected bodies of stalwart-mail-parser (bytes, or the text in any charset) and mime4j (bytes)."""
    cases: list[tuple[bytes, list[bytes | str]]] = []
    for file in sorted((CORPUS / "stalwart-mail-parser").rglob("*.json")):
        data = file.with_name(file.name.split(".")[0] + ".eml").read_bytes()
        data = re.sub(rb"\r?\n", b"\r\n", data) if ".crlf." in file.name else data
        cases.append((data, _stalwart_leaves(load(file))))
    for file in sorted((CORPUS / "mime4j").rglob("*.msg")):
        names = re.findall(r'body name="([^"]+)"', file.with_name(f"{file.stem}_decoded.xml").read_text("latin-1"))
        bodies = [file.with_name(name).read_bytes() if file.with_name(name).exists() else b"" for name in names]
        cases.append((file.read_bytes(), list(bodies)))
    for name, leaves in (("ours", _our_leaves), ("email", _standard_leaves)):
        right = raised = 0
        for data, expected in cases:
            try:
                right += _agree(leaves(data), expected)
            except Exception:  # noqa: BLE001  that others raise is a result
                raised += 1
        print(f"  {name:8} all bodies right in {right} of {len(cases)} messages, raised on {raised}")


def _agree(found: list[bytes], expected: list[bytes | str]) -> bool:
    return len(found) == len(expected) and all(
        _lines(one) == _lines(wanted) if isinstance(wanted, bytes) else _says(one, wanted)
        for one, wanted in zip(found, expected, strict=True)
    )


def _says(data: bytes, text: str) -> bool:
    """Whether the bytes are the text in some charset: which one is another question."""
    return any(data.decode(codec, "replace").split() == text.split() for codec in (
        "utf-8", "cp1252", "latin-1", "iso-8859-2", "iso-2022-jp", "cp932", "gb18030", "big5", "cp949", "utf-16",
        "utf-16-le", "utf-7", "koi8-r", "cp1251", "iso-8859-5", "cp874"))  # fmt: skip


# --- memory ---------------------------------------------------------------------------------------------------------


def memory_of(size: int) -> int:
    """Bytes at the peak, beyond those before, of making the body of a message of ``size`` bytes in this process."""
    data = sample(size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    message_body(read(data))
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024


def memory() -> None:
    """A process each, since a peak does not go down."""
    for size in (1_000_000, 100_000_000):
        command = [sys.executable, "-m", "tests.speed.mime", str(size)]
        peak = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        print(f"  {size // 1_000_000:3} MB message: {peak / 1e6:.1f} MB more while its body is made")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(memory_of(int(sys.argv[1])))
    else:
        speed()
        if CORPUS.exists():
            print("bodies:")
            quality()
        print("memory:")
        memory()
