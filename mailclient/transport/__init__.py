"""The only place that opens a socket: connect, TLS, STARTTLS, time-outs, and what watches the bytes go by.

May import ``mailclient.mail`` and the standard library. Every failure leaves this folder as ``MailError``
(``failure.py`` maps the foreign exceptions, once). Read ``stream.py`` first, then ``connect.py``.
"""
