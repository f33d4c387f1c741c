"""The way of a message: the servers it went through, the first at the top, with time and protection of each step."""

from datetime import tzinfo

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.tooltip import tell_plainly
from mailclient.gui.message_view.icon_label import IconLabel
from mailclient.gui.message_view.moment import full_moment_text
from mailclient.gui.theme import tokens
from mailclient.language.origin import delay_words, hop_words, protection_words
from mailclient.mail.origin import Hop


class Way(QWidget):
    """Shows hops; a closed lock for TLS, an open one where nothing tells of it."""

    def __init__(self, hops: tuple[Hop, ...], zone: tzinfo | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_8)
        before: Hop | None = None
        for hop in reversed(hops):
            column.addLayout(_step(hop, before, zone))
            before = hop if hop.at is not None else before


def _step(hop: Hop, before: Hop | None, zone: tzinfo | None) -> QHBoxLayout:
    lock = IconLabel("lock", tokens.ICON_SMALL, "good") if hop.encrypted else IconLabel("lock-open", tokens.ICON_SMALL)
    path = PlainLabel(hop_words(hop), wordWrap=True)
    delay = hop.at - before.at if hop.at is not None and before is not None and before.at is not None else None
    when = full_moment_text(hop.at.astimezone(zone)) if hop.at is not None else ""
    facts = PlainLabel(" · ".join(filter(None, (when, delay_words(delay), protection_words(hop)))), wordWrap=True)
    facts.setProperty("kind", "meta")
    tell_plainly(facts, " ".join(filter(None, (hop.ip, hop.protocol, hop.cipher))))
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(path)
    words.addWidget(facts)
    row = QHBoxLayout()
    row.setSpacing(tokens.SPACE_8)
    row.addWidget(lock)
    row.addLayout(words, 1)
    return row
