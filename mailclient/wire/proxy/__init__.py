"""What is said to a proxy before a server can be spoken to, without I/O.

Both handshakes have one shape: ``data_to_send`` is written, then exactly ``wanted`` bytes are read and given to
``receive``, until ``done``: never a byte more, for what follows is the server's. Failures are ``refusal.ProxyRefused``.
May import ``mail`` and the standard library's codecs. Read ``socks5.py``, then ``http_connect.py``.
"""
