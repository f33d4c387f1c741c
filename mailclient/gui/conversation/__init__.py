"""The conversation view: what the right column shows of a conversation of several messages.

    view.py         the column of messages; what is unfolded; scrolling and keys
    deeds.py        what the window asks of the message in front
    entry.py        one message in it: a line, or the whole message with its actions
    folded_line.py  the line
    gap.py          many folded messages as one line
    held_scroll.py  scrolling that keeps what is read in its place
    pane_shelf.py   panes that are used again

May import what ``gui`` may. Read ``view.py`` first.
"""
