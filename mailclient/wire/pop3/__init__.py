"""POP3 without I/O (RFC 1939, RFC 2449), client side.

bytes → ``answer_reader`` (status lines, multi-line answers, contents freed of their dots) → ``connection`` (which
command each one answers). ``commands.py`` is what can be asked, ``listing.py`` what lists say. May import ``mail``,
``wire.sasl`` and the standard library's codecs. Read ``connection.py``, then ``events.py``.
"""
