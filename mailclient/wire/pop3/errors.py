"""The two errors of this protocol: ours and theirs."""


class ProtocolError(Exception):
    """Either side broke the rules."""


class LocalProtocolError(ProtocolError):
    """We asked for something that must not be sent now; nothing was sent."""


class RemoteProtocolError(ProtocolError):
    """The server sent what no client can follow; the connection must be closed."""


class BytesBeforeTls(RemoteProtocolError):  # noqa: N818  it says what happened
    """Something came between the agreement on STLS and TLS: an injection."""
