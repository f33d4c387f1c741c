"""The part of the reader that tells where a message comes from: the header weighed with what the user knows.

Imported before the first paint, so what it needs is imported when the first message is opened.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from mailclient.mail.ids import AccountId, MessageId
from mailclient.store.mail_file import MailFile

if TYPE_CHECKING:
    from mailclient.mail.origin import Check, Origin, ReceivingServer
    from mailclient.mail.verdict import Verdict

_KNOWN_NAME_LENGTH = 4
"""Characters; shorter names belong to too many people to say anything."""


class OriginReading(MailFile):
    """Who sent it, whose word counts for that."""

    def receiving_server(self, account_id: AccountId) -> "ReceivingServer | None":
        """Whose Authentication-Results the account believes; None while that is not known. By primary key."""
        from mailclient.store import origin

        data = self._bytes(RECEIVING_SERVER, account_id)
        return None if data is None else origin.server_from(data)

    def origin_check(self, message_id: MessageId) -> "Check | None":
        """What was found out here about a message. By primary key."""
        from mailclient.store import origin

        data = self._bytes(ORIGIN_CHECK, message_id)
        return None if data is None else origin.check_from(data)

    def verdict(self, message_id: MessageId) -> "Verdict":
        """Whether a message comes from whom it names, and what says so; of one without a body: nothing is known.

        By primary keys; 0.2 ms.
        """
        from mailclient.mail.verdict import Verdict

        origin = self._origin(message_id)
        if origin is None:
            return Verdict()
        for account_id, receiver, role, message_id_header, thread_id in self._rows(ORIGIN_PLACE, message_id):
            return self._weighed(origin, message_id, (receiver, account_id), role, (thread_id, message_id_header))
        return Verdict()

    def _origin(self, message_id: MessageId) -> "Origin | None":
        from mailclient.store import encoding

        data = self._bytes(ORIGIN_BODY, message_id)
        return None if data is None else encoding.origin_from(data)

    def _weighed(
        self,
        origin: "Origin",
        message_id: MessageId,
        accounts: tuple[AccountId | None, AccountId],
        role: str | None,
        copies: tuple[int | None, str],
    ) -> "Verdict":
        from mailclient.mail.verdict import Reason, Standing
        from mailclient.mail.weighing import weigh

        owners = dict.fromkeys(id_ for id_ in accounts if id_ is not None)
        servers = [server for id_ in owners if (server := self.receiving_server(id_)) is not None]
        verdict = weigh(origin, servers, self.origin_check(message_id))
        if role in ("sent", "drafts") and not origin.hops:
            return replace(verdict, standing=Standing.GOOD, reason=Reason.OWN)
        return self._with_acquaintance(verdict, copies)

    def _with_acquaintance(self, verdict: "Verdict", copies: tuple[int | None, str]) -> "Verdict":
        """The verdict with what the address book says: a first contact, a domain or a name that imitates one."""
        from mailclient.mail.verdict import Reason, Standing

        author = verdict.origin.authors[0] if verdict.origin.authors else None
        if author is None or not author.domain:
            return verdict
        raw = f"{author.address.rpartition('@')[0]}@{author.domain}"
        if verdict.standing is Standing.UNKNOWN and self._is_own(raw) and _has_failed(verdict):
            return replace(verdict, standing=Standing.SUSPICIOUS, reason=Reason.AS_YOURSELF)
        if not self._is_first(raw, author.address, copies):
            return verdict
        verdict = replace(verdict, first_contact=True)
        if verdict.alarming:
            return verdict
        for (domain,) in self._rows(LOOK_ALIKE, author.skeleton, author.organisation):
            return replace(verdict, standing=Standing.SUSPICIOUS, reason=Reason.LOOKS_LIKE, subject=domain)
        other = self._namesake(author.name, author.organisation)
        if other:
            return replace(verdict, standing=Standing.SUSPICIOUS, reason=Reason.SAME_NAME, subject=other)
        return verdict

    def _is_own(self, address: str) -> bool:
        """Whether it is the address of one of the accounts."""
        return bool(self._rows(OWN_ADDRESS, address))

    def _is_first(self, address: str, shown: str, copies: tuple[int | None, str]) -> bool:
        """Whether no other message came from there: its own copies in other folders were counted, too."""
        for written, seen in self._rows(ACQUAINTANCE, address, shown):
            if written:
                return False
            found = self._rows(COPIES, *copies) if copies[0] is not None else []
            return bool(seen <= max(1, found[0][0] if found else 1))
        return True

    def _namesake(self, name: str, organisation: str) -> str:
        """The address of somebody of the same name whom the user has written to, of another organisation."""
        from mailclient.store.words import fold

        wanted = fold(name).strip()
        if len(wanted) < _KNOWN_NAME_LENGTH or (wanted.isascii() and " " not in wanted):
            return ""
        for known, address in self._rows(NAMESAKES, wanted):
            domain = address.rpartition("@")[2].lower()
            if fold(known).strip() == wanted and domain != organisation and not domain.endswith(f".{organisation}"):
                return str(address)
        return ""


def _has_failed(verdict: "Verdict") -> bool:
    """Whether the receiving server says that it came from elsewhere: DMARC, or SPF for the domain shown."""
    organisation = verdict.origin.authors[0].organisation
    return any(
        claim.method in ("dmarc", "spf") and claim.result in ("fail", "softfail") and claim.organisation == organisation
        for claim in verdict.claims
    )


RECEIVING_SERVER = "SELECT server FROM receiving_server WHERE account_id = ?"
ORIGIN_CHECK = "SELECT found FROM origin_check WHERE message_id = ?"
ORIGIN_BODY = "SELECT body FROM body WHERE message_id = ?"
ORIGIN_PLACE = """
SELECT message.account_id, received_by, role, message_id_header, message.thread_id
FROM message LEFT JOIN detail ON detail.message_id = message.id LEFT JOIN folder ON folder.id = folder_id
WHERE message.id = ?
"""
ACQUAINTANCE = "SELECT written, seen FROM address WHERE address IN (?, ?) ORDER BY written DESC, seen DESC"
OWN_ADDRESS = "SELECT 1 FROM account WHERE removed = 0 AND lower(json_extract(settings, '$.email')) = lower(?)"
COPIES = "SELECT count(*) FROM message WHERE thread_id = ? AND message_id_header = ?"
LOOK_ALIKE = "SELECT domain FROM contact_domain WHERE skeleton = ? AND domain <> ?"
NAMESAKES = """
SELECT name, address FROM address WHERE written > 0
  AND id IN (SELECT address_id FROM address_word WHERE word = ?) LIMIT 20
"""
