"""What the user asks of folders and accounts in the tree, by menu, key or drag; ``main_window`` carries it out."""

from PySide6.QtCore import QObject, Signal


class FolderRequests(QObject):
    """Signals only."""

    sync = Signal(object, object)
    """AccountId | None, FolderId | None"""
    mark_all_read = Signal(object)
    """FolderId"""
    empty = Signal(object)
    """FolderId: Trash or Junk"""
    create = Signal(object, object)
    """AccountId, FolderId | None: where the new folder is to be"""
    rename = Signal(object)
    """FolderId"""
    move = Signal(object, object)
    """FolderId, and where it goes: FolderId, or None for the top of its account"""
    delete = Signal(object)
    """FolderId"""
    show_properties = Signal(object)
    """FolderId"""
    show_offline = Signal(object)
    """AccountId: what of it is kept for reading offline"""
    show_server = Signal(object)
    """AccountId: what its server can do"""
    edit_account = Signal(object)
    """AccountId: its settings"""
    rename_search = Signal(object)
    """SavedSearch"""
    edit_search = Signal(object)
    """SavedSearch: other words"""
    remove_search = Signal(object)
    """SavedSearch"""
