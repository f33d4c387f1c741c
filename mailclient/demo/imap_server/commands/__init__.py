"""The commands, a file for each group. A command takes (session, arguments, by_uid) and gives the text of its OK.

``by_uid`` is True for the UID form. ``BadCommandError`` and ``RefusalError`` end it with BAD and NO.
"""
