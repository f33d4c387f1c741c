"""The statements that read accounts and folders: a few hundred rows, asked for by several parts of the reader."""

_COLUMNS = (
    "id, account_id, {path}, delimiter, role, selectable, total, unread, rights, read_only, kept_flags, withheld,"
    " coalesce(shown_subscribed, subscribed), holds_folders, planned, expires_after_days"
)
_SHOWN = f"SELECT {_COLUMNS.format(path='coalesce(shown_path, path)')} FROM folder"
_ON_SERVER = f"SELECT {_COLUMNS.format(path='path')} FROM folder"
ACCOUNTS = "SELECT id, settings FROM account WHERE removed = 0 ORDER BY id"
FOLDERS = f"{_SHOWN} WHERE removed = 0 AND shown_path IS NOT ''"
FOLDERS_OF_ACCOUNT = f"{_SHOWN} WHERE account_id = ? AND removed = 0 AND shown_path IS NOT ''"
FOLDER = f"{_SHOWN} WHERE id = ? AND removed = 0 AND shown_path IS NOT ''"
SERVER_FOLDERS = f"{_ON_SERVER} WHERE account_id = ? AND removed = 0 AND planned = 0"
SERVER_FOLDER = f"{_ON_SERVER} WHERE id = ? AND removed = 0 AND planned = 0"
