"""The commands that open messages: which bytes, at which time; the clear text in pieces; what stays open a while.

A few opened messages are kept in memory, so that going back to one asks for nothing again. Nothing else keeps them.
"""

import asyncio
import logging
import traceback
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from mailclient.bridge.commands import OpenBytes, OpenMessage
from mailclient.bridge.events import ClearPiece, Finished, KeysChanged, OpenedMessage, Progress, Work
from mailclient.bridge.opening import PIECE_LIMIT
from mailclient.engine.announce import Publish
from mailclient.engine.protection.keys import Keys
from mailclient.engine.protection.opened import AsStored, Opened, Tell
from mailclient.engine.protection.opening import Opening
from mailclient.engine.protection.passphrases import Passphrases
from mailclient.engine.revocation.revocations import Revocations
from mailclient.mail.ids import MessageId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.protection import UNPROTECTED
from mailclient.store.reader import Reader
from mailclient.store.rows import MessageRow

log = logging.getLogger(__name__)

OpeningRequest = OpenMessage | OpenBytes
FetchWhole = Callable[[MessageId], Awaitable[None]]
Heard = Callable[[MessageId, Opened], Awaitable[None]]

_KEPT_BYTES = 32 << 20
_KEPT_MESSAGES = 50


class OpeningRequests:
    """Each runs in a task of its own; ``MailError`` as the commands say. ``now``: epoch seconds."""

    def __init__(
        self,
        reader: Reader,
        keys: Keys,
        now: Callable[[], float],
        publish: Publish,
        fetch_whole: FetchWhole,
        passphrases: Passphrases,
        revocations: Revocations | None = None,
    ) -> None:
        self._reader = reader
        self._opening = Opening(keys, revocations, now)
        self._passphrases = passphrases
        self._now = now
        self._publish = publish
        self._fetch_whole = fetch_whole
        self._kept: OrderedDict[tuple[MessageId, float | None], Opened] = OrderedDict()
        self._heard: list[Heard] = []
        if revocations is not None:
            revocations.news = self._late_news
        self._forgotten = 0
        """How often; what was being opened meanwhile is not kept either."""

    def _late_news(self) -> None:
        """Of a certificate: who shows a message of it asks again."""
        self.forget()
        self._publish(KeysChanged())

    def hear(self, heard: Heard) -> None:
        """Be told of each message of the store that was opened, whoever asked."""
        self._heard.append(heard)

    def forget(self) -> None:
        """Keys changed: what was said of messages may be wrong now."""
        self._forgotten += 1
        self._kept.clear()

    async def answer(self, command: OpeningRequest) -> Finished:
        """Do it; the clear text goes out before this returns."""
        request_id = command.request_id
        try:
            opened = await self._opened(command)
        except MailError:
            raise
        except Exception as error:  # noqa: BLE001  it is told and logged
            # No message may end the engine: it would be opened again by the next one. What it says may be clear text.
            log.error("a message cannot be opened: %s", "".join(traceback.format_tb(error.__traceback__)))  # noqa: TRY400
            raise MailError(Problem(ProblemKind.INTERNAL, detail=type(error).__name__)) from None
        finally:
            self._passphrases.end(request_id)
        await self._tell(request_id, opened.clear or b"")
        size = len(opened.clear or b"")
        return Finished(request_id=request_id, opened=OpenedMessage(opened.protection, size))

    async def _opened(self, command: OpeningRequest) -> Opened:
        if isinstance(command, OpenMessage):
            return await self._open_stored(command.message_id, command.at, command.request_id, patient=command.patient)
        ask = self._passphrases.asker(command.request_id)
        at = self._now() if command.at is None else command.at
        return await self._opening.open(command.data, at=at, path=command.path, ask=ask, patient=command.patient)

    async def open_quietly(self, message_id: MessageId) -> bytes | None:
        """The clear message of one that came encrypted and opens without a question. ``MailError`` MESSAGE_GONE."""
        opened = await self._open_stored(message_id, None, "")
        return opened.clear if opened.protection.encryption is not None else None

    async def _open_stored(
        self, message_id: MessageId, at: float | None, request_id: str, *, patient: bool = True
    ) -> Opened:
        kept = self._kept.get((message_id, at))
        if kept is not None:
            self._kept.move_to_end((message_id, at))
            if not request_id:  # who asked so wants it heard
                await self._tell_hearers(message_id, kept)
            return kept
        message = self._reader.message(message_id)
        data = await self._whole(message_id)
        if message is None or data is None:
            raise MailError(Problem(ProblemKind.MESSAGE_GONE))
        arrived = float(message.row.received_at) or self._now()
        ask = self._passphrases.asker(request_id) if request_id else None
        tell = self._teller(message.row) if request_id else None
        at_that_time = arrived if at is None else at
        forgotten = self._forgotten
        stored = AsStored(message.envelope.from_, self._reader.body(message_id))
        opened = await self._opening.open(
            data, at=at_that_time, ask=ask, quietly=not request_id, tell=tell, stored=stored, patient=patient
        )
        if request_id and self._forgotten == forgotten:  # quietly, its certificates were not asked about
            self._keep((message_id, at), opened)
        await self._tell_hearers(message_id, opened)
        return opened

    async def _tell_hearers(self, message_id: MessageId, opened: Opened) -> None:
        for heard in self._heard:
            await heard(message_id, opened)

    def _teller(self, row: MessageRow) -> Tell:
        """``Progress`` of a large message, from whichever thread."""
        loop = asyncio.get_running_loop()

        def tell(done: int, total: int) -> None:
            event = Progress(row.account_id, Work.OPENING, done, total, message_id=row.id)
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._publish, event)

        return tell

    async def _whole(self, message_id: MessageId) -> bytes | None:
        data = self._reader.whole(message_id)
        if data is None:
            await self._fetch_whole(message_id)
            data = self._reader.whole(message_id)
        return data

    def _keep(self, key: tuple[MessageId, float | None], opened: Opened) -> None:
        """Those that did not open are tried again: the card may be there next time."""
        encryption = opened.protection.encryption
        if opened.protection == UNPROTECTED or (encryption is not None and not encryption.decrypted):
            return
        self._kept[key] = opened
        while (
            len(self._kept) > _KEPT_MESSAGES or sum(len(one.clear or b"") for one in self._kept.values()) > _KEPT_BYTES
        ):
            self._kept.popitem(last=False)

    async def _tell(self, request_id: str, clear: bytes) -> None:
        for start in range(0, len(clear), PIECE_LIMIT):
            self._publish(ClearPiece(request_id=request_id, data=clear[start : start + PIECE_LIMIT]))
            await asyncio.sleep(0)  # other answers go out between the pieces of a large one
