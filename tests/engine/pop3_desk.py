"""A POP3 account at work in the test's own loop, without the rest of the engine: its store, and passes one by one."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from mailclient.bridge.events import AnyEvent
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.local_folders import store_account
from mailclient.engine.accounts.pop3_mail import Pop3Mail
from mailclient.engine.announce import Announcer
from mailclient.engine.outside import Outside
from mailclient.engine.secrets.credentials import MemoryCredentials
from mailclient.mail.account import Account, AccountKind, AccountSettings, Secret, Security, Server
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import FolderId, MessageId
from mailclient.mail.pop3 import Pop3Rules
from mailclient.store import places, pop3
from mailclient.store.pop3 import Known
from mailclient.store.reader import Reader
from mailclient.store.rows import MessageRow
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer
from mailclient.transport.connect import dial
from mailclient.transport.stream import Dial, Stream

NOWHERE = Server("pop3.test", 995, Security.TLS, "alice")
EVERYTHING = Pop3Rules()
DAY = 86400.0


class Pop3Desk:
    """``now`` is its clock. ``arrived``: the ids told to the filters."""

    def __init__(self, path: Path, writer: Writer, server: Server, secret: Secret, dialled: Dial) -> None:
        self.path = path
        self.now = 1_800_000_000.0
        self.arrived: list[MessageId] = []
        self.events: list[AnyEvent] = []
        self.writer = writer
        self.reader = Reader(path)
        self.server = server
        self.secret = secret
        self.dialled = dialled
        self.mail: Pop3Mail
        self.context: AccountContext

    @classmethod
    async def open(
        cls,
        path: Path,
        server: Server = NOWHERE,
        secret: Secret = Secret("open sesame"),  # noqa: B008  frozen
        dialled: Dial = dial,
        rules: Pop3Rules = EVERYTHING,
    ) -> "Pop3Desk":
        """The account is made when it is not there; its rules are ``rules``."""
        desk = cls(path, await Writer.open(path), server, secret, dialled)
        await desk._start(rules)
        return desk

    async def _start(self, rules: Pop3Rules) -> None:
        settings = AccountSettings(
            "alice@mail.test", "Alice", self.server, self.server, kind=AccountKind.POP3, pop3=rules
        )
        if not self.reader.accounts():
            await self.writer.transaction("add", store_account, settings)
        (account,) = self.reader.accounts()
        outside = Outside(dial=self._dial, credentials=MemoryCredentials(), now=lambda: self.now)
        account = Account(account.id, settings)
        of_engine = (self.writer, self.reader, outside, self.events.append, Announcer(self.events.append))
        self.context = AccountContext(account, *of_engine, self._take_arrivals)
        self.mail = Pop3Mail(self.context)

    async def _dial(self, server: Server) -> Stream:
        return await self.dialled(server)

    async def _take_arrivals(self, message_ids: Sequence[MessageId]) -> None:
        self.arrived += message_ids

    def obey(self, rules: Pop3Rules) -> None:
        """From now on these are the account's rules."""
        account = self.context.account
        self.context.account = Account(account.id, dataclasses.replace(account.settings, pop3=rules))

    async def run(self) -> None:
        """One pass."""
        await self.mail.run_pass(self.secret)

    async def again(self) -> None:
        """The engine is started anew: only what is on the disk counts."""
        rules = self.context.account.settings.pop3
        await self.close()
        self.writer = await Writer.open(self.path)
        self.reader = Reader(self.path)
        await self._start(rules)

    async def close(self) -> None:
        self.reader.close()
        await self.writer.close()

    @property
    def inbox(self) -> FolderId:
        return next(folder.id for folder in self.context.folders() if folder.role is FolderRole.INBOX)

    def rows(self) -> list[MessageRow]:
        """Newest first."""
        return self.reader.rows([id_ for id_, _ in self.reader.message_ids(self.inbox)])

    def wholes(self) -> list[bytes]:
        """What is here byte for byte, sorted."""
        return sorted(data for row in self.rows() if (data := self.reader.whole(row.id)) is not None)

    def subjects(self) -> list[str]:
        return sorted(row.subject for row in self.rows())

    async def known(self) -> list[Known]:
        return await self.writer.transaction("known", pop3.known, self.context.id)

    async def delete(self, subject: str) -> None:
        """Deleted here for good."""
        row = next(row for row in self.rows() if row.subject == subject)
        assert row.uid is not None
        await self.writer.transaction("delete", _vanish, self.inbox, row)


def _vanish(tx: Transaction, folder_id: FolderId, row: MessageRow) -> None:
    assert row.uid is not None
    places.vanish(tx, folder_id, [row.uid])


def mail(subject: str, text: str = "text", *, message_id: str = "") -> bytes:
    """A message."""
    head = f"Subject: {subject}\r\nMessage-ID: <{message_id or subject.replace(' ', '.')}@mail.test>\r\n"
    return f"{head}From: bob@mail.test\r\nDate: Fri, 15 Jan 2027 08:00:00 +0000\r\n\r\n{text}\r\n".encode()
