"""The bar of a mailing list: its name, reply to it, leave it, and its links."""

from urllib.parse import urlsplit

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QMenu

from mailclient.bridge.commands import LeaveList
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.message_view.bars import Brief
from mailclient.gui.special.surroundings import Shown, Surroundings
from mailclient.language import tr
from mailclient.language.problems import problem_text
from mailclient.mail.mailing_list import MailingList, Unsubscribe, UnsubscribeWay
from mailclient.mail.special_action import ActionKind, Progress, SpecialAction, list_subject, sender_of


class ListBar(Bar):
    """Sends ``LeaveList``. What leaves by it is asked for once more, in the bar itself."""

    def __init__(self, shown: Shown, around: Surroundings) -> None:
        super().__init__()
        self._shown, self._around = shown, around
        special = shown.body.special
        self._list: MailingList = special.mailing_list or MailingList()
        self._unsubscribe: Unsubscribe | None = special.unsubscribe
        self._tell_standing()

    @property
    def brief(self) -> Brief:
        """A newsletter is left by one link; a list to which one can write has more to offer."""
        if self._unsubscribe is not None and not self._list.post:
            return Brief(tr("Unsubscribe"), self._ask_unless_done)
        return Brief(tr("Mailing list"), lambda: None)

    def _ask_unless_done(self) -> None:
        if not self._done():
            self._ask()

    def _done(self) -> list[SpecialAction]:
        subject = list_subject(self._list.id, sender_of(self._shown.message.envelope))
        return self._around.reader.special_actions_about(ActionKind.UNSUBSCRIBE, subject)

    def _tell_standing(self) -> None:
        """The usual sentence, or how far leaving has come."""
        done = self._done()
        name = self._list.name
        if done:
            self.tell(_progress_sentence(done[0]), tone="danger" if _failed(done[0]) else "info", icon=_icon(done[0]))
        elif name:
            self.tell(tr("From the mailing list “{name}”.", name=name), icon="users")
        else:
            self.tell(tr("A newsletter or a mailing list."), icon="users")
        if self._list.post:
            self.add_action(tr("Reply to list"), self._reply_to_list)
        if self._unsubscribe is not None and (not done or _failed(done[0])):
            self.add_action(tr("Unsubscribe"), self._ask)
        if self._links():
            self.add_action(tr("More"), self._open_menu)

    # --- leaving --------------------------------------------------------------------------------------------------

    def _ways(self) -> tuple[UnsubscribeWay, ...]:
        """What may be offered; a message that is not from whom it names gets no answer at all."""
        if self._unsubscribe is None or self._around.reader.verdict(self._shown.id).alarming:
            return ()
        ways = self._unsubscribe.ways
        if not self._unsubscribe.one_click_signed:
            ways = tuple(way for way in ways if way is not UnsubscribeWay.ONE_CLICK)
        return ways

    def _ask(self) -> None:
        ways = self._ways()
        offered = self._unsubscribe
        if not ways or offered is None:
            self.tell(
                tr("This message is not from whom it names. Leaving would only tell its sender that you read it."),
                tone="warning",
                icon="shield-alert",
            )
            self.add_action(tr("Back"), self._tell_standing)
            return
        match ways[0]:
            case UnsubscribeWay.ONE_CLICK:
                host = urlsplit(offered.https).hostname or ""
                self.tell(tr("Leave the list? {host} is asked to take you off it.", host=host), icon="users")
            case UnsubscribeWay.MAIL:
                address = offered.mailto.partition(":")[2].partition("?")[0]
                self.tell(tr("Leave the list? A mail goes to {address}.", address=address), icon="users")
            case UnsubscribeWay.WEB:
                host = urlsplit(offered.web or offered.https).hostname or ""
                self.tell(tr("Leave the list? Its page at {host} opens in the browser.", host=host), icon="users")
        self.add_action(tr("Leave"), lambda: self._leave(ways[0])).setFocus()
        self.add_action(tr("Cancel"), self._tell_standing)

    def _leave(self, way: UnsubscribeWay) -> None:
        if way is UnsubscribeWay.WEB and self._unsubscribe is not None:
            self._around.follow(QUrl(self._unsubscribe.web or self._unsubscribe.https))
        self.tell(tr("One moment…"), icon="users")
        self._around.ask(LeaveList(fresh_operation_id(), self._shown.id, way))

    # --- the other links --------------------------------------------------------------------------------------------

    def _reply_to_list(self) -> None:
        if self._list.post_addresses:
            self._around.answer_list(self._shown.id)
        else:
            self._around.follow(QUrl(self._list.post))

    def _links(self) -> list[tuple[str, str]]:
        offered = (
            (tr("This message in the archive"), self._list.this_message),
            (tr("Archive"), self._list.archive),
            (tr("Help"), self._list.help),
            (tr("Subscribe"), self._list.subscribe),
            (tr("Write to the owner"), self._list.owner),
        )
        return [(text, url) for text, url in offered if url]

    def _open_menu(self) -> None:
        menu = QMenu(self)
        for text, url in self._links():
            menu.addAction(text).triggered.connect(lambda _=False, url=url: self._go(url))
        menu.popup(self.mapToGlobal(self.rect().bottomRight()))

    def _go(self, url: str) -> None:
        if url.lower().startswith("mailto:"):
            self._around.write_to(url)
        else:
            self._around.follow(QUrl(url))


def _failed(action: SpecialAction) -> bool:
    return action.progress is Progress.FAILED


def _icon(action: SpecialAction) -> str:
    return {Progress.FAILED: "triangle-alert", Progress.WAITING: "clock"}.get(action.progress, "circle-check")


def _progress_sentence(action: SpecialAction) -> str:
    if action.progress is Progress.FAILED:
        return str(problem_text(action.problem)) if action.problem else tr("The list could not be left.")
    if action.detail == UnsubscribeWay.WEB:
        return tr("You opened the page by which this list is left.")
    if action.progress is Progress.WAITING:
        return tr("You leave this list; the request goes out as soon as it can.")
    if action.detail == UnsubscribeWay.MAIL:
        return tr("You asked this list by mail to let you go.")
    return tr("You have left this list.")
