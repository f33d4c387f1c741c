"""SASL mechanisms (RFC 4422) without I/O: challenge in, response out; the same for IMAP, SMTP and POP3.

Each mechanism is one file and one class with ``name``, ``start()`` and ``respond(challenge)``; base64 and the
framing are the protocol's work. May import ``mail`` and the standard library. Read ``mechanism.py`` first.
"""
