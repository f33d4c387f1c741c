"""COMPRESS: when the bytes change their meaning."""

import pytest

from mailclient.wire.imap.codes import Code
from mailclient.wire.imap.commands.compress import Compress
from mailclient.wire.imap.commands.noop import Noop
from mailclient.wire.imap.errors import BytesBeforeDeflate, LocalProtocolError
from mailclient.wire.imap.events import CommandDone, Exists, Status
from mailclient.wire.imap.state import State
from tests.unit.wire.imap.test_connection import greeted, logged_in, said, tell


def test_the_switch() -> None:
    connection = logged_in()
    tag = connection.send(Compress())
    assert said(connection) == b"A1 COMPRESS DEFLATE\r\n"
    assert tell(connection, f"{tag} OK DEFLATE active") == [CommandDone(tag, Status.OK, None, "DEFLATE active")]
    assert connection.deflate_due
    with pytest.raises(LocalProtocolError):
        connection.send(Noop())
    connection.compression_started()
    connection.send(Noop())
    assert tell(connection, "* 3 EXISTS") == [Exists(3)]


def test_refused() -> None:
    connection = logged_in()
    tag = connection.send(Compress())
    (done,) = tell(connection, f"{tag} NO [COMPRESSIONACTIVE] DEFLATE active via TLS")
    assert isinstance(done, CommandDone)
    assert done.code == Code("COMPRESSIONACTIVE")
    assert not connection.deflate_due
    with pytest.raises(LocalProtocolError):
        connection.compression_started()


@pytest.mark.parametrize("together", [True, False])
def test_bytes_between_the_answer_and_the_first_compressed_one(together: bool) -> None:
    connection = logged_in()
    tag = connection.send(Compress())
    answer = f"{tag} OK active\r\n".encode()
    if not together:
        connection.receive(answer)
    with pytest.raises(BytesBeforeDeflate):
        connection.receive(answer + b"*" if together else b"* 1 EXISTS\r\n")
    assert connection.state is State.CLOSED


def test_nothing_follows_it_and_only_after_the_login() -> None:
    with pytest.raises(LocalProtocolError):
        greeted().send(Compress())
    connection = logged_in()
    connection.send(Compress())
    with pytest.raises(LocalProtocolError):
        connection.send(Noop())
