"""Whom one may mean by what is typed: asked of the store, and made into lines."""

from collections.abc import Collection
from datetime import datetime

from PySide6.QtGui import QPixmap

from mailclient.gui.composer.recipients.proposal_row import ProposalRow
from mailclient.gui.composer.recipients.recipient import Recipient
from mailclient.gui.contacts.portrait import Portraits
from mailclient.language import tr, tr_n
from mailclient.mail.address import Address
from mailclient.mail.contact import Proposal, ProposalKind
from mailclient.store.reader import Reader

LINES = 7
_DAY = 86_400


class Completion:
    """``lines`` is called at every key: a few milliseconds at 50,000 contacts."""

    def __init__(self, reader: Reader, portraits: Portraits) -> None:
        self._reader, self._portraits = reader, portraits

    def lines(self, typed: str, have: Collection[str], now: datetime) -> list[ProposalRow]:
        """The best proposals for ``typed``, without those whose ``Recipient.key`` is in ``have``."""
        typed = typed.strip()
        if not typed:
            return []
        found = [one for one in self._reader.proposals(typed, LINES + len(have)) if _key(one) not in have][:LINES]
        rows: list[ProposalRow] = []
        for one in found:
            above = rows[-1].proposal if rows else None
            again = above is not None and one.contact_id is not None and above.contact_id == one.contact_id
            rows.append(ProposalRow(one, typed, self._when(one, now), again, None if again else self._photo(one)))
        return rows

    def _photo(self, proposal: Proposal) -> QPixmap | None:
        if proposal.kind is not ProposalKind.CONTACT or proposal.contact_id is None:
            return None
        return self._portraits.of_contact(proposal.contact_id)

    def _when(self, proposal: Proposal, now: datetime) -> str:
        if proposal.kind is ProposalKind.GROUP:
            return ""
        return ago(self._reader.acquaintance(proposal.addresses[0].address).last_seen, now)


def as_recipient(proposal: Proposal) -> Recipient:
    """What taking it gives."""
    if proposal.kind is ProposalKind.GROUP:
        return Recipient(Address(proposal.name, ""), members=proposal.addresses, picked=True)
    return Recipient(proposal.addresses[0], picked=True)


def ago(moment: int, now: datetime) -> str:
    """ "last mail 3 days ago", in whole days of the calendar; "" for never."""
    if not moment:
        return ""
    days = (now.date() - datetime.fromtimestamp(moment, now.tzinfo).date()).days
    if days <= 0:
        return tr("last mail today")
    if days == 1:
        return tr("last mail yesterday")
    if days < 30:
        return tr_n("last mail {count} day ago", "last mail {count} days ago", days)
    if days < 365:
        return tr_n("last mail {count} month ago", "last mail {count} months ago", max(days // 30, 1))
    return tr_n("last mail {count} year ago", "last mail {count} years ago", days // 365)


def _key(proposal: Proposal) -> str:
    return as_recipient(proposal).key
