"""Accounts in the window: setting them up, changing and removing them, asking for what they need.

May import mail, bridge, store.reader, language, gui.theme. Read ``account_setup.py`` first.
"""
