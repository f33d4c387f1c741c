"""The part of the reader that knows where encrypted mail can be searched. What is sealed only the engine can open."""

from collections.abc import Sequence

from mailclient.mail.ids import AccountId, MessageId
from mailclient.store.mail_file import MailFile
from mailclient.store.transaction import marks


class SealedReading(MailFile):
    """Accounts whose encrypted messages can be searched, and the sealed words of these."""

    def sealed_search_accounts(self) -> list[AccountId]:
        """Those for which the user has switched it on. A few rows."""
        return [AccountId(id_) for (id_,) in self._rows(ACCOUNTS)]

    def sealed_texts(
        self, account_ids: Sequence[AccountId], after: MessageId, limit: int
    ) -> list[tuple[MessageId, AccountId, bytes]]:
        """The sealed words of messages with ids above ``after``, in that order. By primary key."""
        sql = TEXTS.format(accounts=marks(account_ids))
        return [
            (MessageId(id_), AccountId(account), data)
            for id_, account, data in self._rows(sql, after, *account_ids, limit)
        ]


ACCOUNTS = "SELECT account_id FROM sealed_search ORDER BY account_id"
TEXTS = """
SELECT message_id, account_id, sealed FROM sealed_text JOIN message ON message.id = message_id
WHERE message_id > ? AND account_id IN ({accounts}) ORDER BY message_id LIMIT ?
"""
