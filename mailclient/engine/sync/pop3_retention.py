"""Which messages may go from the server, by the user's rules; never one that is not here whole."""

from collections.abc import Collection, Iterator, Sequence

from mailclient.engine.sync.pop3_listing import Entry
from mailclient.mail.ids import MessageId
from mailclient.mail.pop3 import Pop3Rules
from mailclient.store.pop3 import Known, State

_DAY = 86400


def to_delete(
    rules: Pop3Rules, entries: Sequence[Entry], here: Collection[MessageId], now: float
) -> Iterator[tuple[Entry, Known]]:
    """Those of the ``entries`` (oldest first) that are to go. ``here``: messages that are in the store whole."""
    kept = len(entries) if rules.count is None else rules.count
    for place, entry in enumerate(entries):
        known = entry.known
        if known is None or known.state is State.REFUSED:
            continue
        surplus = len(entries) - place > kept
        if known.deleted_at is not None or _may_go(rules, known, here, now, surplus=surplus):
            yield entry, known


def _may_go(rules: Pop3Rules, known: Known, here: Collection[MessageId], now: float, *, surplus: bool) -> bool:
    if known.message_id is None:
        # Deleted here for good: what has never come whole goes only because of that.
        if rules.remove_deleted or known.state is State.HEADER:
            return rules.remove_deleted
    elif known.state is not State.WHOLE or known.message_id not in here:
        return False
    if not rules.leave_on_server:
        return True
    return surplus or (rules.days is not None and known.first_seen + rules.days * _DAY <= now)
