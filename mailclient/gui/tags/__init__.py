"""Tags as the window shows them: what they are called, their colours, the menu that gives and takes them.

``mail.tag`` says which keywords are tags. Read ``look.py`` first. May import what ``gui`` may.
"""
