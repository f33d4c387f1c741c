"""Looks into attachments that came, one message after the other, and hands their text to the search index.

Only what is here is looked into; nothing is fetched for it. Each is looked into once, whatever comes of it.
"""

import asyncio
import logging

from mailclient.engine.attachment_texts.extractor import Extractor
from mailclient.engine.attachment_texts.outcome import Extracted
from mailclient.engine.enduring import endure
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
        await endure("attachments", self._read_due, self._more, self._outside)

    async def _read_due(self) -> None:
        try:
            while due := await self._writer.transaction("find attachments due", attachment_texts.due, _TOGETHER):
                for message_id in due:
                    await self._writer.copying(
                        "keep text of attachments", attachment_texts.keep, message_id, await self._found_in(message_id)
                    )
                    await self._outside.sleep(_PAUSE_SECONDS)
        finally:
            await self._extractor.close()

    async def _found_in(self, message_id: MessageId) -> dict[PartPath, tuple[str, str]]:
        try:
            return await self._texts_of(message_id)
        except MailError:
            raise
        except Exception:  # one message that cannot be read must not keep all after it from being looked into
            log.exception("message %d: its attachments cannot be looked into", message_id)
            return {}

    async def _texts_of(self, message_id: MessageId) -> dict[PartPath, tuple[str, str]]:
        body = self._reader.body(message_id)
        if body is not None and body.cover is not None and body.cover.encrypted:
            return {}
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
