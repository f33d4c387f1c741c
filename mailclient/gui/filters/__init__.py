"""Filters in the window: their list, and the editor with a row for each condition and action.

May import mail, bridge, store.reader, language, gui.theme, gui.controls. Read ``filter_list.py`` first.
"""
