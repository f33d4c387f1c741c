"""Messages that are answered, forwarded or written on: fetched first when they are not here, opened when protected.

What is taken into the answer is the message as it was shown: of one that came encrypted, what was inside, and never
anything else that the message holds encrypted (an answer must not decrypt for whoever asks).
"""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from PySide6.QtCore import QObject, Signal

from mailclient.bridge import commands, events
from mailclient.bridge.draft import DraftContent
from mailclient.gui.composer.protection.knowing import known_by
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.parts import Parts
from mailclient.gui.protection.opened_reader import OpenedReader
from mailclient.gui.protection.opening import MessageOpening, Opened
from mailclient.gui.protection.showing import vouches
from mailclient.mail.body import Body
from mailclient.mail.ids import MessageId
from mailclient.mail.problem import Problem
from mailclient.mime.quote import forward_subject, reply_subject
from mailclient.store.reader import Reader
from mailclient.store.rows import StoredMessage


@dataclass(frozen=True, slots=True)
class Answered:
    """``reader`` and ``parts`` know the message as it was opened. ``is_secret``: it came encrypted."""

    message: StoredMessage
    body: Body
    reader: Reader
    parts: Parts
    is_secret: bool = False
    outer_subject: str = ""
    """What stood outside of one that came encrypted, in the place of its subject."""
    known_by: tuple[str, ...] = ()

    def kept_secret(self, draft: DraftContent) -> DraftContent:
        """A draft that takes from it: secret as it was.

        An answer is for those who know what it quotes; what is passed on is for whomever the user chooses.
        """
        if not self.is_secret:
            return draft
        outer = self.outer_subject
        if draft.answered is not None:
            outer = reply_subject(outer)
        elif draft.forwarded is not None:
            outer = forward_subject(outer)
        is_hidden = self.outer_subject != self.message.envelope.subject
        return msgspec.structs.replace(
            draft,
            encrypt=True,
            quotes_secret=True,
            clear_subject=outer if is_hidden else "",
            known_by=self.known_by if draft.answered is not None else None,
        )


Use = Callable[[Answered], None]


class AnsweredMessages(QObject):
    """Sends ``FetchBody`` and ``OpenMessage``; refreshed by ``BodyStored`` and ``BodyFailed``."""

    failed = Signal(object)
    """Problem: it could not be fetched or opened."""
    fetching = Signal()
    """It is not here yet: ``use`` is called as soon as it is."""

    def __init__(self, reader: Reader, link: EngineLink, parent: QObject) -> None:
        super().__init__(parent)
        self._reader, self._link = reader, link
        self.parts = Parts(reader, link, self)
        self._waiting: dict[MessageId, list[Use]] = {}
        link.received.connect(self._receive)

    def want(self, message_id: MessageId, use: Use) -> None:
        """Call ``use``, at once where the message is here and not protected; never where it is gone."""
        body = self._reader.body(message_id)
        if body is not None:
            self._look(message_id, body, use)
            return
        self.fetching.emit()
        self._waiting.setdefault(message_id, []).append(use)
        self._link.send(commands.FetchBody(message_id))

    def _look(self, message_id: MessageId, body: Body, use: Use) -> None:
        message = self._reader.message(message_id)
        if message is None:
            return
        if body.cover is None:
            use(Answered(message, body, self._reader, self.parts))
            return
        opening = MessageOpening(self._link, self)
        opening.opened.connect(lambda opened: self._use_opened(opening, message, body, opened, use))
        opening.failed.connect(lambda problem: self._fail(opening, problem))
        opening.open_message(message_id)

    def _use_opened(
        self, opening: MessageOpening, message: StoredMessage, body: Body, opened: Opened, use: Use
    ) -> None:
        opening.deleteLater()
        if opened.clear is None:
            use(Answered(message, body, self._reader, self.parts))
            return
        reader = OpenedReader(self._reader)
        reader.lay(message.row.id, opened.clear, trusts_sender=vouches(opened))
        inside, text = reader.message(message.row.id), reader.body(message.row.id)
        if inside is not None and text is not None:
            known = known_by(opened.protection, inside.envelope)
            parts = Parts(reader, self._link, self)
            use(Answered(inside, text, reader, parts, opened.is_secret, message.envelope.subject, known))

    def _fail(self, opening: MessageOpening, problem: Problem) -> None:
        opening.deleteLater()
        self.failed.emit(problem)

    def _receive(self, event: events.AnyEvent) -> None:
        match event:
            case events.BodyStored(message_id=message_id) if message_id in self._waiting:
                body = self._reader.body(message_id)
                if body is not None:
                    for use in self._waiting.pop(message_id):
                        self._look(message_id, body, use)
            case events.BodyFailed(message_id=message_id, problem=problem) if message_id in self._waiting:
                del self._waiting[message_id]
                self.failed.emit(problem)
            case _:
                pass
