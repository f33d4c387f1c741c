"""What the list reads, as a protocol: ``store.reader.Reader`` is one, a test has its own."""

from collections.abc import Sequence
from typing import Protocol

from mailclient.mail.ids import MessageId
from mailclient.mail.mail_list import ConversationRow, ListNow, MailList
from mailclient.store.rows import MessageRow, RowKey


class ListSource(Protocol):
    """What the model reads; ``store.reader.Reader`` is one."""

    def list_ids(self, mail_list: MailList, *, before: RowKey | None = None, limit: int) -> list[tuple[MessageId, int]]:
        """Ids of a list, newest first."""
        ...

    def list_now(self, mail_list: MailList, message_ids: Sequence[MessageId]) -> list[ListNow]:
        """Where messages stand that changed."""
        ...

    def conversation_rows(
        self, mail_list: MailList, message_ids: Sequence[MessageId]
    ) -> dict[MessageId, ConversationRow]:
        """Of those rows that stand for more than one message."""
        ...

    def conversation_members(self, mail_list: MailList, message_ids: Sequence[MessageId]) -> list[MessageId]:
        """All messages in the list that these rows stand for."""
        ...

    def rows(self, message_ids: Sequence[MessageId]) -> list[MessageRow]:
        """What is painted."""
        ...
