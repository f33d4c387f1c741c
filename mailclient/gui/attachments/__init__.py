"""Files that came with mail: whether they are dangerous, how they are shown, saved, opened and dragged out.

``file_danger.py`` and ``file_kind.py`` are pure. QtPdf is imported with the first PDF that is shown. May import mail,
bridge, store.reader, mime, language, gui.theme, gui.controls and the small widgets of gui.message_view. Read
``deeds.py`` first.
"""
