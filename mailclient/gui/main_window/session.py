"""What joins the window after its first paint: the link, the reader, the composer, and all that changes anything."""

import sys

from PySide6.QtCore import QObject, QPoint, QProcess, Qt, Signal

from mailclient.bridge.commands import ReportServer, Sync, WatchFolder
from mailclient.bridge.draft import DraftContent
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.accounts.account_settings import AccountSettingsDialog, open_settings
from mailclient.gui.accounts.account_setup import AccountSetup
from mailclient.gui.accounts.server_report_dialog import ServerReportDialog
from mailclient.gui.composer.composers import ComposerPane, Composers, SentMessage
from mailclient.gui.composer.inline import InlinePlace
from mailclient.gui.drafts.discarded_window import DiscardedWindow
from mailclient.gui.drafts.kept_here import KeptHere
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.main_window.about import AboutDialog
from mailclient.gui.main_window.address_book import AddressBook
from mailclient.gui.main_window.answering import Answering
from mailclient.gui.main_window.bars import Bars
from mailclient.gui.main_window.closing import Closing
from mailclient.gui.main_window.columns import Front
from mailclient.gui.main_window.event_router import EventRouter
from mailclient.gui.main_window.folder_actions import FolderActions
from mailclient.gui.main_window.kept_searches import KeptSearches
from mailclient.gui.main_window.mail_actions import LOOKED_AT, MailActions
from mailclient.gui.main_window.menus import message_menu, window_menu
from mailclient.gui.main_window.new_mail_notice import NewMailNotice
from mailclient.gui.main_window.permitted import forbidden_in, why_forbidden
from mailclient.gui.main_window.reading import Reading
from mailclient.gui.main_window.sealed_search import SealedSearch
from mailclient.gui.main_window.server_search import ServerSearch
from mailclient.gui.main_window.shortcuts_dialog import ShortcutsDialog
from mailclient.gui.main_window.status_line import StatusLine
from mailclient.gui.main_window.toast import Toast
from mailclient.gui.main_window.window import MainWindow
from mailclient.gui.message_list.row_layout import Density
from mailclient.gui.message_list.staying_put import Place
from mailclient.gui.outbox.outbox import Outbox
from mailclient.gui.outbox.outbox_dialog import OutboxDialog
from mailclient.gui.outbox.told_sent import tell_sent
from mailclient.gui.protection.passphrase import PassphraseQuestions
from mailclient.gui.settings.dialog import SettingsDialog
from mailclient.gui.tags.tagging import Tagging
from mailclient.gui.theme import Scheme, theme
from mailclient.language import tr
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import AccountId, FolderId, MessageId
from mailclient.mail.problem import Problem


class Session(QObject):
    """Ties ``window`` to ``link``. The engine need not run yet."""

    language_chosen = Signal(str)
    """The window must be built again in this language."""

    def __init__(self, window: MainWindow, link: EngineLink) -> None:
        super().__init__(window)
        self.window = window
        self.link = link
        self.composers = Composers(window.reader, link, self)
        self.kept_here = KeptHere(window, link, self.composers)
        self.inline = InlinePlace()
        self.toast = Toast(window, window.list_column)
        self.bars = Bars()
        self.status = StatusLine(self._folder_name, window.reader.waiting_operations)
        self._list = window.list_column.list
        self.mail = MailActions(window.reader, link, self.toast, window, self._list.will_act_on, self._shown_folder)
        self.reading = Reading(window, link, self.composers, self.mail, self._account)
        self.view = self.reading.message
        self.folders = FolderActions(window.reader, link, self.toast, self.mail.undo_stack, window)
        self.router = EventRouter(window, link, self.bars, self.status, self.toast, self.mail.undo_stack)
        self.server_search = ServerSearch(window, link, self.toast)
        self.sealed_search = SealedSearch(window, link, self.toast)
        self.kept_searches = KeptSearches(window, link, self.toast, window.sidebar.folders.requests)
        self.outbox = Outbox(window.reader, link, self)
        self.passphrases = PassphraseQuestions(link, window)
        self.closing = Closing(window, link, self.composers)
        self.notice = NewMailNotice(window.reader, link, window.state, self)
        window.bars.addWidget(self.bars)
        window.bottom.addWidget(self.status)
        self._menu = window_menu(
            window, window.actions_, lambda: self._list.density, self.choose_scheme, self.choose_density
        )
        window.sidebar.menu.setMenu(self._menu)
        window.sidebar.menu.setPopupMode(window.sidebar.menu.ToolButtonPopupMode.InstantPopup)
        self.tags = Tagging(window, self.mail)
        self.answering = Answering(
            window, link, self.composers, self.reading, self.toast, self.mail.undo_stack, self._account
        )
        self.address_book = AddressBook(window, link, self.composers.write_to)
        self._message_menu = message_menu(window, window.actions_, self.tags.menu)
        self._connect_parts()
        self._connect_actions()
        self.reading.show(self._list.current_message)
        self._describe_selection()

    # --- wires --------------------------------------------------------------------------------------------------

    def _connect_parts(self) -> None:
        window, folders, messages = self.window, self.window.sidebar.folders, self._list
        messages.selectionModel().selectionChanged.connect(self._describe_selection)
        messages.messages.dataChanged.connect(self._describe_selection)
        messages.messages.modelReset.connect(self._describe_selection)
        self.router.folders_changed.connect(self._describe_selection)
        messages.activated_fully.connect(self._open_fully)
        messages.action_requested.connect(self._act_on_row)
        messages.page_requested.connect(self._turn_page)
        window.reader_column.page_requested.connect(self._turn_page)
        messages.menu_requested.connect(self._open_message_menu)
        window.folder_shown.connect(lambda folder_id: self.link.send(WatchFolder(folder_id)))
        window.search_failed.connect(self.tell_problem)
        window.welcome.demo_requested.connect(_start_demo)
        folders.messages_dropped.connect(self.mail.move)
        self.folders.serve(folders.requests)
        folders.requests.sync.connect(self._sync)
        folders.left.connect(window.list_column.take_focus)
        folders.requests.edit_account.connect(self._edit_account)
        folders.requests.show_server.connect(self._report_server)
        self.router.folders_changed.connect(self.outbox.refresh)
        self.outbox.changed.connect(window.sidebar.show_unsent)
        self.outbox.edit_requested.connect(self.composers.edit_unsent)
        self.outbox.failed.connect(self.tell_problem)
        window.sidebar.outbox.clicked.connect(window.actions_["outbox"].trigger)
        window.actions_["outbox"].triggered.connect(lambda: OutboxDialog(self.outbox, window).open())
        self.notice.opened.connect(self._open_new)
        window.reader_column.put_below(self.inline)
        self.inline.taken.connect(lambda: window.columns.bring(Front.READER))
        self.inline.taken.connect(window.reader_column.divide)
        self.inline.writing.connect(window.actions_.leave_keys)
        self.answer_inline(window.state.text("answers") == "inline")
        self.composers.sent.connect(self._tell_sent)
        self.composers.discarded.connect(self._tell_discarded)
        self.composers.failed.connect(self.tell_problem)

    def _connect_actions(self) -> None:
        actions, mail, reading = self.window.actions_, self.mail, self.reading
        selected = self._list.acted_messages
        for name, act in {
            "archive": lambda: mail.archive(selected()),
            "delete": lambda: mail.delete(selected()),
            "delete_forever": lambda: mail.delete(selected(), forever=True),
            "move": lambda: mail.choose_folder(selected()),
            "copy": lambda: mail.choose_folder(selected(), copy=True),
            "junk": lambda: mail.junk(selected()),
            "flag": self._toggle_star,
            "toggle_read": self._toggle_read,
            "undo": mail.undo,
            "discarded_drafts": self._show_discarded,
            "plain_text": lambda: reading.view.show_plain_text(not reading.view.shows_plain_text),
            "find": self._find,
            "zoom_in": lambda: reading.view.zoom(1),
            "zoom_out": lambda: reading.view.zoom(-1),
            "zoom_reset": lambda: reading.view.zoom(0),
            "source": lambda: reading.view.show_source(),
            "print": lambda: reading.view.print_out(),
            "save_pdf": lambda: reading.view.print_out(to_pdf=True),
            "save_attachments": lambda: reading.view.save_attachments(),
            "sync": lambda: self._sync(None, None),
            "attachments": self._show_attachments,
            "keys": self.open_keys,
            "add_account": self._add_account,
            "settings": self.open_settings,
            "shortcuts": lambda: ShortcutsDialog(self.window).open(),
            "about": lambda: AboutDialog(self.window).open(),
            "quit": self.window.close,
        }.items():
            actions[name].triggered.connect(lambda _checked=False, act=act: act())

    # --- reading --------------------------------------------------------------------------------------------------

    def _open_fully(self, message_id: MessageId) -> None:
        """A double click goes on with a draft; any other message is before the eyes already."""
        if self.window.role is FolderRole.DRAFTS:
            self.composers.edit_draft(message_id)

    def _open_new(self, folder_id: FolderId, message_id: MessageId) -> None:
        """The desktop's notice of new mail was clicked."""
        window = self.window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        window.activateWindow()
        window.show_folder(window.reader.folder(folder_id))
        self._list.restore(Place(None, (message_id,), message_id, reveal=True))
        window.columns.bring(Front.READER)

    def _show_attachments(self) -> None:
        """The files of all messages, in a window of their own."""
        from mailclient.gui.attachments.attachments_window import AttachmentsWindow

        files = AttachmentsWindow(self.window.reader, self.link, self.window)
        files.message_chosen.connect(self._open_message)
        files.show()

    def _open_message(self, message_id: MessageId) -> None:
        """Go to this message, wherever it is."""
        for row in self.window.reader.rows([message_id]):
            if row.folder_id is not None:
                self._open_new(row.folder_id, message_id)

    def _find(self) -> None:
        """In the message that is shown, else among all messages."""
        if self.reading.message_id is None:
            self.window.actions_["search"].trigger()
        else:
            self.reading.view.open_find_bar()

    def _turn_page(self, down: bool) -> None:
        """Space reads on: to the end of the message, then the next one."""
        if self._list.current_message is None or not self.reading.view.scroll_page(down):
            self._list.step(1 if down else -1)

    def _toggle_read(self) -> None:
        """All of a conversation becomes read; its newest message alone becomes unread again."""
        self.reading.keep_unread()
        if all(not row.unread for row in self._list.selected_rows(LOOKED_AT)):
            self.mail.read(self._list.selected_messages(), on=False)
        else:
            self.mail.read(self._list.acted_messages(), on=True)

    def _toggle_star(self) -> None:
        """The newest message of a conversation gets the star; all of it loses it."""
        if all(row.flagged for row in self._list.selected_rows(LOOKED_AT)):
            self.mail.star(self._list.acted_messages(), on=False)
        else:
            self.mail.star(self._list.selected_messages(), on=True)

    def _describe_selection(self) -> None:
        rows = self._list.selected_rows(LOOKED_AT)
        folder = self.window.folder
        forbidden = forbidden_in(self._shown_folder())
        self.window.actions_.forbid(forbidden, why_forbidden(folder))
        self._list.forbid(forbidden)
        self.window.actions_.describe(
            seen=bool(rows) and all(not row.unread for row in rows),
            flagged=bool(rows) and all(row.flagged for row in rows),
            junk=self.window.role is FolderRole.JUNK,
        )

    def _shown_folder(self) -> Folder | None:
        """None while the list shows what a search found."""
        folder = self.window.folder
        return folder if folder is not None and folder.id == self._list.messages.folder_id else None

    # --- acting ---------------------------------------------------------------------------------------------------

    def _act_on_row(self, name: str, message_id: MessageId) -> None:
        members = self._list.messages.members([message_id])
        row = self._list.messages.row_of(message_id)
        painted = self._list.messages.row(row) if row is not None else None
        if name == "archive":
            self.mail.archive(members)
        elif name == "delete":
            self.mail.delete(members)
        elif painted is not None and painted.flagged:
            self.mail.star(members, on=False)
        else:
            self.mail.star([message_id], on=True)

    def _open_message_menu(self, place: QPoint) -> None:
        self._message_menu.popup(place)

    def _tell_sent(self, sent: SentMessage) -> None:
        """It is opened again only when the engine says that it did not go out: else it might go out twice."""
        tell_sent(self.toast, self.mail.undo_stack, sent, lambda: self.composers.reopen(sent))

    def _show_discarded(self) -> None:
        composers = self.composers
        DiscardedWindow(self.window.reader, composers.bring_back, composers.restoring.unseal, self.window).open()

    def _tell_discarded(self, composer: ComposerPane, draft: DraftContent) -> None:
        """Nothing is lost by a slip: Undo opens it again."""
        account_id, draft_id = composer.fields.account_id(), composer.draft_id
        back = self.composers.bring_back
        self.toast.tell(tr("Draft discarded"), tr("Undo"), lambda: back(draft_id, account_id, draft))

    def _sync(self, account_id: AccountId | None, folder_id: FolderId | None) -> None:
        self.link.request(Sync(fresh_request_id(), account_id, folder_id))

    # --- accounts and settings --------------------------------------------------------------------------------------

    def answer_inline(self, on: bool) -> None:
        """Whether answers are written below the message; a window of their own is one click away."""
        self.composers.inline = self.inline if on else None

    def _account(self) -> AccountId | None:
        return self.window.folder.account_id if self.window.folder is not None else None

    def _folder_name(self, folder_id: FolderId) -> str:
        index = self.window.sidebar.folders.folders.index_of(folder_id)
        return str(index.data() or "")

    def _add_account(self) -> None:
        AccountSetup(self.link, self.window).open()

    def _edit_account(self, account_id: AccountId) -> None:
        for account in self.window.reader.accounts():
            if account.id == account_id:
                dialog = open_settings(self.window.reader, self.link, account, self.window)
                if isinstance(dialog, AccountSettingsDialog):
                    dialog.offline_requested.connect(self.folders.show_offline)

    def _report_server(self, account_id: AccountId) -> None:
        for account in self.window.reader.accounts():
            if account.id == account_id:
                command = ReportServer(fresh_request_id(), account_id)
                ServerReportDialog(self.link, account.settings.email, command, self.window).open()

    def open_settings(self) -> SettingsDialog:
        """Theme, density, language, accounts."""
        dialog = SettingsDialog(self.window.reader, self.link, self.window.state, self.window)
        dialog.scheme_chosen.connect(self.choose_scheme)
        dialog.density_chosen.connect(self.choose_density)
        dialog.language_chosen.connect(self._choose_language)
        dialog.inline_chosen.connect(self.answer_inline)
        dialog.keys_requested.connect(self.open_keys)
        dialog.open()
        return dialog

    def open_keys(self) -> None:
        """Keys and certificates, one's own and those of others."""
        from mailclient.gui.keys.opening import open_keys

        open_keys(self.window.reader, self.link, self.window)

    def choose_scheme(self, scheme: Scheme) -> None:
        """Light, dark, or the system's."""
        self.window.state.set_text("theme", scheme.value)
        theme().choose(scheme)

    def choose_density(self, density: Density) -> None:
        """Row heights of the list."""
        self.window.state.set_text("density", density.value)
        self._list.use_density(density)

    def _choose_language(self, code: str) -> None:
        self.window.state.set_text("language", code)
        self.language_chosen.emit(code)

    def tell_problem(self, problem: Problem) -> None:
        """Something went wrong that has no better place to be told in."""
        self.bars.clear("window")
        self.bars.show_problem("window", problem, tone="danger")


def _start_demo() -> None:
    """A second window with a profile of its own that is thrown away when it closes."""
    frozen = bool(getattr(sys, "frozen", False))
    QProcess.startDetached(sys.executable, ["--demo"] if frozen else ["-m", "mailclient", "--demo"])
