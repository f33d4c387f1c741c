"""Accounts in the window: adding, changing and removing them, and asking for a password.

May import mail, bridge, store.reader, language, gui.theme. Read ``account_dialog.py`` first.
"""
