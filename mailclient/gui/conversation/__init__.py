"""The conversation view: what the right column shows of a conversation of several messages.

    view.py         the column of messages; what is unfolded; scrolling and keys
    entry.py        one message in it: a line, or the whole message with its actions
    folded_line.py  the line
    gap.py          many folded messages as one line

May import what ``gui`` may. Read ``view.py`` first.
"""
