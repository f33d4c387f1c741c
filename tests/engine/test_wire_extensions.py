"""The commands of extensions, said to real servers: Dovecot with all its plugins, and Cyrus."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from mailclient.engine.accounts.imap_session import ImapSession
from mailclient.transport.connect import dial
from mailclient.wire.imap import search_keys
from mailclient.wire.imap.codes import AppendUid, MailboxIdCode
from mailclient.wire.imap.commands.append import Append
from mailclient.wire.imap.commands.append_catenated import AppendCatenated, TextPiece, UrlPiece
from mailclient.wire.imap.commands.create import Create
from mailclient.wire.imap.commands.delete import Delete
from mailclient.wire.imap.commands.get_metadata import GetMetadata
from mailclient.wire.imap.commands.get_quota_root import GetQuotaRoot
from mailclient.wire.imap.commands.list import ListMailboxes
from mailclient.wire.imap.commands.lsub import Lsub
from mailclient.wire.imap.commands.multi_append import MultiAppend
from mailclient.wire.imap.commands.my_rights import MyRights
from mailclient.wire.imap.commands.new_message import Form, NewMessage
from mailclient.wire.imap.commands.notify import MESSAGES, EventGroup, Notify, Watch
from mailclient.wire.imap.commands.rename import Rename
from mailclient.wire.imap.commands.subscribe import Subscribe
from mailclient.wire.imap.commands.uid_fetch import UidFetch, peek
from mailclient.wire.imap.commands.uid_search import UidSearch, read_found
from mailclient.wire.imap.commands.unselect import Unselect
from mailclient.wire.imap.commands.unsubscribe import Unsubscribe
from mailclient.wire.imap.events import (
    Event,
    Fetch,
    ListEntry,
    MyRightsData,
    QuotaData,
    QuotaRootData,
    StatusData,
    Unparsed,
)
from mailclient.wire.imap.fetch_items import (
    EMAIL_ID,
    PREVIEW,
    SAVE_DATE,
    THREAD_ID,
    binary_size,
    peek_binary,
    read_binary_size,
    read_email_id,
    read_preview,
    read_save_date,
)
from mailclient.wire.imap.metadata import MetadataData
from mailclient.wire.imap.number_set import SAVED, NumberSet
from mailclient.wire.imap.page import Page
from tests.servers.cyrus import Cyrus
from tests.servers.dovecot import Dovecot

ENCODED = (
    b"From: a@example.org\r\nSubject: one\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\nU2Nobml0emVsIG1pdCBLcmF1dA==\r\n"
)


class Talk:
    """A session that keeps what was told unasked; nothing may be unreadable."""

    def __init__(self, session: ImapSession) -> None:
        self.session = session
        self.news: list[Event] = []
        self.came = asyncio.Event()
        session.on_news = self._take

    def _take(self, event: Event) -> None:
        assert not isinstance(event, Unparsed), event
        self.news.append(event)
        self.came.set()

    def needs(self, *capabilities: str) -> None:
        missing = {*capabilities} - self.session.capabilities
        if missing:
            pytest.skip(f"this server does not offer {' '.join(sorted(missing))}")

    async def open(self, *messages: bytes, mailbox: str = "INBOX") -> None:
        for data in messages:
            await self.session.run(Append.of(mailbox, data))
        await self.session.select(mailbox)


@pytest_asyncio.fixture(params=["dovecot", "cyrus"])
async def talk(request: pytest.FixtureRequest) -> AsyncIterator[Talk]:
    server: Dovecot | Cyrus
    server = request.getfixturevalue("rich_dovecot" if request.param == "dovecot" else "cyrus")
    user = server.add_user()
    session = await ImapSession.open(server.imap(user), user.secret, dial, timeout_seconds=20)
    yield Talk(session)
    await session.close()


def prefixed(talk: Talk, name: str) -> str:
    """Cyrus may keep folders below INBOX."""
    namespace = talk.session.welcome.namespaces
    return (namespace.personal[0].prefix if namespace and namespace.personal else "") + name


async def test_folders_come_are_renamed_and_go(talk: Talk) -> None:
    run = talk.session.run
    name, other = prefixed(talk, "한글 a"), prefixed(talk, "other")
    created = await run(Create(name))
    assert isinstance(created.code, MailboxIdCode) == ("OBJECTID" in talk.session.capabilities)
    await run(Subscribe(name))
    assert name in {entry.name for entry in (await run(Lsub())).all(ListEntry)}
    chosen = await run(ListMailboxes(selection=("SUBSCRIBED",), children=True))
    (entry,) = [entry for entry in chosen.all(ListEntry) if entry.name == name]
    assert {"\\subscribed", "\\hasnochildren"} <= entry.attributes
    await run(Unsubscribe(name))
    await run(Rename(name, other))
    names = {entry.name for entry in (await run(ListMailboxes(more_patterns=("%",)))).all(ListEntry)}
    assert other in names
    assert name not in names
    await run(Delete(other))
    assert other not in {entry.name for entry in (await run(ListMailboxes())).all(ListEntry)}


async def test_roles_of_new_folders(talk: Talk) -> None:
    talk.needs("CREATE-SPECIAL-USE")
    before = (await talk.session.run(ListMailboxes(selection=("SPECIAL-USE",)))).all(ListEntry)
    taken = {word for entry in before for word in entry.attributes}
    role = next(role for role in ("\\Archive", "\\Junk", "\\Important", "\\Flagged") if role.lower() not in taken)
    name = prefixed(talk, "with a role")
    await talk.session.run(Create(name, role))
    after = (await talk.session.run(ListMailboxes(selection=("SPECIAL-USE",)))).all(ListEntry)
    assert role.lower() in {word for entry in after if entry.name == name for word in entry.attributes}


async def test_leaving_a_folder(talk: Talk) -> None:
    talk.needs("UNSELECT")
    await talk.open()
    await talk.session.run(Unselect())
    assert not (await talk.session.run(Append.of("INBOX", ENCODED))).events


async def test_saved_results_are_fetched_in_the_same_flight(talk: Talk) -> None:
    talk.needs("SEARCHRES")
    await talk.open(*[ENCODED.replace(b"one", word) for word in (b"one", b"two", b"one more")])
    search = UidSearch(search_keys.containing("SUBJECT", "one"), ("SAVE", "COUNT", "MIN", "MAX"))
    searched, fetched = await asyncio.gather(
        talk.session.run(search), talk.session.run(UidFetch(SAVED, ("FLAGS", peek("HEADER.FIELDS (SUBJECT)"))))
    )
    found = read_found(searched.events)
    assert (found.count, found.last) == (2, max(event.uid or 0 for event in fetched.all(Fetch)))
    assert len(fetched.all(Fetch)) == 2


async def test_searches(talk: Talk) -> None:
    await talk.open(ENCODED, ENCODED.replace(b"one", b"=?utf-8?B?7ZqM7J2Y?="))
    everything = read_found((await talk.session.run(UidSearch(("ALL",), ("ALL", "COUNT")))).events)
    assert everything.count == everything.uids.count == 2
    text = read_found((await talk.session.run(UidSearch(search_keys.containing("TEXT", "Schnitzel")))).events)
    assert text.count == 2
    korean = read_found((await talk.session.run(UidSearch(search_keys.containing("SUBJECT", "회의")))).events)
    assert korean.count == 1
    choice = search_keys.either([("FLAGGED",), search_keys.negated(search_keys.containing("SUBJECT", "one"))])
    assert read_found((await talk.session.run(UidSearch(choice))).events) == korean
    if "WITHIN" in talk.session.capabilities:
        young = read_found((await talk.session.run(UidSearch(search_keys.younger(3600)))).events)
        old = read_found((await talk.session.run(UidSearch(search_keys.older(3600)))).events)
        assert (young.count, old.count) == (2, 0)
    if "CONTEXT=SEARCH" in talk.session.capabilities:
        page = read_found((await talk.session.run(UidSearch(("ALL",), (), Page(2, 9)))).events)
        assert page.uids == NumberSet.of([everything.last or 0])


async def test_items_of_messages(talk: Talk) -> None:
    await talk.open(ENCODED)
    offered = talk.session.capabilities
    items = [item for item, name in ((PREVIEW, "PREVIEW"), (SAVE_DATE, "SAVEDATE")) if name in offered]
    if "OBJECTID" in offered:
        items += [EMAIL_ID, THREAD_ID]
        assert talk.session.selected is not None
        assert talk.session.selected.mailbox_id
    items += [peek_binary("1"), binary_size("1"), "MODSEQ"]
    (found,) = (await talk.session.run(UidFetch(NumberSet.span(1), tuple(items)))).all(Fetch)
    assert found.section("1") == b"Schnitzel mit Kraut"
    assert read_binary_size(found, "1") == 19
    assert found.modseq
    assert bool(read_email_id(found)) == ("OBJECTID" in offered)
    preview, saved = read_preview(found), read_save_date(found)
    if "PREVIEW" in offered:
        assert preview is not None
        assert preview.text is None or "Schnitzel" in preview.text  # Cyrus makes them with time
    if "SAVEDATE" in offered:
        assert saved is not None
        assert saved.saved_at is not None
        assert abs((datetime.now(UTC) - saved.saved_at).total_seconds()) < 3600


async def test_several_messages_at_once(talk: Talk) -> None:
    talk.needs("MULTIAPPEND")
    moment = datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
    messages = (NewMessage(len(ENCODED), (ENCODED,), ("\\Seen",), moment), NewMessage(len(ENCODED), (ENCODED,)))
    code = (await talk.session.run(MultiAppend("INBOX", messages))).code
    assert isinstance(code, AppendUid)
    assert code.uids.count == 2
    await talk.session.select("INBOX")
    first, second = (await talk.session.run(UidFetch(code.uids, ("FLAGS", "INTERNALDATE")))).all(Fetch)
    assert "\\Seen" in (first.flags or ())
    assert "\\Seen" not in (second.flags or ())
    assert first.internal_date == moment


async def test_messages_made_of_pieces(talk: Talk) -> None:
    talk.needs("CATENATE")
    await talk.open(ENCODED)
    (original,) = (await talk.session.run(UidFetch(NumberSet.span(1), ("FLAGS",)))).all(Fetch)
    assert talk.session.selected is not None
    validity = talk.session.selected.uid_validity
    header = b"Subject: made of pieces\r\n\r\n"
    pieces = (TextPiece(len(header), (header,)), UrlPiece("INBOX", validity, original.uid or 0, "TEXT"))
    code = (await talk.session.run(AppendCatenated("INBOX", pieces, ("\\Draft",)))).code
    assert isinstance(code, AppendUid)
    (made,) = (await talk.session.run(UidFetch(code.uids, (peek(""),)))).all(Fetch)
    assert made.section("") == header + ENCODED.partition(b"\r\n\r\n")[2]
    gone = AppendCatenated("INBOX", (UrlPiece("INBOX", validity, 4000),))
    refused = await talk.session.run(gone, check=False)
    assert not refused.ok
    assert refused.code is not None
    assert refused.code.name == "BADURL"


async def test_binary_messages(talk: Talk) -> None:
    talk.needs("BINARY")
    data = ENCODED.replace(b"base64", b"binary").replace(b"U2Nobml0emVsIG1pdCBLcmF1dA==", b"a\xffb")
    code = (await talk.session.run(Append("INBOX", len(data), (data,), form=Form.BINARY))).code
    assert isinstance(code, AppendUid)
    await talk.session.select("INBOX")
    (found,) = (await talk.session.run(UidFetch(code.uids, (peek_binary("1"),)))).all(Fetch)
    assert found.section("1") == b"a\xffb\r\n"


async def test_rights(talk: Talk) -> None:
    talk.needs("ACL")
    (mine,) = (await talk.session.run(MyRights("INBOX"))).all(MyRightsData)
    assert set("lrswi") <= mine.rights
    assert not mine.rights & set("cd")
    listed = await talk.session.run(ListMailboxes(rights=True))
    assert bool(listed.all(MyRightsData)) == ("LIST-MYRIGHTS" in talk.session.capabilities)


async def test_quotas(talk: Talk) -> None:
    talk.needs("QUOTA")
    answer = await talk.session.run(GetQuotaRoot("INBOX"))
    (root,) = answer.all(QuotaRootData)
    assert root.name == "INBOX"
    assert {quota.root for quota in answer.all(QuotaData)} <= set(root.roots)
    assert all(resource.used <= resource.limit for quota in answer.all(QuotaData) for resource in quota.resources)


async def test_notes_of_folders(talk: Talk) -> None:
    talk.needs("METADATA")
    (told,) = (await talk.session.run(GetMetadata("INBOX", ("/private/comment",)))).all(MetadataData)
    assert told.entries == {"/private/comment": None}
    if "LIST-METADATA" in talk.session.capabilities:
        listed = await talk.session.run(ListMailboxes(metadata=("/private/comment",)))
        assert {"/private/comment"} == {entry for one in listed.all(MetadataData) for entry in one.entries}


async def test_news_of_folders_that_are_not_open(talk: Talk) -> None:
    talk.needs("NOTIFY")
    await talk.session.run(Create("elsewhere"))
    groups = (
        EventGroup(Watch.SELECTED_DELAYED, (*MESSAGES, "FlagChange"), fetch=("UID", "FLAGS")),
        EventGroup(Watch.SUBTREE, (*MESSAGES, "FlagChange"), ("elsewhere", "no such")),
        EventGroup(Watch.PERSONAL, (*MESSAGES, "MailboxName", "SubscriptionChange")),
    )
    first = await talk.session.run(Notify(groups, status=True))
    assert {"INBOX", "elsewhere"} <= {status.name for status in first.all(StatusData)}
    talk.came.clear()
    await talk.session.run(Append.of("elsewhere", ENCODED))
    async with asyncio.timeout(10):
        while not any(isinstance(event, StatusData) and event.items.get("MESSAGES") == 1 for event in talk.news):
            talk.came.clear()
            await talk.came.wait()
    await talk.session.run(Rename("elsewhere", "somewhere"))
    async with asyncio.timeout(10):
        while not any(isinstance(event, ListEntry) and event.name == "somewhere" for event in talk.news):
            talk.came.clear()
            await talk.came.wait()
    await talk.session.run(Notify())
