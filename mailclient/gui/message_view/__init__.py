"""The reader: one message with its header, bars, body and attachments.

Plain text is shown in a light ``QTextBrowser``; QtWebEngine is imported at the first HTML message only, so that a
session of text mail never pays for it. May import mail, bridge, store.reader, mime, language, gui.theme. Read
``pane.py`` first: one message. ``view.py`` is the pane or an empty state; a conversation stacks several panes.
"""
