"""All that an account needs, told once and acted on every server and every subset of its extensions.

    seen = await Story(engine, server.imap(user), user.secret).tell()    # over ``Filtered.dial``

Another mail program on plain IMAP4rev1 (``SecondClient``) says what is really on the server. ``seen`` is what the store
holds at the end: it is the same wherever the story was told (``EXPECTED``).
"""

import dataclasses
from email.message import EmailMessage

from mailclient.bridge.commands import (
    AppendMessage,
    CopyMessages,
    CreateFolder,
    DeleteFolder,
    DeleteMessages,
    FetchBody,
    FetchPart,
    FetchWhole,
    GoOnline,
    MoveMessages,
    RenameFolder,
    SetFlags,
    SetKeywords,
    Sync,
)
from mailclient.bridge.events import AccountState, AccountStateChanged, BodyStored, Finished, NewMail, PartStored
from mailclient.mail.account import AccountSettings, Secret, Security, Server
from mailclient.mail.flag import Flag
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import AccountId, FolderId, OperationId, PartPath
from mailclient.store.rows import MessageRow
from tests.engine.running import RunningEngine, message
from tests.servers.second_client import SecondClient

NO_ID = OperationId("")
_ROLES = ("Sent", "Drafts", "Trash", "Junk", "Archive")
_LARGE = message("large", text="0123456789abcdef" * 20_000)

Seen = dict[str, list[tuple[str, str, frozenset[str]]]]
"""By folder: subject, flags and keywords of each message, sorted by subject."""

EXPECTED: Seen = {
    "INBOX": [
        ("large", "", frozenset()),
        ("news", "FLAGGED", frozenset()),
        ("number 0", "SEEN|FLAGGED", frozenset({"$label1"})),
        ("while away", "SEEN", frozenset()),
    ],
    "Archive": [("appended", "SEEN", frozenset()), ("number 0", "SEEN", frozenset())],
    "Junk": [("number 1", "FLAGGED", frozenset())],
    "Trash": [("number 3", "", frozenset())],
    "Drafts": [("draft", "SEEN|DRAFT", frozenset())],
    "Sent": [],
}


class Story:
    """``above`` stands before the names of all folders but the inbox: "INBOX." on Courier. ``pushed``: the server tells
    of new mail without being asked."""

    def __init__(
        self, engine: RunningEngine, server: Server, secret: Secret, *, above: str = "", pushed: bool = True
    ) -> None:
        self.engine = engine
        self.server = dataclasses.replace(server, host="imap.mail.test")
        """Not "localhost": some things are done only for a server that is far (compression)."""
        self.secret = secret
        self.above = above
        self.pushed = pushed
        self.account_id = AccountId(0)
        self.other = SecondClient(server, secret)

    async def tell(self) -> Seen:
        """The whole story; what the store shows in the end."""
        with self.other:
            self._prepare()
            await self._first_sync()
            await self._read()
            await self._mark()
            await self._file()
            await self._write()
            await self._new_mail()
            await self._others_at_work()
            await self._return_after_changes()
            await self._folders()
            await self._sync()
            seen = self._seen()
            self._compare_with_the_server(seen)
        return seen

    def place(self, name: str) -> str:
        """The server's name of a folder."""
        return name if name == "INBOX" else self.above + name

    def _prepare(self) -> None:
        for name in _ROLES:
            if self.place(name) not in self.other.folders():
                self.other.create(self.place(name))
                self.other.subscribe(self.place(name))
        self.other.append(message("number 0"), flags="\\Seen")
        self.other.append(message("number 1"), flags="\\Flagged")
        self.other.append(message("number 2"))
        self.other.append(_with_attachment("number 3"))

    async def _first_sync(self) -> None:
        settings = AccountSettings(
            "alice@mail.test", "Alice Example", self.server, Server("localhost", 1, Security.NONE, "")
        )
        self.account_id = await self.engine.add(settings, self.secret)
        await self._sync()
        assert sorted(self.engine.subjects("INBOX")) == [f"number {number}" for number in range(4)]
        assert self._row("number 0").flags.bits == Flag.SEEN
        assert self._row("number 1").flags.bits == Flag.FLAGGED
        roles = {folder.role for folder in self.engine.reader.folders()}
        assert roles >= {FolderRole(name.lower()) for name in _ROLES}

    async def _read(self) -> None:
        row = self._row("number 3")
        await self.engine.engine.perform(FetchBody(row.id))
        await self.engine.wait_for(BodyStored, lambda one: one.message_id == row.id)
        body = self.engine.reader.body(row.id)
        assert body is not None
        assert body.text.strip() == "See the attachment: größer."
        await self.engine.engine.perform(FetchPart(row.id, PartPath("2")))
        await self.engine.wait_for(PartStored, lambda one: one.message_id == row.id)
        assert self.engine.reader.part(row.id, PartPath("2")) == bytes(range(256)) * 300
        assert isinstance(await self.engine.request(FetchWhole("", (row.id,))), Finished)
        whole = self.engine.reader.whole(row.id)
        assert whole is not None
        assert whole == self.other.body("INBOX", "number 3")

    async def _mark(self) -> None:
        row = self._row("number 0")
        await self.engine.operate(SetFlags(NO_ID, (row.id,), add=Flag.ANSWERED))
        await self.engine.operate(SetFlags(NO_ID, (row.id, self._row("number 2").id), add=Flag.FLAGGED))
        await self.engine.operate(SetFlags(NO_ID, (row.id,), remove=Flag.ANSWERED | Flag.FLAGGED))
        await self.engine.operate(SetKeywords(NO_ID, (row.id,), add=("$label1",)))
        flags = self.other.flags()
        assert flags["number 0"] == {"\\Seen", "$label1"}
        assert flags["number 2"] == {"\\Flagged"}
        await self.engine.operate(SetKeywords(NO_ID, (row.id,), remove=("$label1",)))
        assert self.other.flags()["number 0"] == {"\\Seen"}

    async def _file(self) -> None:
        rows = {number: self._row(f"number {number}") for number in range(4)}
        await self.engine.operate(CopyMessages(NO_ID, (rows[0].id,), self._folder("Archive")))
        moved = (rows[1].id, rows[2].id)
        await self.engine.operate(MoveMessages(NO_ID, moved, self._folder("Junk")))
        await self.engine.operate(DeleteMessages(NO_ID, (rows[3].id,)))
        assert self.other.subjects() == ["number 0"]
        assert self.other.subjects(self.place("Archive")) == ["number 0"]
        assert sorted(self.other.subjects(self.place("Junk"))) == ["number 1", "number 2"]
        assert self.other.subjects(self.place("Trash")) == ["number 3"]
        await self._sync()
        assert {self._row(f"number {number}", "Junk").id for number in (1, 2)} == set(moved)
        assert self._row("number 3", "Trash").id == rows[3].id
        await self.engine.operate(DeleteMessages(NO_ID, (rows[2].id,), forever=True))

    async def _write(self) -> None:
        archive = self._folder("Archive")
        await self.engine.operate(AppendMessage(NO_ID, archive, message("appended"), Flag.SEEN))
        await self.engine.operate(AppendMessage(NO_ID, self._folder("INBOX"), _LARGE))
        drafts, draft = self._folder("Drafts"), Flag.DRAFT | Flag.SEEN
        await self.engine.operate(AppendMessage(NO_ID, drafts, message("draft", message_id="1@test"), draft))
        await self._sync()
        first = self._row("draft", "Drafts").id
        second = message("draft", message_id="2@test", text="second")
        await self.engine.operate(AppendMessage(NO_ID, drafts, second, draft, replaces=first))
        await self.engine.until(lambda: self.engine.reader.waiting_operations() == 0)
        assert self.other.subjects(self.place("Drafts")) == ["draft"]
        assert b"second" in self.other.body(self.place("Drafts"), "draft")
        assert self.other.body("INBOX", "large") == _LARGE

    async def _new_mail(self) -> None:
        before = len(self.engine.events)
        self.other.append(message("news"))
        if not self.pushed:
            await self._sync()
        await self.engine.wait_for(NewMail, self._tells_of_news, after=before)
        assert "news" in self.engine.subjects("INBOX")

    def _tells_of_news(self, event: NewMail) -> bool:
        return "news" in [row.subject for row in self.engine.reader.rows(event.message_ids)]

    async def _others_at_work(self) -> None:
        self.other.flag("INBOX", "news", "\\Flagged")
        self.other.flag("INBOX", "number 0", "\\Flagged $label1")
        self.other.append(message("short lived"))
        await self._sync()
        assert "short lived" in self.engine.subjects("INBOX")
        assert self._row("news").flags.bits == Flag.FLAGGED
        assert set(self._row("number 0").flags.keywords) == {"$label1"}
        self.other.expunge("INBOX", "short lived")
        await self._sync()
        assert "short lived" not in self.engine.subjects("INBOX")

    async def _return_after_changes(self) -> None:
        self.other.append(message("lost"))
        await self._sync()
        await self._go(AccountState.OFFLINE)
        self.other.append(message("while away"), flags="\\Seen")
        self.other.expunge("INBOX", "lost")
        await self._go(AccountState.ONLINE)
        await self._sync()
        assert sorted(self.engine.subjects("INBOX")) == ["large", "news", "number 0", "while away"]

    async def _folders(self) -> None:
        name = self.place("Größe & 日本")
        await self.engine.operate(CreateFolder(NO_ID, self.account_id, name))
        assert len(self.other.folders()) == len(_ROLES) + 2
        folder = self.engine.folder(name)
        await self.engine.operate(CopyMessages(NO_ID, (self._row("large").id,), folder.id))
        await self.engine.operate(RenameFolder(NO_ID, folder.id, self.place("Renamed")))
        assert self.place("Renamed") in self.other.folders()
        await self._sync()
        assert self.engine.folder(self.place("Renamed")).id == folder.id
        assert self.engine.subjects(self.place("Renamed")) == ["large"]
        await self.engine.operate(DeleteFolder(NO_ID, folder.id, forever=True))
        assert len(self.other.folders()) == len(_ROLES) + 1

    async def _go(self, state: AccountState) -> None:
        before = len(self.engine.events)
        await self.engine.engine.perform(GoOnline(online=state is AccountState.ONLINE))
        await self.engine.wait_for(AccountStateChanged, lambda one: one.state is state, after=before)

    async def _sync(self) -> None:
        answer = await self.engine.request(Sync(""))
        assert isinstance(answer, Finished), answer

    def _row(self, subject: str, folder: str = "INBOX") -> MessageRow:
        return self.engine.row(self.place(folder), subject)

    def _folder(self, name: str) -> FolderId:
        return self.engine.folder(self.place(name)).id

    def _seen(self) -> Seen:
        return {
            name: sorted(
                (row.subject, "|".join(flag.name or "" for flag in row.flags.bits), frozenset(row.flags.keywords))
                for row in self.engine.rows(self.place(name))
            )
            for name in ("INBOX", *_ROLES)
        }

    def _compare_with_the_server(self, seen: Seen) -> None:
        for name, rows in seen.items():
            assert sorted(self.other.subjects(self.place(name))) == [subject for subject, _, _ in rows], name


def _with_attachment(subject: str) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "Bob <bob@mail.test>", "alice@mail.test", subject
    made["Date"], made["Message-ID"] = "Sat, 21 Nov 2026 10:00:00 +0000", "<attachment@test.example>"
    made.set_content("See the attachment: größer.")
    made.add_attachment(bytes(range(256)) * 300, maintype="application", subtype="octet-stream", filename="bytes.bin")
    return made.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
