"""Parts, and messages too large to be fetched with others → store: slice by slice, kept as they come.

What came stays over a lost connection, a restart or a ``CancelFetch``: whoever asks again goes on where it stopped
(``store/pieces.py``). Where the server can take the transfer encoding away (BINARY, RFC 3516) a quarter less comes.
"""

import asyncio
from dataclasses import dataclass
from functools import partial

from mailclient.bridge.events import PartStored, Work
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.accounts.section_slices import CannotDecode, LargeSection
from mailclient.engine.sync.bodies import Located, locate, make_anew, open_as_known, structures
from mailclient.engine.sync.body_making import part_of, take_file_out
from mailclient.mail.ids import MessageId, PartPath
from mailclient.mail.part import Part
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.container.container import container_of, is_fetched_with_text, is_inside, is_tnef_part
from mailclient.mime.protection.cover import is_encrypted
from mailclient.mime.transfer import decode_pieces
from mailclient.store import bodies, folders, pieces
from mailclient.store.pieces import Source

_DECODABLE = ("base64", "quoted-printable")


async def fetch_part(context: AccountContext, server: MailServer, message_id: MessageId, path: PartPath) -> None:
    """One part, decoded → store, with progress, and ``PartStored``; a file inside one ("2!1") is taken out of it.

    A container too large to be fetched with the text shows what is inside once it is here: ``BodyStored``.
    """
    if not is_inside(path) or context.reader.part(message_id, path) is None:
        outer = container_of(path)
        if context.reader.part(message_id, outer) is None:
            part = await _fetch(context, server, message_id, outer)
            if is_tnef_part(part) and not is_fetched_with_text(part):
                await make_anew(context, server, message_id)
        container = context.reader.part(message_id, outer) if is_inside(path) else None
        if container is not None:
            await take_file_out(context, message_id, path, container)
            return
    context.publish(PartStored(message_id=message_id, path=path))


async def _fetch(context: AccountContext, server: MailServer, message_id: MessageId, path: PartPath) -> Part:
    located = await locate(context, server, message_id)
    root = (await structures(context, server, [located])).get(message_id)
    part = None if root is None else next((part for part in root.walk() if part.path == path), None)
    if part is None:
        raise MailError(Problem(ProblemKind.MESSAGE_GONE, path))
    if root is not None and is_encrypted(root):
        await fetch_large_message(context, server, located)
        await _cut_out(context, message_id, path)
        return part
    decodable = part.encoding.lower() in _DECODABLE and not part.media_type.startswith(("message/", "multipart/"))
    fetching = _Fetching(context, server, located, path, part.size, part.encoding)
    try:
        await fetching.run(decoded=decodable and server.offers("BINARY"))
    except CannotDecode:
        await fetching.run(decoded=False)
    return part


async def _cut_out(context: AccountContext, message_id: MessageId, path: PartPath) -> None:
    """Of a message that is here whole now: the server need not know which of its parts is wanted."""
    whole = context.reader.whole(message_id)
    data = None if whole is None else await asyncio.to_thread(part_of, whole, path)
    if data is None:
        raise MailError(Problem(ProblemKind.MESSAGE_GONE, path))
    await context.writer.transaction("store part", bodies.store_part, message_id, path, data)


async def fetch_large_message(context: AccountContext, server: MailServer, located: Located) -> None:
    """The whole message, byte for byte → store, with progress."""
    await _Fetching(context, server, located, PartPath(""), located.message.row.size, "").run(decoded=False)


@dataclass(slots=True)
class _Fetching:
    """One part, or the whole message (path ""); ``size`` as the server told it, in the form it is stored there."""

    context: AccountContext
    server: MailServer
    located: Located
    path: PartPath
    size: int
    encoding: str

    async def run(self, *, decoded: bool) -> None:
        """``MailError(MESSAGE_GONE)``; ``CannotDecode`` when asked for ``decoded``. What came so far stays."""
        transaction = self.context.writer.transaction
        message_id = self.located.id
        state = await transaction("read folder state", folders.sync_state, self.located.folder.id)
        source = Source(self.located.folder.id, state.uid_validity, self.located.uid, decoded)
        start = await transaction("begin large part", pieces.begin, message_id, self.path, source)
        section = LargeSection(self.located.uid, self.path, self.size, decoded)
        if not await self.server.fetch_large(section, start, self._keep, self._between):
            raise MailError(Problem(ProblemKind.MESSAGE_GONE))
        decode = partial(decode_pieces, encoding="" if decoded else self.encoding)
        if not await transaction("store large part", pieces.finish, message_id, self.path, decode):
            raise MailError(Problem(ProblemKind.MESSAGE_GONE))
        self._tell(self.size, self.size)

    async def _keep(self, start: int, data: bytes) -> None:
        if data:
            await self.context.writer.transaction("store piece", pieces.add, self.located.id, self.path, start, data)

    async def _between(self, done: int) -> None:
        self._tell(done, max(self.size, done + 1))
        await self.context.queue.give_way(self.server)
        await open_as_known(self.context, self.server, self.located.folder)

    def _tell(self, done: int, total: int) -> None:
        folder_id, message_id = self.located.folder.id, self.located.id
        self.context.progress(Work.PART, done, total, folder_id=folder_id, message_id=message_id, path=self.path)
