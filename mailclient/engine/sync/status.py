"""Whether a folder's STATUS says that something happened since its last pass."""

from mailclient.store.rows import SyncState
from mailclient.wire.imap.commands.select import Selected
from mailclient.wire.imap.events import StatusData


def needs_pass(state: SyncState, status: StatusData) -> bool:
    """False only when the server's numbers prove that nothing changed: that takes HIGHESTMODSEQ (CONDSTORE)."""
    told = status.items
    unchanged = (
        state.last_pass_at > 0
        and told.get("UIDVALIDITY") == state.uid_validity
        and told.get("UIDNEXT") == state.uid_next
        and told.get("HIGHESTMODSEQ", 0) == state.highest_modseq
        and state.highest_modseq > 0
    )
    empty = (
        told.get("MESSAGES") == 0
        and state.last_pass_at > 0
        and told.get("UIDVALIDITY") == state.uid_validity
        and told.get("UIDNEXT") == state.uid_next
        and state.lowest_uid == 1
        and not state.highest_modseq
    )
    return not (unchanged or empty)


def has_news(state: SyncState | None, path: str, selected: Selected) -> bool:
    """The same by what SELECT told; True for a folder never synchronised."""
    items = {"MESSAGES": selected.exists, "UIDVALIDITY": selected.uid_validity}
    told = {"UIDNEXT": selected.uid_next, "HIGHESTMODSEQ": selected.highest_modseq}
    items |= {name: number for name, number in told.items() if number is not None}
    return state is None or needs_pass(state, StatusData(path, path.encode(), items))
