"""Messages without I/O: read, show, build, quote; headers, charsets, transfer encodings, safe HTML.

Bytes of any kind come in and nothing here raises on them: what is broken is read as well as it can be, and where
that changes what is shown, a code of ``warning.py`` says so. May import ``mailclient.mail``, the standard library
(no asyncio, sockets, ssl, sqlite3, subprocess, Qt or the clock), nh3, tinycss2, html2text, chardet, and late icalendar
(time zones), idna, publicsuffixlist and cryptography (``origin``). The standard ``email`` package is not used: it fails
or hangs on hostile headers and does not keep the raw bytes of parts.

Read ``reader.py`` first (bytes → part tree), then ``display.py`` (part tree → what the window shows).
``build.py`` (fields, text and files → a message in pieces; see ``entity.py``) and ``quote.py`` go the other way.
"""
