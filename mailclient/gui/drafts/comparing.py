"""What another device made of a draft, fetched and shown beside what is here; what the user says to it, carried out."""

import msgspec

from mailclient.bridge import commands
from mailclient.bridge.draft import DraftContent
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.gui.composer.paper import Paper
from mailclient.gui.drafts.conflict_window import ConflictWindow, Versions
from mailclient.gui.drafts.taking_over import put_into
from mailclient.gui.engine_link import EngineLink
from mailclient.mail.ids import MessageId
from mailclient.store.reader import Reader


def compare(pane: Paper, reader: Reader, link: EngineLink, other_id: MessageId, theirs: DraftContent) -> ConflictWindow:
    """Open both versions; the composer has what is decided on, and the server's copy follows."""
    standing = reader.draft_standing(pane.draft_id)
    filed = standing.filed if standing is not None else None
    base = msgspec.msgpack.decode(filed, type=DraftContent) if filed else DraftContent()

    def settle(content: DraftContent | None) -> None:
        if content is not None:
            put_into(pane, content)
        pane.keeper.save_now()
        data = msgspec.msgpack.encode(theirs)
        link.operate(commands.SettleDraft(fresh_operation_id(), pane.draft_id, other_id, data))
        pane.keeper.file()

    def apart() -> None:
        link.operate(commands.SettleDraft(fresh_operation_id(), pane.draft_id))
        pane.keeper.file()

    window = ConflictWindow(Versions(base, pane.content(), theirs), settle, apart, pane)
    window.show()
    return window
