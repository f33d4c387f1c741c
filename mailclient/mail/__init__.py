"""The words of mail: accounts, folders, messages, addresses, flags, ids.

Frozen data and nothing that waits. May import only the standard library (no asyncio, sockets, ssl,
sqlite3, subprocess, Qt or the clock); everything else may import it. Read ``message.py`` and
``body.py`` first.
"""
