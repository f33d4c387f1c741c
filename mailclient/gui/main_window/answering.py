"""The actions that answer, pass on or write messages, and what is told of them."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from mailclient.bridge.compose_request import ComposeRequest
from mailclient.bridge.draft import DraftContent
from mailclient.gui.composer.answer import html_of_text
from mailclient.gui.composer.composers import Composers
from mailclient.gui.composer.files.local_file import NotAttachableError, local_file
from mailclient.gui.composer.pane import ComposerPane
from mailclient.gui.composer.reply_kind import ReplyKind
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.main_window.reading import Reading
from mailclient.gui.main_window.toast import Toast
from mailclient.gui.main_window.undo import Done, UndoStack
from mailclient.gui.main_window.window import MainWindow
from mailclient.gui.templates.menu import TemplateMenu
from mailclient.language import tr
from mailclient.mail.ids import AccountId, MessageId, OperationId


class Answering(QObject):
    """Of one window. ``account``: whose folder is shown."""

    def __init__(
        self,
        window: MainWindow,
        link: EngineLink,
        composers: Composers,
        reading: Reading,
        toast: Toast,
        undo_stack: UndoStack,
        account: Callable[[], AccountId | None],
    ) -> None:
        super().__init__(window)
        self._window, self._link, self._composers = window, link, composers
        self._reading, self._toast, self._stack, self._account = reading, toast, undo_stack, account
        self._list = window.list_column.list
        composers.opened.connect(self._equip)
        composers.fetching.connect(lambda: toast.tell(tr("Fetching the message first…")))
        for name, act in {
            "new_message": lambda: composers.write(account()),
            "reply": lambda: self._reply(ReplyKind.REPLY),
            "reply_all": lambda: self._reply(ReplyKind.REPLY_ALL),
            "reply_list": lambda: self._reply(ReplyKind.REPLY_LIST),
            "forward": lambda: self._reply(ReplyKind.FORWARD),
            "forward_attached": lambda: composers.forward_attached(self._selected()),
            "redirect": self._redirect,
            "edit_as_new": lambda: self._reply(ReplyKind.EDIT_AS_NEW),
        }.items():
            window.actions_[name].triggered.connect(lambda _checked=False, act=act: act())

    def _reply(self, kind: ReplyKind) -> None:
        current = self._reading.message_id
        if current is not None:
            self._reading.answer(current, kind)

    def _equip(self, composer: ComposerPane) -> None:
        """Hang templates and mail merge into its menu."""
        more = composer.bottom.more
        more.addMenu(TemplateMenu(composer, self._window.reader, self._link))
        more.addAction(tr("Mail merge…")).triggered.connect(lambda: self._merge(composer))

    def _merge(self, composer: ComposerPane) -> None:
        from mailclient.gui.merge.merge_dialog import MergeDialog

        composer.fields.finish()
        account = composer.fields.account_id()
        MergeDialog(self._window.reader, self._link, composer.content(), account, composer).open()

    def compose(self, request: ComposeRequest) -> None:
        """Begin a message that another start of the program was asked for."""
        if request.mailto:
            opened = self._composers.write(self._account(), request.mailto)
        else:
            draft = DraftContent(
                to=request.to,
                cc=request.cc,
                bcc=request.bcc,
                subject=request.subject,
                html=html_of_text(request.body),
                sign=request.sign,
                encrypt=request.encrypt,
                protection=request.protection,
            )
            opened = self._composers.write_filled(draft, self._account())
            if opened is not None and request.files:
                opened.deeds.attach_paths(map(Path, request.files))
        if opened is None:
            self._toast.tell(tr("Add an account first: then messages can be written."))
        else:
            opened.bring()

    def _attach(self, composer: ComposerPane, paths: Sequence[str]) -> None:
        for path in paths:
            try:
                composer.attach([local_file(Path(path))])
            except NotAttachableError as error:
                self._toast.tell(str(error))

    def _selected(self) -> list[MessageId]:
        """The rows, a conversation by its newest message; the message that is read where one is selected alone."""
        chosen = list(self._list.selected_messages())
        current = self._reading.message_id
        return [current] if len(chosen) <= 1 and current is not None else chosen

    def _redirect(self) -> None:
        from mailclient.gui.redirect.redirect_dialog import RedirectDialog

        current = self._reading.message_id
        message = self._window.reader.message(current) if current is not None else None
        if message is None:
            return
        hold = self._composers.hold_seconds
        dialog = RedirectDialog(self._window.reader, self._link, message, hold_seconds=hold, parent=self._window)
        dialog.passed_on.connect(self._tell_redirected)
        dialog.open()

    def _tell_redirected(self, operation_id: OperationId, subject: str) -> None:
        seconds, stack = self._composers.hold_seconds, self._stack
        done = Done((operation_id,))
        stack.push(done)
        QTimer.singleShot(int(seconds * 1000), stack, lambda: stack.forget(operation_id))
        self._toast.count_down(tr("Sending “{subject}”", subject=subject), seconds, lambda: stack.undo(done))
