"""An IMAP4rev1 server (RFC 3501) over the demonstration's mailboxes, without I/O.

``session.py`` takes the client's bytes and gives the answers; ``demo/connection.py`` carries them over a stream.
"""
