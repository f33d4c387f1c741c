"""Servers that mean harm, against the engine's own process: it keeps its memory, its loop keeps its turns, the user is
told a clear problem, and the other account does not notice.

Each attack takes the place of one answer of a server that is good otherwise (``tests/servers/hostile.py``).
"""

import asyncio
import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from mailclient.bridge.commands import Sync
from mailclient.bridge.events import AccountState, AccountStateChanged, AnyEvent, Finished
from mailclient.mail.account import AccountSettings, Security, Server
from mailclient.mail.ids import AccountId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.profile import Profile
from mailclient.transport.stream import Stream
from tests.engine.child_engine import ChildEngine
from tests.engine.running import RunningEngine, message
from tests.servers.attacks import bomb, bye, drop_by_drop, endless, idle_news, other_numbering, says
from tests.servers.authority import Authority
from tests.servers.dovecot import Dovecot
from tests.servers.hostile import CAPABILITIES, Attack, HostileServer

PEAK_BYTES_MAX = 190 * 1024 * 1024
"""The engine with two accounts at peace takes some 50 MB, at the worst of these attacks 145 MB."""
STEP_SECONDS_MAX = 0.75
"""Of processor time, on a machine where others take it, too; alone it is 0.002 to 0.03 for most, 0.1 when a hundred
thousand folders are let go of again."""
NONSENSE = (ProblemKind.SERVER_NONSENSE,)
LOST = (ProblemKind.CONNECTION_LOST, ProblemKind.SERVER_BUSY)


@dataclass(frozen=True)
class Case:
    """``ends``: the problem that the account waits with; empty: the account goes on."""

    name: str
    attacks: dict[str, Attack]
    ends: tuple[ProblemKind, ...] = ()
    capabilities: str = CAPABILITIES


ROW = '* {} FETCH (UID {} FLAGS (\\Seen) INTERNALDATE "21-Nov-2026 10:00:00 +0000" RFC822.SIZE 5)'
MANY = 250_000
DEEP = "(" * 100_000

CASES = [
    Case("endless line as greeting", {"greeting": endless(b"x" * 65536)}, NONSENSE),
    Case("endless line as answer", {"LIST": endless(b"x" * 65536, b"* LIST (")}, NONSENSE),
    Case("endless FETCH line", {"UID FETCH": endless(b"x" * 65536, b"* 1 FETCH (ENVELOPE (")}, NONSENSE),
    Case("endless search result", {"UID SEARCH": endless(b"1,3,5,7,9," * 6000, b"* ESEARCH UID ALL ")}, NONSENSE),
    Case("section of 2^63", {"UID FETCH": says(f"* 1 FETCH (UID 1 BODY[HEADER] {{{2**63}}}", ok=False)}, NONSENSE),
    Case("section of 10^30", {"UID FETCH": says(f"* 1 FETCH (UID 1 BODY[HEADER] {{{10**30}}}")}),
    Case("name of 4 GB", {"LIST": endless(b"x" * 65536, b'* LIST () "/" {4294967295}\r\n')}, NONSENSE),
    Case("nested structure", {"UID FETCH": says(f"* 1 FETCH (UID 1 BODYSTRUCTURE {DEEP}")}),
    Case("nested list", {"LIST": says(f'* LIST {DEEP} "/" x', '* LIST () "/" INBOX')}),
    Case(
        "very many EXISTS",
        {"NOOP": says("* {} EXISTS", times=MANY), "LIST": says("* {} EXISTS", times=MANY)},
        NONSENSE,
    ),
    Case("very many FETCH of others", {"UID FETCH": says(ROW, times=MANY)}),
    Case("very many folders", {"LIST": says('* LIST () "/" "folder {}"', times=MANY)}, NONSENSE),
    Case("very many FETCH unasked", {"LIST": says("* {} FETCH (FLAGS (\\Seen))", times=MANY)}, NONSENSE),
    Case("very many continuations", {"LIST": says("+ go on", times=MANY)}, NONSENSE),
    Case(
        "a capability of a megabyte",
        {"LIST": says("* CAPABILITY IMAP4rev1 " + "X-WORD " * 140_000, '* LIST () "/" INBOX')},
    ),
    Case(
        "10^9 messages",
        {"SELECT": says("* 1000000000 EXISTS", "* OK [UIDVALIDITY 7] v", "* OK [UIDNEXT 4294967295] n")},
    ),
    Case("all UIDs found", {"UID SEARCH": says("* ESEARCH UID ALL 1:4294967295")}),
    Case("all UIDs gone", {"LIST": says("* VANISHED 1:4294967295", '* LIST () "/" INBOX')}),
    Case("BYE as greeting", {"greeting": bye}, LOST),
    Case("BYE at the login", {"AUTHENTICATE": bye}, LOST),
    Case("BYE at LIST", {"LIST": bye}, LOST),
    Case("BYE at SELECT", {"SELECT": bye}, LOST),
    Case("BYE at FETCH", {"UID FETCH": bye}, LOST),
    Case("an answer to nobody", {"LIST": says("A99 OK done", "Z1 OK done")}, NONSENSE),
    Case("compressed bomb", {"COMPRESS": bomb}, NONSENSE, CAPABILITIES + " COMPRESS=DEFLATE"),
    Case("one byte at a time", {"LIST": drop_by_drop('* LIST () "/" INBOX')}),
    Case("a folder 100,000 deep", {"LIST": says('* LIST () "/" "' + "a/" * 100_000 + 'a"', '* LIST () "/" INBOX')}),
    Case(
        "names that are no names",
        {"LIST": says('* LIST () "/" "../../etc/passwd"', '* LIST () "/" "\x00&//"', '* LIST () "/" ""')},
    ),
    Case("another numbering each time", {"SELECT": other_numbering}),
    Case("never-ending news", {"IDLE": idle_news}),
]


class World:
    """A child engine with Alice on Dovecot and Mallory on the hostile server; both accounts are stored already."""

    def __init__(self, directory: Path, dovecot: Dovecot) -> None:
        self.profile = Profile(directory / "profile")
        self.measures = directory / "measures.json"
        self.dovecot = dovecot
        self.alice = dovecot.add_user("alice")
        self.child = ChildEngine(self.profile, self.alice.password)
        self.alice_id = self.mallory_id = AccountId(0)

    async def prepare(self, hostile: Server) -> None:
        async def unreachable(server: Server) -> Stream:
            raise MailError(Problem(ProblemKind.NETWORK_UNREACHABLE, server.host))

        smtp = Server("localhost", 1, Security.NONE, "")
        running = await RunningEngine(self.profile.directory, dialled=unreachable).start()
        secret = self.alice.secret
        self.alice_id = await running.add(
            AccountSettings(self.alice.name, "Alice", self.dovecot.imap(self.alice), smtp), secret
        )
        self.mallory_id = await running.add(
            AccountSettings("mallory@mail.test", "Mallory", dataclasses.replace(hostile, host="imap.mail.test"), smtp),
            secret,
        )
        await running.stop()

    async def start(self) -> None:
        await self.child.start(command=("-m", "tests.engine.measured_process", str(self.profile.directory)))

    async def alice_reads(self, subject: str) -> None:
        """A new message comes and is there after the next look."""
        self.dovecot.deliver(self.alice, message(subject))
        answer = await self.child.request(Sync(subject, self.alice_id))
        assert isinstance(answer, Finished), answer
        inbox = next(one for one in self.child.reader.folders(self.alice_id) if one.path == "INBOX")
        ids = [id_ for id_, _ in self.child.reader.message_ids(inbox.id)]
        assert subject in [row.subject for row in self.child.reader.rows(ids)]

    async def mallory_ends(self, kinds: tuple[ProblemKind, ...]) -> None:
        """The account waits with a problem of such a kind; with none given, it is online."""
        states = (AccountState.WAITING,) if kinds else (AccountState.ONLINE,)

        def is_it(event: AnyEvent) -> bool:
            if not isinstance(event, AccountStateChanged):
                return False
            return event.account_id == self.mallory_id and event.state in states

        ended = await self.child.wait_for(is_it)
        assert isinstance(ended, AccountStateChanged)
        if kinds:
            assert ended.problem is not None
            assert ended.problem.kind in kinds, ended.problem


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_attack(
    case: Case, tmp_path: Path, authority: Authority, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path, dovecot)
    monkeypatch.setenv("MAIL_TEST_MEASURES", str(world.measures))
    async with HostileServer(authority.localhost(), case.attacks, case.capabilities) as server:
        await world.prepare(server.address)
        await world.start()
        try:
            async with asyncio.timeout(120):
                await server.attacked.wait()
            await world.alice_reads("during the attack")
            await world.mallory_ends(case.ends)
            await world.alice_reads("after it")
        finally:
            await world.child.stop()
    measures = json.loads(world.measures.read_text())
    assert measures["peak_bytes"] <= PEAK_BYTES_MAX
    assert measures["longest_step_seconds"] <= STEP_SECONDS_MAX, measures
