"""First words made by the server, for the rows whose text is not here (PREVIEW, RFC 8970)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from mailclient.bridge.commands import FetchBody, SetOfflinePolicy, Sync
from mailclient.bridge.events import BodyStored, Finished
from mailclient.mail.account import AccountSettings, Secret, Security, Server
from mailclient.mail.offline import Keep, OfflinePolicy
from mailclient.transport.connect import dial
from tests.engine.filtered import Filtered
from tests.engine.modelled import SETTINGS, ModelledEngine
from tests.engine.running import RunningEngine, message
from tests.servers.cyrus import Cyrus
from tests.servers.dovecot import Dovecot
from tests.servers.model import COMMON, ModelFolder, ModelMessage, ModelServer, RefusedError
from tests.servers.second_client import SecondClient

TEXTS = ("The minutes of Monday.", "Größe: 한글도 됩니다.", "> quoted\r\n\r\nAn answer.")


def previews(engine: RunningEngine, path: str = "INBOX") -> dict[str, str]:
    return {row.subject: row.preview for row in engine.rows(path) if not row.has_body}


def account_on(server: Server) -> AccountSettings:
    return AccountSettings("alice@mail.test", "Alice", server, Server("localhost", 1, Security.NONE, ""))


class PreviewServer(ModelServer):
    """Says what ``told`` has for a subject; None: NIL; counts how often it was asked for each."""

    def __init__(self, told: dict[str, bytes | None], capabilities: frozenset[str] = COMMON | {"PREVIEW"}) -> None:
        super().__init__(capabilities)
        self.told = told
        self.asked: list[str] = []

    def fetch_answer(self, folder: ModelFolder, message: ModelMessage, items: list[bytes]) -> bytes | None:
        if items != [b"UID", b"PREVIEW"]:
            return super().fetch_answer(folder, message, items)
        self.asked.append(message.subject)
        words = self.told[message.subject]
        said = b"NIL" if words is None else b"{%d}\r\n%b" % (len(words), words)
        return b"UID %d PREVIEW %b" % (message.uid, said)


def asked_for_previews(server: ModelServer) -> list[str]:
    return [command for command in server.commands if "PREVIEW" in command]


async def with_headers_alone(engine: ModelledEngine) -> ModelledEngine:
    """Nothing but the lists is to be kept."""
    await engine.start()
    engine.account = await engine.add(SETTINGS, Secret("x"))
    policy = OfflinePolicy(Keep.HEADERS, 0)
    assert isinstance(await engine.request(SetOfflinePolicy("", engine.account, None, policy)), Finished)
    await engine.sync()
    return engine


async def test_rows_without_a_text_get_their_first_words_once(tmp_path: Path) -> None:
    told: dict[str, bytes | None] = {
        "long": ("words " * 100).encode(),
        "lines": "Größe:\r\n\tzwei\x07 Zeilen\x1b[31m\u202e".encode(),
        "none": None,
        "nothing": b"--- ***\r\n",
        "broken": b"\xff\xfe caf\xc3\xa9",
    }
    server = PreviewServer(told)
    engine = ModelledEngine(tmp_path, server)
    try:
        await with_headers_alone(engine)
        for subject in told:
            server.deliver("INBOX", message(subject))
        await engine.sync()
        await engine.until(lambda: sum(map(bool, previews(engine).values())) == 3)
        shown = previews(engine)
        assert len(shown["long"]) == 200
        assert shown["long"].startswith("words words")
        assert shown["lines"] == "Größe: zwei Zeilen [31m"
        assert shown["broken"].endswith("café")
        assert shown["none"] == shown["nothing"] == ""
        await engine.engine.perform(FetchBody(engine.ids("INBOX")["long"]))
        await engine.wait_for(BodyStored)
        assert engine.row("INBOX", "long").preview == "Hello."
        told["new"] = b"What came now."
        server.deliver("INBOX", message("new"))
        await engine.sync()
        await engine.until(lambda: previews(engine).get("new") == "What came now.")
        assert sorted(server.asked) == sorted(told)
    finally:
        await engine.stop()
        await server.stop()


async def test_a_server_that_refuses_them_is_not_asked_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mailclient.engine.sync.previews._SHORT_SECONDS", 1e9)

    class Refusing(PreviewServer):
        def fetch_answer(self, folder: ModelFolder, message: ModelMessage, items: list[bytes]) -> bytes | None:
            if items == [b"UID", b"PREVIEW"]:
                raise RefusedError("[CANNOT] no ")
            return super().fetch_answer(folder, message, items)

    server = Refusing({})
    engine = ModelledEngine(tmp_path, server)
    try:
        await with_headers_alone(engine)
        for number in range(120):
            server.deliver("INBOX", message(f"number {number}"))
        await engine.sync()
        await engine.until(lambda: len(asked_for_previews(server)) >= 6)
        server.deliver("INBOX", message("one more"))
        await engine.sync()
        await engine.until(lambda: any(" 121 " in command for command in asked_for_previews(server)))
        uids = [command.split()[2] for command in asked_for_previews(server)]
        assert len(uids) == len(set(uids))
        assert uids[-1] == "121"
    finally:
        await engine.stop()
        await server.stop()


async def test_not_asked_for_where_it_is_not_offered(tmp_path: Path) -> None:
    server = PreviewServer({}, COMMON)
    engine = ModelledEngine(tmp_path, server)
    try:
        await with_headers_alone(engine)
        server.deliver("INBOX", message("one"))
        await engine.sync()
        await engine.engine.perform(FetchBody(engine.ids("INBOX")["one"]))
        await engine.wait_for(BodyStored)
        assert server.asked == []
    finally:
        await engine.stop()
        await server.stop()


async def test_dovecot_tells_them(tmp_path: Path, rich_dovecot: Dovecot) -> None:
    async with on_real_server(tmp_path, rich_dovecot) as (engine, filtered):
        await engine.until(lambda: all(previews(engine).values()))
        assert previews(engine)["number 0"] == "The minutes of Monday."
        assert previews(engine)["number 1"] == "Größe: 한글도 됩니다."
        assert "PREVIEW" in filtered.used


async def test_cyrus_has_none_unless_something_else_makes_them(tmp_path: Path, cyrus: Cyrus) -> None:
    """It answers NIL, also to a PREVIEW that is not LAZY: such rows stay as they are, and are not asked for twice."""
    async with on_real_server(tmp_path, cyrus) as (engine, filtered):
        for _ in range(2):
            assert isinstance(await engine.request(Sync("")), Finished)
        await engine.engine.perform(FetchBody(engine.row("INBOX", "number 0").id))
        await engine.wait_for(BodyStored)
        assert list(previews(engine).values()) == ["", ""]
        asked = [command for command in filtered.commands if "PREVIEW" in command]
        assert len(asked) == 1


@asynccontextmanager
async def on_real_server(directory: Path, server: Dovecot | Cyrus) -> AsyncIterator[tuple[RunningEngine, Filtered]]:
    """An engine that keeps lists alone; three messages come."""
    user = server.add_user()
    filtered = Filtered(dial)
    engine = await RunningEngine(directory / "profile", dialled=filtered.dial).start()
    try:
        account = await engine.add(account_on(server.imap(user)), user.secret)
        policy = OfflinePolicy(Keep.HEADERS, 0)
        assert isinstance(await engine.request(SetOfflinePolicy("", account, None, policy)), Finished)
        with SecondClient(server.imap(user), user.secret) as other:
            for number, text in enumerate(TEXTS):
                other.append(message(f"number {number}", text=text))
        assert isinstance(await engine.request(Sync("")), Finished)
        assert len(previews(engine)) == 3
        yield engine, filtered
    finally:
        await engine.stop()
