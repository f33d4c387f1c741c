"""What the server tells by itself: news of the open folder (IDLE) or of all (NOTIFY). Part of ``MailServer``."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mailclient.engine.accounts.imap_result import Result
from mailclient.engine.accounts.server_access import ServerAccess
from mailclient.wire.imap.codes import Code, ProgressCode
from mailclient.wire.imap.commands.notify import MESSAGES, EventGroup, Notify, Watch
from mailclient.wire.imap.events import Condition, Event, StatusData

_OF_MESSAGES = (*MESSAGES, "FlagChange")
_EVENTS = (*_OF_MESSAGES, "MailboxName", "SubscriptionChange")


class ServerNews(ServerAccess):
    """Waiting for news."""

    def listen(self, take: Callable[[Event], None]) -> None:
        """Have every event that belongs to no command given to ``take``, which must not wait."""
        self._session.on_news = take

    @contextmanager
    def told_progress(self, take: Callable[[float | None], None]) -> Iterator[None]:
        """During the block ``take`` gets how far the server says it is (0 to 1), None when it only says that it works.

        INPROGRESS, RFC 9585. What is done on this connection in between takes over with a block of its own.
        """
        before = self._session.on_news

        def listen(event: Event) -> None:
            if isinstance(event, Condition) and isinstance(event.code, ProgressCode):
                take(_share(event.code))
            elif before is not None:
                before(event)

        self._session.on_news = listen
        try:
            yield
        finally:
            self._session.on_news = before

    async def wait_for_news(self, seconds: float) -> bool:
        """IDLE on the open folder for ``seconds`` at most; whether something happened there."""
        return bool(await self._session.idle(max_seconds=seconds))

    async def ask_for_news_of_all(self) -> list[StatusData] | None:
        """NOTIFY (RFC 5465): from now on ``listen`` gets the STATUS of every folder in which something happens.

        What happens in the open folder, if there is one, is news as usual (``wait_for_news``). Answers the STATUS of
        the others as they are now; None when the server will not. Events it does not know of are left out, but for new
        and expunged messages.
        """
        answer = await self._notify(_EVENTS)
        if isinstance(answer.code, Code) and answer.code.name == "BADEVENT":
            known = (answer.code.text or "").upper().strip("()").split()
            events = tuple(event for event in _EVENTS if event.upper() in known)
            if not set(MESSAGES) <= set(events):
                return None
            answer = await self._notify(events)
        return list(answer.all(StatusData)) if answer.ok else None

    async def _notify(self, events: tuple[str, ...]) -> Result:
        groups = [EventGroup(Watch.PERSONAL, events)]
        if self._session.selected is not None:
            groups.insert(0, EventGroup(Watch.SELECTED, tuple(event for event in events if event in _OF_MESSAGES)))
        return await self._session.run(Notify(tuple(groups), status=True), check=False)


def _share(code: ProgressCode) -> float | None:
    if code.reached is None or not code.total:
        return None
    return min(code.reached / code.total, 1.0)
