"""SMTP submission without I/O (RFC 6409 over RFC 5321), client side.

bytes → ``reply`` (whole replies) → ``connection`` (which command each one answers). ``commands.py`` is what can be
asked, ``content.py`` the message on its way. May import ``mail``, ``wire.sasl`` and the standard library's codecs.
Read ``connection.py``, then ``events.py``.
"""
