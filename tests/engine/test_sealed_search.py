"""Encrypted messages are found by their words where that is wanted, and nothing of these can be read on the disk."""

from dataclasses import replace
from pathlib import Path

import pytest

from mailclient.bridge.commands import SearchSealed, SetSealedSearch
from mailclient.bridge.events import BodyStored
from mailclient.engine.outside import Outside
from mailclient.engine.protection.opened import Opened
from mailclient.engine.sealed_search.sealed_search import SealedSearch
from mailclient.engine.secrets.credentials import MemoryCredentials
from mailclient.mail.flag import Flag
from mailclient.mail.ids import MessageId
from mailclient.mail.protection import Cover, Encryption, Protection, System
from mailclient.store import accounts, bodies, messages
from mailclient.transport.connect import dial
from tests.unit.store.conftest import Store, store
from tests.unit.store.samples import BODY, new_message, settings

__all__ = ["store"]

CANARY = "xylophonequartz"


def clear(subject: str, text: str) -> bytes:
    fields = f"From: Minji <minji@example.org>\r\nTo: jun@example.net\r\nSubject: {subject}"
    return f"{fields}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode()


def _files(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("*") if path.is_file()]


class Sealed:
    """``texts`` open without a question; ``asked`` are those that were tried."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.texts: dict[MessageId, bytes] = {}
        self.asked: list[MessageId] = []
        self.credentials = MemoryCredentials()
        self.search = self.begin()

    def begin(self) -> SealedSearch:
        """As after a start of the engine."""
        outside = Outside(dial=dial, credentials=self.credentials)
        return SealedSearch(self.store.writer, self.store.reader, outside, self._open)

    async def _open(self, message_id: MessageId) -> None:
        self.asked.append(message_id)
        if message_id in self.texts:
            await self.open(message_id, self.texts[message_id])

    async def open(self, message_id: MessageId, clear: bytes | None, *, encrypted: bool = True) -> None:
        """As the user does."""
        encryption = Encryption(System.OPENPGP, decrypted=True) if encrypted else None
        await self.search.opened(message_id, Opened(Protection(encryption=encryption), clear))

    async def learn(self, message_id: MessageId, clear: bytes) -> None:
        await self.open(message_id, clear)
        await self.search.learn()

    async def add(self, uid: int, *, encrypted: bool = True, bits: Flag = Flag.NONE) -> MessageId:
        """As from a server that told of its parts: ``detail.structure`` stays NULL."""
        new = new_message(uid, "...", bits=bits)
        (id_,) = await self.store.run(messages.insert, self.store.inbox, [new])
        await self.store.run(bodies.store_wholes, {id_: b"Subject: ...\r\n\r\n"})
        cover = Cover(System.OPENPGP, encrypted=True) if encrypted else None
        await self.store.run(bodies.store_body, id_, replace(BODY, cover=cover), b"", "")
        return id_

    async def switch(self, *, on: bool) -> None:
        await self.search.switch(SetSealedSearch("s", self.store.account, on))

    async def find(self, words: str) -> list[MessageId]:
        return list((await self.search.search(SearchSealed("q", words))).message_ids)


@pytest.fixture
def sealed(store: Store) -> Sealed:
    return Sealed(store)


async def test_what_was_opened_is_found(sealed: Sealed) -> None:
    one, other = await sealed.add(1), await sealed.add(2, bits=Flag.SEEN)
    await sealed.switch(on=True)
    await sealed.learn(one, clear("Budget", "the crane, 회의록"))
    await sealed.learn(other, clear("Boats", "the crane too"))
    assert await sealed.find("crane") == [other, one]
    assert await sealed.find("crane is:unread") == [one]
    assert await sealed.find("subject:boats") == [other]
    assert await sealed.find("회의") == [one]
    assert await sealed.find("crane -budget") == [other]
    assert await sealed.find("is:unread") == []
    elsewhere = SearchSealed("q", "crane", folder_ids=(sealed.store.archive,))
    assert (await sealed.search.search(elsewhere)).message_ids == ()


async def test_nothing_is_learnt_unasked(sealed: Sealed) -> None:
    one = await sealed.add(1)
    await sealed.learn(one, clear("Budget", "crane"))
    assert sealed.store.query("SELECT count(*) FROM sealed_text") == [(0,)]
    assert await sealed.find("crane") == []


async def test_only_sealed_words_are_on_the_disk(sealed: Sealed, tmp_path: Path) -> None:
    one = await sealed.add(1)
    await sealed.switch(on=True)
    await sealed.learn(one, clear(f"About {CANARY}", f"{CANARY} {CANARY.upper()}"))
    assert await sealed.find(CANARY) == [one]
    assert not [path for path in _files(tmp_path) if CANARY.encode() in path.read_bytes().lower()]


async def test_it_is_found_after_a_restart_and_not_by_another_key(sealed: Sealed) -> None:
    one = await sealed.add(1)
    await sealed.switch(on=True)
    await sealed.learn(one, clear("Budget", "crane"))
    sealed.search = sealed.begin()
    assert await sealed.find("crane") == [one]
    sealed.credentials = MemoryCredentials()
    sealed.search = sealed.begin()
    assert await sealed.find("crane") == []


async def test_switched_off_it_is_forgotten(sealed: Sealed) -> None:
    one = await sealed.add(1)
    await sealed.switch(on=True)
    await sealed.learn(one, clear("Budget", "crane"))
    await sealed.switch(on=False)
    assert await sealed.find("crane") == []
    assert sealed.store.query("SELECT count(*) FROM sealed_text") == [(0,)]
    await sealed.switch(on=True)
    assert await sealed.find("crane") == []


async def test_only_the_account_that_was_switched_on(sealed: Sealed) -> None:
    other = await sealed.store.run(accounts.add, settings("other@example.org"))
    one = await sealed.add(1)
    await sealed.search.switch(SetSealedSearch("s", other, on=True))
    await sealed.learn(one, clear("Budget", "crane"))
    assert sealed.store.query("SELECT count(*) FROM sealed_text") == [(0,)]


async def test_what_was_here_before_is_learnt_as_far_as_it_opens(sealed: Sealed) -> None:
    ids = [await sealed.add(uid) for uid in range(1, 50)]
    plain = await sealed.add(60, encrypted=False)
    sealed.texts = {id_: clear("Budget", "crane") for id_ in ids[::2]}
    await sealed.switch(on=True)
    await sealed.search.learn()
    assert sealed.asked == ids[::-1]
    assert plain not in sealed.asked
    assert await sealed.find("crane") == ids[::2][::-1]
    await sealed.search.learn()
    assert sealed.asked == ids[::-1]


async def test_what_comes_later_is_learnt_too(sealed: Sealed) -> None:
    await sealed.switch(on=True)
    one, plain = await sealed.add(1), await sealed.add(2, encrypted=False)
    sealed.texts = {one: clear("Budget", "crane")}
    for id_ in (one, plain):
        sealed.search.told(BodyStored(id_))
    await sealed.search.learn()
    assert sealed.asked == [one]
    assert await sealed.find("crane") == [one]


async def test_what_was_only_signed_is_in_the_index_anyway(sealed: Sealed) -> None:
    one = await sealed.add(1)
    await sealed.switch(on=True)
    await sealed.open(one, clear("Budget", "crane"), encrypted=False)
    await sealed.open(one, None)
    await sealed.search.learn()
    assert sealed.store.query("SELECT count(*) FROM sealed_text") == [(0,)]
