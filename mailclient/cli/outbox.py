"""Waiting until the engine has tried to send what waits in the outbox, so that ``sync`` leaves nothing half-way."""

import time
from collections.abc import Collection
from dataclasses import dataclass, field

from mailclient.cli.engine_link import EngineLink
from mailclient.mail.ids import AccountId, OperationId
from mailclient.store.reader import Reader
from mailclient.store.rows import OperationState, OutboxRow

PATIENCE_SECONDS = 300.0
_LOOK_SECONDS = 0.3


@dataclass(slots=True)
class Outbox:
    """The messages of some accounts that are due, or wait only because an attempt failed; made before they are tried.

    What the user holds back (*send later*, undo) is none of them.
    """

    reader: Reader
    account_ids: Collection[AccountId]
    _due: dict[OperationId, float] = field(init=False)
    """By id, when the next attempt was to be before we asked."""

    def __post_init__(self) -> None:
        now = time.time()
        rows = (row for row in self.reader.outbox() if row.account_id in self.account_ids)
        self._due = {row.operation_id: row.not_before for row in rows if row.not_before <= now or row.problem}

    def wait(self, engine: EngineLink) -> list[OutboxRow]:
        """Until each was tried once; those that are still here."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while any(self._is_open(row) for row in self._rows()) and time.monotonic() < deadline:
            engine.listen(_LOOK_SECONDS)
        return self._rows()

    def _rows(self) -> list[OutboxRow]:
        return [row for row in self.reader.outbox() if row.operation_id in self._due]

    def _is_open(self, row: OutboxRow) -> bool:
        match row.operation_state:
            case OperationState.RUNNING:
                return True
            case OperationState.WAITING:
                untried = row.not_before == self._due[row.operation_id]
                return untried or (row.problem is None and row.not_before <= time.time())
        return False
