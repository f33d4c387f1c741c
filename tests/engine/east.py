"""The whole engine against a case of ``tests.servers.east``: an account added, then put to work whatever came of that.

python -m tests.engine.east [DIRECTORY]    the table of docs/transport-safety.md
"""

import argparse
import asyncio
import base64
import contextlib
import logging
import os
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mailclient.bridge.commands import AddAccount, SendMessage, Sync
from mailclient.bridge.events import Failed
from mailclient.engine.accounts import pop3_session, smtp_session
from mailclient.engine.accounts.imap_session import ImapSession
from mailclient.mail.account import AccountKind, AccountSettings, Secret, Security, Server
from mailclient.mail.ids import AccountId, OperationId
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import Problem
from mailclient.transport.connect import dial
from mailclient.transport.stream import Stream
from tests.engine.running import RunningEngine, message
from tests.servers.authority import Authority
from tests.servers.east import CORPUS, EastServer
from tests.servers.east_cases import BENIGN_SMTP, SETUP, EastCase, load_cases
from tests.servers.model import PLAIN, ModelServer

PASSWORD = "open sesame"
REPLY_SECONDS = 2.0
"""In the place of the engine's minute or two for one answer."""
CASE_SECONDS = 30.0
"""More than all the waits of one case."""

_SECRETS = [
    PASSWORD,
    base64.b64encode(PASSWORD.encode()).decode(),
    base64.b64encode(f"\0alice@mail.test\0{PASSWORD}".encode()).decode()[:40],
    base64.b64encode(b"alice@mail.test").decode().rstrip("="),
]
_MODEL = Server("model.test", 143, Security.NONE, "alice@mail.test")
_HARMLESS = {"STARTTLS", "CAPABILITY", "LOGOUT", "NOOP", "CAPA", "STLS", "QUIT", "EHLO", "HELO", "RSET", "ID"}


@dataclass
class Outcome:
    """What came of a case. ``problems`` are those that a person is shown; ``traces`` words that came before TLS."""

    case: EastCase
    logged_in: bool = False
    logins_in_the_clear: int = 0
    problems: list[Problem] = field(default_factory=list)
    secrets_in_the_clear: list[str] = field(default_factory=list)
    odd_in_the_clear: list[str] = field(default_factory=list)
    believed: list[str] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    messages: int = 0
    kept: bool = True
    """SMTP: the message is still in the outbox, or the server has got it inside TLS."""
    told: str = field(default="", repr=False)
    """All that the engine told its window."""
    seconds: float = 0.0


@contextlib.contextmanager
def short_waits() -> Iterator[None]:
    """The engine's patience for one answer is REPLY_SECONDS."""
    defaults = ImapSession.open.__func__.__kwdefaults__  # type: ignore[attr-defined]
    names = [(smtp_session, "GREETING_SECONDS"), (smtp_session, "REPLY_SECONDS")]
    names += [(pop3_session, "GREETING_SECONDS"), (pop3_session, "ANSWER_SECONDS")]
    before = [getattr(module, name) for module, name in names]
    timeout = defaults["timeout_seconds"]
    defaults["timeout_seconds"] = REPLY_SECONDS
    for module, name in names:
        setattr(module, name, REPLY_SECONDS)
    try:
        yield
    finally:
        defaults["timeout_seconds"] = timeout
        for (module, name), value in zip(names, before, strict=True):
            setattr(module, name, value)


async def run_case(case: EastCase, directory: Path, authority: Authority, strangers: Authority) -> Outcome:
    """Play it to an engine of its own. TimeoutError when that hangs."""
    server = EastServer(case, authority, strangers)
    other = EastServer(EastCase("other", "smtp", SETUP, "", BENIGN_SMTP), authority, strangers)
    await server.start()
    await other.start()
    model = ModelServer(PLAIN)

    async def dialled(to: Server) -> Stream:
        return await (model.dial(to) if to.host == _MODEL.host else dial(to))

    engine = RunningEngine(directory, dialled=dialled)
    outcome = Outcome(case)
    began = time.monotonic()
    try:
        with short_waits():
            async with asyncio.timeout(CASE_SECONDS):
                await engine.start()
                await _work(engine, _settings(case, server, other), outcome, server)
    finally:
        await engine.stop()
        await server.stop()
        await other.stop()
    outcome.told = repr(engine.events)
    outcome.seconds = time.monotonic() - began
    look(outcome, server, directory)
    return outcome


def _settings(case: EastCase, server: EastServer, other: EastServer) -> AccountSettings:
    if case.protocol == "smtp":
        return AccountSettings("alice@mail.test", "Alice", _MODEL, server.address)
    kind = AccountKind.POP3 if case.protocol == "pop3" else AccountKind.IMAP
    return AccountSettings("alice@mail.test", "Alice", server.address, other.address, kind)


async def _work(engine: RunningEngine, settings: AccountSettings, outcome: Outcome, server: EastServer) -> None:
    """Add the account; where that fails, have it nevertheless, and synchronise and send."""
    added = await engine.request(AddAccount("", settings, PASSWORD, PASSWORD))
    if isinstance(added, Failed):
        outcome.problems.append(added.problem)
        assert not engine.reader.accounts(), "an account that never logged in is stored"
        account_id = await engine.add(settings, Secret(PASSWORD))
    else:
        assert added.account_id is not None
        account_id = added.account_id
    if outcome.case.protocol == "smtp":
        await _send(engine, account_id, outcome, server)
    else:
        synced = await engine.request(Sync("", account_id))
        if isinstance(synced, Failed):
            outcome.problems.append(synced.problem)
    outcome.folders = [folder.path for folder in engine.reader.folders()]
    outcome.messages = sum(folder.total for folder in engine.reader.folders())


async def _send(engine: RunningEngine, account_id: AccountId, outcome: Outcome, server: EastServer) -> None:
    data = message("to be sent")
    outgoing = Outgoing(data, "alice@mail.test", ("someone@mail.test",))
    await engine.engine.perform(SendMessage(OperationId("sending"), account_id, outgoing))

    def settled() -> bool:
        rows = engine.reader.outbox()
        return not rows or any(row.problem is not None for row in rows)

    await engine.until(settled)
    rows = engine.reader.outbox()
    outcome.problems += [row.problem for row in rows if row.problem is not None]
    outcome.kept = bool(rows) or server.hearing.messages == 1


def look(outcome: Outcome, server: EastServer, directory: Path) -> None:
    """What the server heard, and what ``directory`` (all of a profile) and the problems keep of what it said."""
    hearing = server.hearing
    outcome.logged_in = hearing.logins > 0
    outcome.logins_in_the_clear = hearing.logins_in_the_clear
    outcome.believed = hearing.believed
    outcome.secrets_in_the_clear = [line for line in hearing.clear if any(secret in line for secret in _SECRETS)]
    outcome.odd_in_the_clear = [line for line in hearing.clear if _command(line, outcome.case) not in _HARMLESS]
    kept = b"".join(path.read_bytes() for path in directory.rglob("*") if path.is_file())
    shown = "\n".join([outcome.told, *(f"{each.subject} {each.detail}" for each in outcome.problems)])
    outcome.traces = [word for word in _own_words(hearing.said) if word.encode() in kept or word in shown]


def _command(line: str, case: EastCase) -> str:
    words = line.upper().split(" ")
    return words[min(1, len(words) - 1)] if case.protocol == "imap" else words[0]


def _own_words(said: bytes) -> list[str]:
    """What nobody would store or say by himself of what came in the clear."""
    words = re.findall(r"[A-Za-z0-9]+(?:[-. /:][A-Za-z0-9]+)*", said.decode("utf-8", "replace"))
    return sorted({word for word in words if re.search(r"\d{4}|Injected|Attacker|example\.org|[a-z]\d[A-Za-z]", word)})


def table(outcomes: list[Outcome]) -> str:
    """By class, in Markdown."""
    lines = [
        "| class | cases (IMAP, POP3, SMTP) | logged in by TLS | stopped | secrets in the clear | traces | longest |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind in sorted({outcome.case.kind for outcome in outcomes}):
        mine = [outcome for outcome in outcomes if outcome.case.kind == kind]
        protocols = Counter(outcome.case.protocol for outcome in mine)
        parts = ", ".join(str(protocols[each]) for each in ("imap", "pop3", "smtp"))
        stopped = Counter(outcome.problems[0].kind.value for outcome in mine if outcome.problems)
        words = ", ".join(f"{number} {name}" for name, number in stopped.most_common()) or "0"
        lines.append(
            f"| {kind} | {len(mine)} ({parts}) | {sum(each.logged_in for each in mine)} | {words}"
            f" | {sum(bool(each.secrets_in_the_clear) for each in mine)}"
            f" | {sum(bool(each.traces or each.believed) for each in mine)}"
            f" | {max(each.seconds for each in mine):.1f} s |"
        )
    return "\n".join(lines)


async def _all(directory: Path, *, single: bool) -> list[Outcome]:
    outcomes = []
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        authority, strangers = Authority(Path(one)), Authority(Path(two))
        os.environ["SSL_CERT_FILE"] = str(authority.ca_file)
        for case in load_cases(directory):
            with tempfile.TemporaryDirectory() as profile:
                outcome = await run_case(case, Path(profile) / "profile", authority, strangers)
            outcomes.append(outcome)
            if single:
                kinds = [problem.kind.value for problem in outcome.problems]
                found = outcome.traces + outcome.believed + outcome.odd_in_the_clear
                print(f"{case.kind:20} {case.name:60} {outcome.logged_in!s:6} {outcome.seconds:5.1f} {kinds} {found}")
    return outcomes


def main() -> None:
    arguments = argparse.ArgumentParser(description="runs the engine against STARTTLS cases and prints the table")
    arguments.add_argument("directory", type=Path, nargs="?", default=CORPUS)
    arguments.add_argument("--each", action="store_true", help="a line for each case, too")
    options = arguments.parse_args()
    logging.disable()
    print(table(asyncio.run(_all(options.directory, single=options.each))))


if __name__ == "__main__":
    main()
