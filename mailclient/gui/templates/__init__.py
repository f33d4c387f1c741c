"""Templates: their list, the window in which one is written, and how they come into a message.

Read ``menu.py`` first.
"""
