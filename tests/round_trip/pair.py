"""Alice with our engine, Bob with a real Thunderbird: what they send each other, and what was seen of it."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from mailclient.bridge.commands import (
    AnyCommand,
    GivePassphrase,
    OpenBytes,
    SendDraft,
)
from mailclient.bridge.draft import DraftContent
from mailclient.bridge.events import ClearPiece, Finished, PassphraseNeeded
from mailclient.engine.outside import Outside
from mailclient.mail.ids import AccountId, DraftId, OperationId
from mailclient.transport.stream import Dial
from tests.engine.running import RunningEngine
from tests.round_trip.journey import Submission
from tests.round_trip.servers import Servers
from tests.round_trip.thunderbird import Thunderbird
from tests.servers.dovecot import MailUser

DAY = 86_400.0
SUBJECT = "비밀 계획 – Müller"
TEXT = "Grüße aus Busan \nFrom here on\n\n안녕하세요, 비밀입니다.\n-- \nAlice"


@dataclass(frozen=True)
class Kinds:
    """Of keys: ``ours`` and ``theirs`` of OpenPGP as gpg and Thunderbird call them, then of certificates."""

    title: str
    ours: str
    theirs: str
    our_certificate: str
    their_certificate: str
    server: str


class OurEngine(RunningEngine):
    """With a GnuPG home of its own."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "gnupg"
        self.home.mkdir(mode=0o700)
        super().__init__(folder / "profile")

    def outside(self, dialled: Dial) -> Outside:
        return Outside(dial=dialled, credentials=self.credentials, gnupg_home=self.home)

    async def asks(self, command: AnyCommand) -> Finished:
        answer = await self.request(command)
        assert isinstance(answer, Finished), answer
        return answer


@dataclass
class World:
    """Alice with our engine, Bob with Thunderbird."""

    engine: OurEngine
    bird: Thunderbird
    servers: Servers
    submission: Submission
    alice: MailUser
    bob: MailUser
    into: Path
    pictures: bool = False
    accounts: list[AccountId] = field(default_factory=list)

    async def sent(self, content: DraftContent) -> bytes:
        """As it lies in Bob's mailbox."""
        before = len(self.servers.dovecot.messages(self.bob))
        command = SendDraft(OperationId(""), DraftId("draft"), self.accounts[0], msgspec.msgpack.encode(content))
        await self.engine.operate(command)
        await self.engine.until(lambda: not self.engine.reader.outbox())
        self.submission.wait_until_delivered(60)
        found = self.servers.dovecot.messages(self.bob)
        assert len(found) == before + 1
        return found[-1]

    async def opened_with(self, data: bytes, passphrase: str) -> tuple[Finished, bytes]:
        """As ``opened``; the key wants a passphrase."""
        start = len(self.engine.events)
        opening = asyncio.create_task(self.opened(data))
        asked = await self.engine.wait_for(PassphraseNeeded, after=start)
        await self.engine.engine.perform(GivePassphrase(asked.request_id, passphrase))
        return await opening

    async def opened(self, data: bytes) -> tuple[Finished, bytes]:
        """By our engine, with the clear message (or what there was)."""
        start = len(self.engine.events)
        answer = await self.engine.request(OpenBytes("", data))
        assert isinstance(answer, Finished), answer
        pieces = [one.data for one in self.engine.events[start:] if isinstance(one, ClearPiece)]
        return answer, b"".join(pieces) or data

    def note(self, what: str, case: str, said: str) -> None:
        """A line of the table."""
        print(f"{what:24} {case:44} {said}", flush=True)
