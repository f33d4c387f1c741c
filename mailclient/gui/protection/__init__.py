"""Signed and encrypted messages in the reader: opened by the engine, kept in memory, marked in the window's own frame.

    showing.py        what a message pane shows of the protection of its message; read this first
    opening.py        asks the engine to open a message and joins what comes
    clear_message.py  the clear message, read away from the window's own work
    opened_reader.py  the store as ``Reader`` reads it, with an opened message laid over its stored form
    mark.py           the one mark in the header
    details.py        what is behind the mark, on demand, and what can be done about it
    key_deeds.py      accepting, looking up, comparing and importing keys
    lock_bar.py       why a message could not be opened, and what helps
    progress.py       that a large one is being opened
    inside.py         what is protected inside a message, beside its text
    notes.py          bars about that: an encrypted part, keys, a setup message
    inner_part.py     opens an encrypted part in a window of its own
    passphrase.py     the question for a passphrase
    told_once.py      what it means to print, or to hand to another program, is told once

Nothing decrypted is written anywhere: no file, no log, no setting. May import what ``gui`` may.
"""
