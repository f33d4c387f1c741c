"""Protocols without I/O: commands become bytes, bytes become events.

One shape for all of them: ``send(command)``, ``receive(data) -> list[Event]`` (empty data is the end of the stream),
``data_to_send() -> bytes``. No socket, no clock, no asyncio; may import ``mail`` and the standard library's codecs
only. What a server sends is hostile until parsed: every length, depth and count has a bound with a name.
Two errors: ``LocalProtocolError`` (we asked for something that must not be sent now) and ``RemoteProtocolError``
(the server broke the protocol; the connection is of no more use). Read ``imap/connection.py`` first.
"""
