"""What a message pane shows of the origin of its message: the mark always, a bar only where something is wrong."""

from PySide6.QtCore import QObject

from mailclient.bridge import events
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.message_view.bars import BodyBars, Rank
from mailclient.gui.origin.mark import OriginMark
from mailclient.language import tr
from mailclient.language.origin import origin_sentence
from mailclient.mail.ids import MessageId
from mailclient.mail.verdict import Standing, Verdict
from mailclient.store.reader import Reader


class OriginShowing(QObject):
    """Of one pane. Refreshed by ``OriginVerified`` and ``AccountsChanged``; the details send ``VerifyOrigin``."""

    def __init__(self, reader: Reader, link: EngineLink, mark: OriginMark, bars: BodyBars, parent: QObject) -> None:
        super().__init__(parent)
        self._reader, self._link = reader, link
        self._mark, self._bars = mark, bars
        self._message_id: MessageId | None = None
        self.verdict: Verdict | None = None
        self.bar = Bar(parent=bars)
        self.bar.hide()
        mark.clicked.connect(self.open_details)
        link.received.connect(self._receive)

    def show_message(self, message_id: MessageId | None) -> None:
        """Tell of this message, whose body is here; None: of none."""
        self._message_id = message_id
        self.verdict = None if message_id is None else self._reader.verdict(message_id)
        self._mark.tell(self.verdict)
        if self.verdict is None or not self.verdict.alarming:
            self._bars.withdraw(self.bar)
            return
        tone = "danger" if self.verdict.standing is Standing.FAILED else "warning"
        self.bar.tell(origin_sentence(self.verdict), tone=tone, icon="shield-alert")
        self.bar.add_action(tr("Details"), self.open_details)
        self._bars.put(self.bar, Rank.DECEPTION)

    def open_details(self) -> None:
        """The dialog about the message that is shown."""
        if self._message_id is not None:
            from mailclient.gui.origin.details import OriginDetails

            OriginDetails(self._reader, self._link, self._message_id, self._mark.window()).open()

    def _receive(self, event: events.AnyEvent) -> None:
        if self._message_id is None:
            return
        if isinstance(event, events.AccountsChanged) or (
            isinstance(event, events.OriginVerified) and event.message_id == self._message_id
        ):
            self.show_message(self._message_id)
