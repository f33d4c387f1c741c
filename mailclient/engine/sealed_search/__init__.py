"""Search in encrypted messages, for accounts whose user wants it: words sealed on the disk, looked through in memory.

    sealed_search.py  switching it on and off, learning the words of what was opened, searching; read it first
    looking.py        one pass over sealed words, on a thread

Each account has a key of its own where passwords are; switching it off erases words and key.
"""
