"""A pipe in memory with a stream at each end: for the demo and for tests."""

from mailclient.transport.stream import Stream


def memory_pipe() -> tuple[Stream, Stream]:
    """Two streams; what is written to one is read from the other. Closing one is the end of file of the other.

    ``start_tls`` changes no bytes, but fails like a socket's when unread bytes are there.
    """
    raise NotImplementedError
