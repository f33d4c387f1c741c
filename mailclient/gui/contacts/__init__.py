"""People: the address book's window, and the pictures of people everywhere. Start at ``window.py``; what other parts of
the window need is in ``portrait.py`` (pictures) and ``opening.py`` (show or add somebody).
"""
