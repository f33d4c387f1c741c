"""The part of the reader that knows templates and mail merges. Imported before the first paint: nothing heavy."""

from dataclasses import dataclass

from mailclient.mail.ids import OperationId
from mailclient.mail.template import Template
from mailclient.store.mail_file import MailFile


@dataclass(frozen=True, slots=True)
class MergeRow:
    """How far a merge has come: ``done`` of ``total`` rows are in the outbox or ``failed``."""

    id: OperationId
    total: int
    done: int
    failed: int
    stopped: bool


class WritingReading(MailFile):
    """A few rows each."""

    def templates(self) -> list[Template]:
        """All, in the user's order."""
        return [Template(*row) for row in self._rows(TEMPLATES)]

    def merge(self, merge_id: OperationId) -> MergeRow | None:
        """One merge, by primary key."""
        for id_, total, done, failed, stopped in self._rows(MERGE, merge_id):
            return MergeRow(id_, total, done, failed, bool(stopped))
        return None


TEMPLATES = "SELECT id, name, short, subject, html FROM template ORDER BY position"
MERGE = "SELECT id, total, next, failed, stopped FROM merge WHERE id = ?"
