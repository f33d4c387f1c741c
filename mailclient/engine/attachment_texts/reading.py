"""Looks into attachments that came, one message after the other, and hands their text to the search index.

Only what is here is looked into; nothing is fetched for it. Each is looked into once, whatever comes of it.
"""

import asyncio
import logging

from mailclient.engine.attachment_texts.extractor import Extractor
from mailclient.engine.attachment_texts.outcome import Extracted
from mailclient.engine.outside import Outside
from mailclient.mail.body import Attachment
from mailclient.mail.ids import MessageId, PartPath
from mailclient.mail.problem import MailError
from mailclient.mime.reader import ParsedMessage, read
from mailclient.store import attachment_texts
from mailclient.store.changes import Changes
from mailclient.store.reader import Reader
from mailclient.store.writer import Writer

log = logging.getLogger(__name__)

_PAUSE_SECONDS = 0.05
"""Between two messages."""
_RETRY_SECONDS = 60.0
_TOGETHER = 20


class AttachmentReading:
    """``heard`` gets every change of the store; ``run`` is the task."""

    def __init__(self, writer: Writer, reader: Reader, outside: Outside) -> None:
        self._writer = writer
        self._reader = reader
        self._outside = outside
        self._extractor = Extractor()
        self._more = asyncio.Event()
        self._more.set()

    def heard(self, changes: Changes) -> None:
        """There may be more to look into."""
        if changes.unextracted:
            self._more.set()

    async def run(self) -> None:
        """For ever."""
        while True:
            await self._more.wait()
            self._more.clear()
            try:
                await self._read_due()
            except MailError as error:
                log.info("attachments wait: %s", error.problem)
                await self._outside.wait(self._more, _RETRY_SECONDS)
                self._more.set()
            finally:
                await self._extractor.close()

    async def _read_due(self) -> None:
        while due := await self._writer.transaction("find attachments due", attachment_texts.due, _TOGETHER):
            for message_id in due:
                found = await self._texts_of(message_id)
                await self._writer.copying("keep text of attachments", attachment_texts.keep, message_id, found)
                await self._outside.sleep(_PAUSE_SECONDS)

    async def _texts_of(self, message_id: MessageId) -> dict[PartPath, tuple[str, str]]:
        body = self._reader.body(message_id)
        known = self._reader.attachments_read(message_id)
        wanted = [one for one in (body.attachments if body else ()) if not one.inline and one.path not in known]
        if not wanted:
            return {}
        whole = self._reader.whole(message_id)
        parsed = None if whole is None else await asyncio.to_thread(read, whole)
        found = {}
        for attachment in wanted:
            extracted = await self._extracted(message_id, attachment, parsed)
            if extracted is not None:
                found[attachment.path] = (extracted.outcome.value, extracted.text)
        return found

    async def _extracted(
        self, message_id: MessageId, attachment: Attachment, parsed: ParsedMessage | None
    ) -> Extracted | None:
        data = self._reader.part(message_id, attachment.path)
        if data is None and parsed is not None:
            try:
                data = parsed.content(attachment.path)
            except KeyError:  # inside another part: it has its own row once it was asked for
                return None
        if data is None:
            return None
        return await self._extractor.text_of(data, attachment.media_type, attachment.filename)
