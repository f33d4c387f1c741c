"""Whole messages as files to be attached, byte for byte but for Bcc; those that are not here as a whole are fetched
first."""

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from mailclient.bridge import commands, events
from mailclient.bridge.draft import DraftFile
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.engine_link import EngineLink
from mailclient.language import tr
from mailclient.mail.ids import MessageId
from mailclient.mime.filename import safe_filename
from mailclient.mime.unsaid import without_unsaid
from mailclient.store.reader import Reader

Arrived = Callable[[list[DraftFile]], None]
_NAME_LENGTH = 80
_SPACES = re.compile(r"\s+")


class WholeMessages(QObject):
    """Sends ``FetchWhole``."""

    failed = Signal(object)
    """Problem: they could not be fetched."""

    def __init__(self, reader: Reader, link: EngineLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._link = reader, link

    def want(self, message_ids: Sequence[MessageId], arrived: Arrived) -> bool:
        """Call ``arrived`` with a file for each, at once (True) when all are here."""
        if not all(self._is_here(message_id) for message_id in message_ids):

            def answer(event: events.Finished | events.Failed) -> None:
                if isinstance(event, events.Failed):
                    self.failed.emit(event.problem)
                else:
                    arrived(self._files(message_ids))

            self._link.request(commands.FetchWhole(fresh_request_id(), tuple(message_ids)), answer)
            return False
        arrived(self._files(message_ids))
        return True

    def _is_here(self, message_id: MessageId) -> bool:
        return self._reader.whole(message_id) is not None

    def _files(self, message_ids: Sequence[MessageId]) -> list[DraftFile]:
        found = []
        for message_id in message_ids:
            data, message = self._reader.whole(message_id), self._reader.message(message_id)
            if data is not None and message is not None:
                found.append(DraftFile(_name(message.envelope.subject), "message/rfc822", data=without_unsaid(data)))
        return found


def _name(subject: str) -> str:
    """The subject, as far as a file can be called so."""
    words = _SPACES.sub(" ", subject).strip()[:_NAME_LENGTH].strip(" .") or tr("Message")
    return safe_filename(f"{words}.eml", "message/rfc822", "message")
