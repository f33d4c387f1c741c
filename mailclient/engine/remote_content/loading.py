"""What a message names from the web, loaded into the store, bounded in number, bytes and time.

A style sheet is cleaned as those of the message are; the images it wants in its turn are named in ``Body.remote`` too
and loaded after it. What was refused for good is noted, so that it is not asked for at every opening.
"""

import asyncio
import logging
from collections.abc import Iterable

from mailclient.bridge.commands import FetchRemote
from mailclient.bridge.events import RemoteFailed, RemoteStored
from mailclient.engine.announce import Publish
from mailclient.engine.outside import Outside
from mailclient.engine.remote_content.web_resource import fetch
from mailclient.mail.ids import MessageId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.proxy import Proxy
from mailclient.mail.remote_content import Remote, RemoteContent, RemoteKind
from mailclient.mime.html.sanitise import clean_remote_sheet
from mailclient.store import remote as stored
from mailclient.store.reader import Reader
from mailclient.store.writer import Writer

log = logging.getLogger(__name__)

TOGETHER = 6
"""Connections at a time."""
NUMBER_LIMIT = 300
BYTES_LIMIT = 40 * 1024 * 1024
"""Of one message."""
ALL_SECONDS = 90.0
_FOR_GOOD = (ProblemKind.REMOTE_REFUSED, ProblemKind.SERVER_NONSENSE)
_NOTHING = RemoteContent("", b"")


class RemoteLoading:
    """Loads for one message at a time each; asked again meanwhile it goes on as it was."""

    def __init__(self, writer: Writer, reader: Reader, outside: Outside, publish: Publish) -> None:
        self._writer = writer
        self._reader = reader
        self._outside = outside
        self._publish = publish
        self._loading: set[MessageId] = set()

    async def allow_sender(self, address: str, *, allowed: bool) -> None:
        """Whether messages from this address may always load what they name."""
        await self._writer.transaction("allow remote content", stored.allow_sender, address, allowed=allowed)

    async def load(self, command: FetchRemote) -> None:
        """All that is wanted and not here; ends when each has come or failed."""
        message_id = command.message_id
        if message_id in self._loading:
            return
        self._loading.add(message_id)
        try:
            await _Load(self, command).run()
        except MailError as error:  # of the store: the next opening asks again
            log.warning("remote content of message %d: %s", message_id, error.problem)
        finally:
            self._loading.discard(message_id)

    # --- for ``_Load`` ----------------------------------------------------------------------------------------------

    @property
    def reader(self) -> Reader:
        """The store."""
        return self._reader

    @property
    def outside(self) -> Outside:
        """The web."""
        return self._outside

    async def keep(self, message_id: MessageId, number: int, url: str, content: RemoteContent) -> None:
        """Into the store, then told."""
        now = self._outside.now()
        await self._writer.transaction("store remote content", stored.keep, message_id, url, content, now)
        if content:
            self._publish(RemoteStored(message_id=message_id, number=number))

    async def name_more(self, message_id: MessageId, more: tuple[Remote, ...]) -> tuple[Remote, ...]:
        """A sheet's images get numbers; all that is named now."""
        return await self._writer.transaction("name remote content", stored.name_more, message_id, more)

    def failed(self, message_id: MessageId, number: int, problem: Problem) -> None:
        """Told; whoever wants it tries again."""
        self._publish(RemoteFailed(message_id=message_id, number=number, problem=problem))


class _Load:
    """The loading for one message."""

    def __init__(self, loading: RemoteLoading, command: FetchRemote) -> None:
        self._loading = loading
        self._command = command
        self._id = command.message_id
        self._left_bytes = BYTES_LIMIT
        self._room = asyncio.Semaphore(TOGETHER)
        self._proxy: Proxy | None = None

    async def run(self) -> None:
        body = self._loading.reader.body(self._id)
        if body is None:
            return
        self._proxy = self._account_proxy()
        pending = dict(self._wanted(enumerate(body.remote[:NUMBER_LIMIT])))
        try:
            async with asyncio.timeout(ALL_SECONDS):
                while pending:
                    sheets = {number: remote for number, remote in pending.items() if remote.kind is RemoteKind.STYLE}
                    batch = sheets or dict(pending)  # what a sheet wants is named before the images are asked for
                    named = await self._load_batch(batch)
                    for number in batch:
                        pending.pop(number, None)
                    known = len(body.remote)
                    if len(named) > known:
                        pending |= dict(self._wanted(list(enumerate(named))[known:NUMBER_LIMIT]))
        except TimeoutError:
            for number, remote in pending.items():
                self._loading.failed(self._id, number, Problem(ProblemKind.TIMED_OUT, remote.url[:100]))

    def _wanted(self, numbered: Iterable[tuple[int, Remote]]) -> Iterable[tuple[int, Remote]]:
        reader, command = self._loading.reader, self._command
        tried = reader.remote_tried(self._id)
        for number, remote in numbered:
            if remote.tracker and not command.trackers:
                continue
            if remote.url in tried and not (command.again and not reader.remote(self._id, number)):
                continue
            yield number, remote

    def _account_proxy(self) -> Proxy | None:
        reader = self._loading.reader
        message = reader.message(self._id)
        accounts = {account.id: account.settings for account in reader.accounts()}
        settings = None if message is None else accounts.get(message.received_by or message.row.account_id)
        return settings.incoming.proxy if settings is not None else None

    async def _load_batch(self, batch: dict[int, Remote]) -> tuple[Remote, ...]:
        """What is named when they have come."""
        named = await asyncio.gather(*(self._load_one(number, remote) for number, remote in batch.items()))
        return max(named, key=len, default=())

    async def _load_one(self, number: int, remote: Remote) -> tuple[Remote, ...]:
        named: tuple[Remote, ...] = ()
        async with self._room:
            try:
                self._check_room(remote)
                content = await fetch(remote.url, remote.kind, self._loading.outside.web, self._proxy)
                self._left_bytes -= len(content.data)
                if remote.kind is RemoteKind.STYLE:
                    content, named = await self._cleaned(remote, content)
                await self._loading.keep(self._id, number, remote.url, content)
            except MailError as error:
                if error.problem.kind in _FOR_GOOD:
                    await self._loading.keep(self._id, number, remote.url, _NOTHING)
                self._loading.failed(self._id, number, error.problem)
        return named

    def _check_room(self, remote: Remote) -> None:
        if self._left_bytes <= 0:
            raise MailError(Problem(ProblemKind.REMOTE_REFUSED, remote.url[:100], "too much in all"))

    async def _cleaned(self, remote: Remote, content: RemoteContent) -> tuple[RemoteContent, tuple[Remote, ...]]:
        """A sheet made safe, its addresses named by what the body names then."""
        css = content.data.decode("utf-8-sig", "replace")
        wanted = clean_remote_sheet(css, remote, ()).remote
        named = await self._loading.name_more(self._id, wanted)
        cleaned = clean_remote_sheet(css, remote, named)
        return RemoteContent(content.media_type, cleaned.css.encode()), named
