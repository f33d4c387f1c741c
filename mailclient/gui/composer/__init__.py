"""The composer: the window in which a message is written. Never loses a word.

May import mail, bridge, store.reader, mime, language, gui.theme. Read ``composers.py`` first: it is all that the
main window needs.
"""
