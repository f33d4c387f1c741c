"""Every command of the user in one table: what it is called, its icon, its keys, where the keys are listed."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from mailclient.gui.theme import bind_icon
from mailclient.language import tr


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """``keys`` in Qt's portable notation; ``group`` is a heading of the list of keys."""

    name: str
    text: str
    icon: str
    keys: tuple[str, ...]
    group: str


def action_specs() -> tuple[ActionSpec, ...]:
    """The table in the language spoken now."""
    mail, reading, window = tr("Messages"), tr("Reading"), tr("Window")
    return (
        ActionSpec("new_message", tr("New message"), "square-pen", ("Ctrl+N", "C"), mail),
        ActionSpec("reply", tr("Reply"), "reply", ("R", "Ctrl+R"), mail),
        ActionSpec("reply_all", tr("Reply all"), "reply-all", ("Shift+R", "Ctrl+Shift+R"), mail),
        ActionSpec("forward", tr("Forward"), "forward", ("F", "Ctrl+Shift+F"), mail),
        ActionSpec("reply_list", tr("Reply to list"), "reply-all", ("Ctrl+Shift+L",), mail),
        ActionSpec("forward_attached", tr("Forward as attachment"), "paperclip", ("Shift+F",), mail),
        ActionSpec("redirect", tr("Redirect…"), "send", ("B",), mail),
        ActionSpec("edit_as_new", tr("Edit as new message"), "square-pen", ("Shift+C",), mail),
        ActionSpec("archive", tr("Archive"), "archive", ("A", "E"), mail),
        ActionSpec("delete", tr("Delete"), "trash-2", ("Del",), mail),
        ActionSpec("delete_forever", tr("Delete forever"), "trash-2", ("Shift+Del",), mail),
        ActionSpec("move", tr("Move to folder"), "folder-input", ("V",), mail),
        ActionSpec("copy", tr("Copy to folder"), "copy", ("Shift+V",), mail),
        ActionSpec("junk", tr("Junk"), "octagon-alert", ("!",), mail),
        ActionSpec("flag", tr("Star"), "star", ("S",), mail),
        ActionSpec("tag", tr("Tag"), "tag", ("T",), mail),
        ActionSpec("toggle_read", tr("Mark as unread"), "mail", ("M", "U"), mail),
        ActionSpec("undo", tr("Undo"), "undo-2", ("Ctrl+Z",), mail),
        ActionSpec("next", tr("Next message"), "chevron-down", ("J",), reading),
        ActionSpec("previous", tr("Previous message"), "chevron-up", ("K",), reading),
        ActionSpec("back", tr("Back"), "arrow-left", ("Esc",), reading),
        ActionSpec("find", tr("Find in message…"), "search", ("Ctrl+F",), reading),
        ActionSpec("plain_text", tr("Show as plain text"), "text-quote", (), reading),
        ActionSpec("zoom_in", tr("Larger text"), "zoom-in", ("Ctrl++", "Ctrl+="), reading),
        ActionSpec("zoom_out", tr("Smaller text"), "zoom-out", ("Ctrl+-",), reading),
        ActionSpec("zoom_reset", tr("Usual text size"), "type", ("Ctrl+0",), reading),
        ActionSpec("source", tr("Show source"), "code", ("Ctrl+U",), reading),
        ActionSpec("save_attachments", tr("Save all attachments…"), "download", (), reading),
        ActionSpec("print", tr("Print…"), "file-text", ("Ctrl+P",), reading),
        ActionSpec("save_pdf", tr("Save as PDF…"), "save", (), reading),
        ActionSpec("search", tr("Search"), "search", ("/", "Ctrl+K", "Ctrl+E"), window),
        ActionSpec("quick_filter", tr("Quick filters"), "funnel", ("L",), window),
        ActionSpec("only_unread", tr("Only unread messages"), "mail", ("Shift+U",), window),
        ActionSpec("only_starred", tr("Only starred messages"), "star", ("Shift+S",), window),
        ActionSpec("conversations", tr("Group by conversation"), "mails", ("G",), window),
        ActionSpec("attachments", tr("Attachments"), "paperclip", ("Ctrl+Shift+A",), window),
        ActionSpec("outbox", tr("Outbox"), "upload", (), window),
        ActionSpec("address_book", tr("Address book"), "users", ("Ctrl+Shift+B",), window),
        ActionSpec("keys", tr("Keys and certificates"), "key-round", (), window),
        ActionSpec("discarded_drafts", tr("Discarded drafts…"), "trash-2", (), window),
        ActionSpec("sync", tr("Check for new mail"), "refresh-cw", ("F5",), window),
        ActionSpec("add_account", tr("Add account…"), "user-plus", (), window),
        ActionSpec("settings", tr("Settings…"), "settings", ("Ctrl+,",), window),
        ActionSpec("shortcuts", tr("Keyboard shortcuts"), "keyboard", ("?", "Ctrl+/"), window),
        ActionSpec("about", tr("About"), "info", (), window),
        ActionSpec("quit", tr("Quit"), "log-out", ("Ctrl+Q",), window),
    )


_ANSWERS = ("reply", "reply_all", "reply_list", "forward", "redirect", "edit_as_new")
NEEDS_MESSAGE = (
    *(*_ANSWERS, "forward_attached", "archive", "delete", "delete_forever", "move", "copy", "junk", "flag"),
    *("toggle_read", "tag", "plain_text", "source", "save_attachments", "print", "save_pdf"),
)
"""Disabled while no message is selected."""
NEEDS_ONE_MESSAGE = (*_ANSWERS, "plain_text", "source", "save_attachments", "print", "save_pdf")
WHILE_WRITING = ("new_message", "sync", "settings", "shortcuts", "quit")
"""Their keys mean the same while one writes below a message."""


class Actions(QObject):
    """The table as QActions of ``window``, whose shortcuts they are: ``actions["reply"].triggered``."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        self._count = 0
        self._forbidden: frozenset[str] = frozenset()
        for spec in action_specs():
            action = QAction(spec.text, window)
            action.setShortcuts([QKeySequence(key) for key in spec.keys])
            _tell_key(action)
            bind_icon(action, spec.icon)
            window.addAction(action)
            self._actions[spec.name] = action

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def leave_keys(self, to_writing: bool) -> None:
        """While one writes in the reader column the keys that are about messages are the writer's."""
        context = Qt.ShortcutContext.WidgetShortcut if to_writing else Qt.ShortcutContext.WindowShortcut
        for name, action in self._actions.items():
            if name not in WHILE_WRITING:
                action.setShortcutContext(context)

    def selected(self, count: int) -> None:
        """So many messages are selected."""
        self._count = count
        for name in NEEDS_MESSAGE:
            fits = count == 1 if name in NEEDS_ONE_MESSAGE else count > 0
            self._actions[name].setEnabled(fits and name not in self._forbidden)

    def forbid(self, names: frozenset[str], why: str) -> None:
        """These the folder does not allow; all others it does. ``why`` is what their tool tips say."""
        for name in names | self._forbidden:
            if name in names:
                self._actions[name].setToolTip(why)
            else:
                _tell_key(self._actions[name])
        self._forbidden = names
        self.selected(self._count)

    def describe(self, *, seen: bool, flagged: bool, junk: bool) -> None:
        """Call the toggles what they will do to what is selected."""
        self._name("toggle_read", tr("Mark as unread") if seen else tr("Mark as read"), "mail" if seen else "mail-open")
        self._name("flag", tr("Remove star") if flagged else tr("Star"), "star")
        bind_icon(self._actions["flag"], "star", colour="star" if flagged else "muted", filled=flagged)
        self._name("junk", tr("Not junk") if junk else tr("Junk"), "octagon-alert")

    def _name(self, name: str, text: str, icon_name: str) -> None:
        action = self._actions[name]
        if action.text() == text:
            return
        action.setText(text)
        if name not in self._forbidden:
            _tell_key(action)
        bind_icon(action, icon_name)


def _tell_key(action: QAction) -> None:
    key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    if key:
        action.setToolTip(f"{action.text()}  {key}")
