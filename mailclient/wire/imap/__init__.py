"""IMAP4rev1 and IMAP4rev2 without I/O (RFC 3501, RFC 9051), client side.

bytes → ``fragments`` (lines and literals) → ``tokens`` (one compiled expression) → ``parse`` (events) →
``connection`` (tags, states, literals that wait). Each command is one file in ``commands/``; each oddity of a
server has a name in ``quirks.py``. Read ``connection.py``, then ``events.py``.
"""
