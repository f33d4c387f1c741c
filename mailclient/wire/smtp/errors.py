"""The two errors of this protocol: ours and theirs."""


class ProtocolError(Exception):
    """Either side broke the rules."""


class LocalProtocolError(ProtocolError):
    """We asked for something that must not be sent now; nothing was sent."""


class UnsendableAddress(LocalProtocolError):  # noqa: N818  it says what happened
    """The address cannot be written in an SMTP command, or not to this server."""


class ExtensionMissing(LocalProtocolError):  # noqa: N818  likewise
    """The server does not offer what the command needs; the error's text is its keyword."""


class RemoteProtocolError(ProtocolError):
    """The server sent what no client can follow; the connection must be closed."""


class BytesBeforeTls(RemoteProtocolError):  # noqa: N818  likewise
    """Something came between the agreement on STARTTLS and TLS: an injection."""
