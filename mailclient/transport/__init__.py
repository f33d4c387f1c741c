"""The only place that opens a socket: connect, proxies, TLS, STARTTLS, time-outs, and what watches the bytes go by.

May import ``mailclient.mail``, ``mailclient.wire`` (what is said to proxies), the standard library and ``cryptography``
to read certificates and keys. Every failure leaves this folder as ``MailError`` (``failure.py`` maps the foreign
exceptions, once). Read ``stream.py`` first, then ``connect.py``, and ``tls.py`` for how a server is secured.
"""
