"""A message taken out of the outbox, to be written on.

Where some have it already it is sent with that, and its draft ends: so what was written is read before. The draft says
more than the message (what was wished for it, and what is encrypted in the message), so it is asked first. It may have
become several messages: with the first of them those are taken back that are still here. Each goes on to those whom it
was on its way to.
"""

import math
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from mailclient.bridge import commands, events
from mailclient.bridge.draft import DraftContent
from mailclient.gui.composer.protection.unsealing import Unsealing
from mailclient.gui.composer.unsent import needed_by_others
from mailclient.gui.engine_link import EngineLink
from mailclient.mail.ids import OperationId
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mime.display import message_body
from mailclient.mime.reader import read
from mailclient.store.reader import Reader
from mailclient.store.rows import OutboxRow, OutgoingState

Written = DraftContent | Outgoing


@dataclass(frozen=True, slots=True)
class _Taking:
    """``recipients``: whom it was on its way to, and those of the messages that may come with it."""

    row: OutboxRow
    written: Written
    recipients: tuple[str, ...]


class TakingOut(QObject):
    """Sends ``UndoOperation``, ``OpenDraft``. Nothing is opened when it has just been sent after all."""

    taken = Signal(object, object)
    """OutboxRow, Written: it can be opened in a composer.

    ``recipients`` of the row: whom it goes to. ``delivered``: all who have it or still get it, by other messages of
    its draft too. ``draft_id``: the draft to go on with; None where another message still needs it.
    """
    failed = Signal(object)
    """Problem: what was written cannot be read; the message stays in the outbox."""

    def __init__(self, reader: Reader, link: EngineLink, parent: QObject) -> None:
        super().__init__(parent)
        self._reader, self._link = reader, link
        self._unsealing = Unsealing(link, self)
        self._reading: set[OperationId] = set()
        """What was written is being read."""
        self._taking: dict[OperationId, _Taking] = {}
        """They are being taken back."""
        link.received.connect(self._receive)

    def take(self, row: OutboxRow) -> None:
        """Take it out; ``taken`` follows. Asked once more meanwhile, nothing is done."""
        if row.operation_id in self._reading or row.operation_id in self._taking:
            return
        self._reading.add(row.operation_id)
        if row.draft_id is None or self._reader.draft(row.draft_id) is None:
            self._take_made(row, Problem(ProblemKind.ONLY_ENCRYPTED))
        else:
            self._unsealing.open(
                row.draft_id,
                lambda content: self._take_back(row, content),
                lambda problem: self._take_made(row, problem),
                most=math.inf,  # the folder of a draft that has ended goes
            )

    def _take_made(self, row: OutboxRow, problem: Problem) -> None:
        """As the message says it; ``problem``: why what is encrypted cannot be read."""
        outgoing = self._reader.outgoing(row.operation_id)
        if outgoing is None:
            self._reading.discard(row.operation_id)
        elif message_body(read(outgoing.data)).is_encrypted:
            self._reading.discard(row.operation_id)
            self.failed.emit(problem)
        else:
            self._take_back(row, outgoing)

    def _take_back(self, row: OutboxRow, written: Written) -> None:
        recipients = self._on_its_way(row)
        self._reading.discard(row.operation_id)
        self._taking[row.operation_id] = _Taking(row, written, tuple(recipients))
        self._link.operate(take_back(row))

    def _on_its_way(self, row: OutboxRow) -> list[str]:
        """To whom, with those of the other messages of its draft, but what is being taken out by itself."""
        waiting = [one for one in self._reader.messages_of_draft(row.draft_id) if not one.gone]
        own = next((one.recipients for one in waiting if one.operation_id == row.operation_id), row.recipients)
        left = [address for one in waiting if one.operation_id not in self._taking for address in one.recipients]
        past = {*row.delivered, *row.refused}
        return [address for address in dict.fromkeys((*own, *left)) if address not in past]

    def _taken(self, taking: _Taking) -> None:
        """Some more may have got it since it was shown, and other messages of its draft may have stayed."""
        row = taking.row
        now = next((one for one in self._reader.outbox() if one.operation_id == row.operation_id), row)
        others = (address for one in self._reader.messages_of_draft(row.draft_id) for address in one.recipients)
        have = dict.fromkeys((*row.delivered, *now.delivered, *others))
        left = tuple(one for one in taking.recipients if one not in have)
        draft_id = None if needed_by_others(self._reader, row.draft_id, row.operation_id) else row.draft_id
        self.taken.emit(replace(row, recipients=left, delivered=tuple(have), draft_id=draft_id), taking.written)

    def _receive(self, event: events.AnyEvent) -> None:
        match event:
            case events.Acknowledged(operation_id=done) if done in self._taking:
                self._taken(self._taking.pop(done))
            case events.Refused(operation_id=done):
                self._taking.pop(done, None)
            case _:
                pass


def take_back(row: OutboxRow) -> commands.UndoOperation:
    """As the user sees it: who presses a button a moment too late has not decided about a doubt."""
    return commands.UndoOperation(row.operation_id, even_in_doubt=is_in_doubt(row))


def is_in_doubt(row: OutboxRow) -> bool:
    """Whether only the user can decide about it."""
    return row.state is OutgoingState.IN_DOUBT
