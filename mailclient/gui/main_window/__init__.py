"""The window that is seen: three columns and what ties them together. Read ``window.py``, then ``session.py``.

Before the first paint (no bridge, no engine):
    window.py          the columns, the folder and the list that are shown, sizes that are remembered
    columns.py         wide, middle, narrow;  sidebar.py, list_column.py, reader_column.py the three
    actions.py         every command of the user: name, icon, keys
After it:
    session.py         link, reader and composer join the window
    mail_actions.py    what is done to messages;  undo.py what can be taken back
    event_router.py    which event refreshes what;  bars.py, status_line.py, toast.py tell what is going on
    closing.py         waits for what is not kept yet
    outbox.py          what is unsent;  outbox_dialog.py shows it
    new_mail_notice.py tells the desktop of new mail
    folder_picker.py, menus.py, shortcuts_dialog.py, about.py
"""
