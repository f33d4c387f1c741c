"""A message taken out of the outbox, to be written on.

Where some have it already it is sent with that, and its draft ends: so what was written is read before. The draft says
more than the message (what was wished for it, and what is encrypted in the message), so it is asked first. It may have
become several messages: with the first of them those are taken back that are still here.
"""

import math
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from mailclient.bridge import commands, events
from mailclient.bridge.draft import DraftContent
from mailclient.gui.composer.protection.unsealing import Unsealing
from mailclient.gui.engine_link import EngineLink
from mailclient.mail.ids import OperationId
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mime.display import message_body
from mailclient.mime.reader import read
from mailclient.store.reader import Reader
from mailclient.store.rows import OutboxRow, OutgoingState

Written = DraftContent | Outgoing | None
"""None: its draft is there when it is taken back."""


@dataclass(frozen=True, slots=True)
class _Taking:
    row: OutboxRow
    written: Written
    with_draft: bool
    """No other message still needs its draft."""


class TakingOut(QObject):
    """Sends ``UndoOperation``, ``OpenDraft``. Nothing is opened when it has just been sent after all."""

    taken = Signal(object, object)
    """OutboxRow, Written: it can be opened in a composer.

    ``delivered`` of the row: all who have it or still get it, by other messages of its draft too. ``draft_id``: the
    draft to go on with; None where another message still needs it.
    """
    failed = Signal(object)
    """Problem: what was written cannot be read; the message stays in the outbox."""

    def __init__(self, reader: Reader, link: EngineLink, parent: QObject) -> None:
        super().__init__(parent)
        self._reader, self._link = reader, link
        self._unsealing = Unsealing(link, self)
        self._taking: dict[OperationId, _Taking] = {}
        link.received.connect(self._receive)

    def take(self, row: OutboxRow) -> None:
        """Take it out; ``taken`` follows."""
        draft_id = row.draft_id
        if draft_id is None:
            self._take_made(row)
        elif self._reader.draft(draft_id) is None:
            self._take_made(row, Problem(ProblemKind.DRAFT_GONE))
        elif not row.delivered and not self._has_others(row):
            self._take_back(row, None)
        else:
            self._unsealing.open(
                draft_id,
                lambda content: self._take_back(row, content),
                lambda problem: self._take_made(row, problem),
                most=math.inf,  # the folder of a draft that has ended goes
            )

    def _has_others(self, row: OutboxRow) -> bool:
        """Whether its draft became other messages, too."""
        return any(one.operation_id != row.operation_id for one in self._reader.messages_of_draft(row.draft_id))

    def _take_made(self, row: OutboxRow, problem: Problem | None = None) -> None:
        """As the message says it; ``problem``: of the draft, which alone can tell what is encrypted."""
        outgoing = self._reader.outgoing(row.operation_id)
        if outgoing is None:
            return
        if problem is not None and message_body(read(outgoing.data)).is_encrypted:
            self.failed.emit(problem)
        else:
            self._take_back(row, outgoing)

    def _take_back(self, row: OutboxRow, written: Written) -> None:
        waiting = [one.operation_id for one in self._reader.messages_of_draft(row.draft_id) if not one.gone]
        self._taking[row.operation_id] = _Taking(row, written, with_draft=waiting[:1] == [row.operation_id])
        self._link.operate(take_back(row))

    def _taken(self, taking: _Taking) -> None:
        """Some more may have got it since it was shown."""
        row = taking.row
        now = next((one for one in self._reader.outbox() if one.operation_id == row.operation_id), row)
        others = (address for one in self._reader.messages_of_draft(row.draft_id) for address in one.recipients)
        have = dict.fromkeys((*row.delivered, *now.delivered, *others))
        draft_id = row.draft_id if taking.with_draft else None
        self.taken.emit(replace(row, delivered=tuple(have), draft_id=draft_id), taking.written)

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
    return commands.UndoOperation(row.operation_id, even_in_doubt=row.state is OutgoingState.IN_DOUBT)
