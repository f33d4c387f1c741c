"""The two errors of this protocol: ours and theirs."""


class ProtocolError(Exception):
    """Either side broke the rules."""


class LocalProtocolError(ProtocolError):
    """We asked for something that must not be sent in this state; nothing was sent."""


class RemoteProtocolError(ProtocolError):
    """The server sent what no client can follow; the connection must be closed."""


class LineTooLong(RemoteProtocolError):  # noqa: N818  it says what happened
    """A line is longer than its bound in ``limits``."""


class LiteralTooLong(RemoteProtocolError):  # noqa: N818  it says what happened
    """A literal is larger than its bound in ``limits``."""


class ConnectionEnded(RemoteProtocolError):  # noqa: N818  likewise
    """The end of the stream came before its time."""


class BytesBeforeTls(RemoteProtocolError):  # noqa: N818  likewise
    """Something arrived between the answer to STARTTLS and TLS: an injected answer, or a broken server."""


class BytesBeforeDeflate(RemoteProtocolError):  # noqa: N818  likewise
    """Something arrived between the answer to COMPRESS and the first compressed byte."""


class ParseError(ProtocolError):
    """One answer does not follow the grammar; the framing is intact, so the connection can go on."""
