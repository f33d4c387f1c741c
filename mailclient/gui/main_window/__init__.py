"""The window that is seen: three columns and what ties them together. Read ``window.py``, then ``session.py``.

Before the first paint (no bridge, no engine):
    window.py          the columns, the folder and the list that are shown, sizes that are remembered
    columns.py         wide, middle, narrow;  sidebar.py, list_column.py, reader_column.py the three
    actions.py         every command of the user: name, icon, keys
    shown.py           what the chosen line of the sidebar puts into the list
    quick_bar.py       quick filters
    list_search.py     the list as the answer to a question (question.py): search_field.py with suggestions.py,
                       search_bar.py says what was found and where was looked
After it:
    session.py         link, reader and composer join the window
    reading.py         a message or a conversation in the right column
    kept_searches.py, server_search.py   searches under a name; asking the servers
    mail_actions.py    what is done to messages;  undo.py what can be taken back
    event_router.py    which event refreshes what;  bars.py, status_line.py, toast.py tell what is going on
    closing.py         waits for what is not kept yet
    new_mail_notice.py tells the desktop of new mail
    folder_picker.py, menus.py, shortcuts_dialog.py, about.py
"""
