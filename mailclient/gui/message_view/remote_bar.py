"""What a message would load from the web: blocked, said in a bar, loaded when the reader allows it."""

from collections.abc import Callable

from mailclient.bridge import commands
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.controls.tooltip import tell_plainly
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.message_view.bars import BodyBars, Rank
from mailclient.gui.message_view.html_remote import RemoteContents, Trackers, trackers_in
from mailclient.gui.message_view.reading_choices import ReadingChoices, RemotePolicy
from mailclient.language import tr, tr_n
from mailclient.mail.body import Body
from mailclient.mail.verdict import Standing
from mailclient.store.reader import Reader
from mailclient.store.rows import StoredMessage

_NAMED = 28
"""Characters of a sender that the bar names."""


class RemoteBar(Bar):
    """Decides what the page of one message may ask for, and hangs itself into ``bars`` when something is blocked.

    Sends ``FetchRemote`` (by ``contents``) and ``AllowRemote``. A sender that is allowed for always counts only while
    nothing speaks against the message being theirs. What tracks is never loaded.
    """

    def __init__(
        self,
        reader: Reader,
        link: EngineLink,
        choices: ReadingChoices,
        bars: BodyBars,
        show_again: Callable[[], object],
    ) -> None:
        super().__init__(parent=bars)
        self.hide()
        self._reader, self._link, self._choices, self._bars = reader, link, choices, bars
        self._show_again = show_again
        self._message: StoredMessage | None = None
        self._once = self._again = False
        self.contents = RemoteContents(reader, link, self)
        self.contents.failed.connect(self._tell_failed)

    def end(self) -> None:
        """Another message is shown: what was allowed once is over."""
        self._message, self._once, self._again = None, False, False
        self.contents.end()

    def begin(self, message: StoredMessage, body: Body) -> frozenset[int]:
        """The numbers of ``Body.remote`` that its page may ask for; the bar comes or goes."""
        self._message = message
        allowed = bool(body.remote) and (self._once or self._is_allowed(message))
        numbers = self.contents.begin(message.row.id, body, allowed=allowed, again=self._again)
        self._again = False
        blocked = any(not one.tracker and number not in numbers for number, one in enumerate(body.remote))
        trackers = trackers_in(body)
        if allowed or not (blocked or trackers.count or body.blocked_remote):
            self._bars.withdraw(self)
        else:
            self._tell_blocked(message, trackers, blocked=blocked)
        return numbers

    def here(self, body: Body) -> frozenset[int]:
        """The numbers of what was loaded already: what the paper shows."""
        tried = self._reader.remote_tried(self._message.row.id) if self._message is not None else frozenset()
        return frozenset(number for number, one in enumerate(body.remote) if one.url in tried)

    def withdraw(self) -> None:
        """The text is shown, which loads nothing."""
        self._bars.withdraw(self)

    def _tell_blocked(self, message: StoredMessage, trackers: Trackers, *, blocked: bool) -> None:
        self.tell(_sentence(trackers, pictures=blocked or not trackers.count), icon="image-off")
        self.setToolTip(tr("Loading them would tell the sender when, where and with what you read this message."))
        if blocked:
            self.add_action(tr("Show"), self._show_once)
            sender = _sender(message)
            if sender and not self._is_doubtful(message):
                always = self.add_action(tr("Always for {sender}", sender=_short(sender)), self._show_always)
                tell_plainly(always, tr("Always load pictures of messages from {sender}", sender=sender))
        self._bars.put(self, Rank.REMOTE)

    def _tell_failed(self, count: int) -> None:
        self.tell(
            tr_n(
                "{count} picture from the web could not be loaded.",
                "{count} pictures from the web could not be loaded.",
                count,
            ),
            icon="image-off",
        )
        self.setToolTip("")
        self.add_action(tr("Try again"), self._try_again)
        self._bars.put(self, Rank.REMOTE)

    def _show_once(self) -> None:
        self._once = True
        self._show_again()

    def _try_again(self) -> None:
        self._once = self._again = True
        self._show_again()

    def _show_always(self) -> None:
        if self._message is not None:
            self._link.request(commands.AllowRemote(fresh_request_id(), _sender(self._message), True))
        self._show_once()

    def _is_allowed(self, message: StoredMessage) -> bool:
        match self._choices.remote:
            case RemotePolicy.NEVER:
                return False
            case RemotePolicy.ALWAYS:
                return not self._is_doubtful(message)
            case RemotePolicy.ALLOWED_SENDERS:
                sender = _sender(message)
                return bool(sender) and self._reader.remote_allowed(sender) and not self._is_doubtful(message)

    def _is_doubtful(self, message: StoredMessage) -> bool:
        return self._reader.verdict(message.row.id).standing in (Standing.FAILED, Standing.SUSPICIOUS)


def _sentence(trackers: Trackers, *, pictures: bool) -> str:
    count, services = trackers.count, ", ".join(trackers.services)
    if not count:
        return tr("Pictures from the web are blocked.")
    if pictures and services:
        return tr_n(
            "Pictures from the web and {count} tracker by {services} are blocked.",
            "Pictures from the web and {count} trackers by {services} are blocked.",
            count,
            services=services,
        )
    if pictures:
        return tr_n(
            "Pictures from the web and {count} tracker are blocked.",
            "Pictures from the web and {count} trackers are blocked.",
            count,
        )
    if services:
        return tr_n(
            "{count} tracker by {services} is blocked.",
            "{count} trackers by {services} are blocked.",
            count,
            services=services,
        )
    return tr_n("{count} tracker is blocked.", "{count} trackers are blocked.", count)


def _sender(message: StoredMessage) -> str:
    """The one address that is shown as the sender; "" when there is not exactly one."""
    authors = message.envelope.from_
    return authors[0].address if len(authors) == 1 else ""


def _short(sender: str) -> str:
    return sender if len(sender) <= _NAMED else sender[: _NAMED - 1] + "…"
