"""One IMAP connection without I/O (RFC 9051): commands → bytes, bytes → events.

    connection = Connection()
    connection.receive(greeting_bytes)              # [Greeting(...)]
    tag = connection.send(Capability())
    stream.write(connection.data_to_send())
    connection.receive(data)                        # [CapabilityData(...), CommandDone(tag, OK, ...)]

Commands are pipelined: ``send`` as many as the state allows, take ``data_to_send`` until it is empty. A literal that
must wait for "+" holds back everything queued after it; the "+" comes in by ``receive``, so look at ``data_to_send``
again after each.
"""

from mailclient.wire.imap.commands.command import Command
from mailclient.wire.imap.events import Event, Tag
from mailclient.wire.imap.state import State


class Connection:
    """The client's side of one connection."""

    def __init__(self) -> None:
        self.state = State.GREETING
        self.capabilities: frozenset[str] | None = None
        """Upper case; None: not told since the greeting, TLS or the login, so ask."""
        self.enabled: frozenset[str] = frozenset()

    @property
    def in_flight(self) -> tuple[Tag, ...]:
        """The commands without an answer yet, oldest first."""
        raise NotImplementedError

    def send(self, command: Command) -> Tag:
        """Queue a command. Raises LocalProtocolError when it must not be sent now; nothing is queued then."""
        raise NotImplementedError

    def done(self) -> None:
        """End IDLE: queue DONE, at once or as soon as the server has said "+"."""
        raise NotImplementedError

    def data_to_send(self) -> bytes:
        """The next bytes to write, b"" when there are none; at most a chunk of a streamed literal at a time."""
        raise NotImplementedError

    def receive(self, data: bytes) -> list[Event]:
        """The events in these bytes. b"" is the end of the stream: RemoteProtocolError unless it was expected."""
        raise NotImplementedError

    def tls_started(self) -> None:
        """TLS is there: forget all that was learnt before. RemoteProtocolError if bytes came before TLS."""
        raise NotImplementedError
