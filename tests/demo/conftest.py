"""The demonstration's world with a fixed clock, and imaplib talking to it without a socket."""

import imaplib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest

from mailclient.demo.imap_server.dialogue import ImapDialogue
from mailclient.demo.mail_store import MailStore

NOW = datetime(2026, 11, 21, 10, 30, tzinfo=timezone(timedelta(hours=1)))
ALICE = "alice@harbour.example"


class DialogueFile:
    """What imaplib reads from: asks the dialogue for more when it is empty."""

    def __init__(self, dialogue: ImapDialogue) -> None:
        self._dialogue = dialogue
        self._data = bytearray()

    def _fill(self) -> None:
        self._data += self._dialogue.data_to_send()

    def readline(self, limit: int = -1) -> bytes:
        self._fill()
        end = self._data.find(b"\n") + 1
        return self.read(end)

    def read(self, size: int) -> bytes:
        self._fill()
        data = bytes(self._data[:size])
        del self._data[:size]
        return data

    def close(self) -> None:
        self._data.clear()


class DialogueSocket:
    """What imaplib writes to."""

    def __init__(self, dialogue: ImapDialogue) -> None:
        self._dialogue = dialogue

    def sendall(self, data: bytes) -> None:
        self._dialogue.receive(bytes(data))

    def shutdown(self, how: int) -> None:
        self._dialogue.receive(b"")

    def close(self) -> None:
        pass


class Imap(imaplib.IMAP4):
    """The standard library's client, joined to a dialogue."""

    def __init__(self, dialogue: ImapDialogue) -> None:
        self._dialogue = dialogue
        super().__init__()

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        self.sock = DialogueSocket(self._dialogue)  # type: ignore[assignment]
        self.file = DialogueFile(self._dialogue)  # type: ignore[assignment]


@pytest.fixture
def store() -> MailStore:
    return MailStore(ALICE, int(NOW.timestamp()))


@pytest.fixture
def connect(store: MailStore) -> Callable[[], Imap]:
    """A new connection, logged in."""

    def make() -> Imap:
        client = Imap(ImapDialogue({ALICE: store}, lambda: NOW, lambda: None))
        client.login(ALICE, "demo")
        return client

    return make


@pytest.fixture
def dialogue(store: MailStore) -> Iterator[ImapDialogue]:
    """A raw dialogue, not logged in; the greeting is taken."""
    dialogue = ImapDialogue({ALICE: store}, lambda: NOW, lambda: None)
    dialogue.data_to_send()
    yield dialogue
    dialogue.receive(b"")


def ask(dialogue: ImapDialogue, command: bytes) -> list[bytes]:
    """Send a command line; the lines of the answer."""
    dialogue.receive(command + b"\r\n")
    return dialogue.data_to_send().split(b"\r\n")[:-1]


def plain(subject: str, text: str = "Hello.\r\n") -> bytes:
    date = NOW.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    return (
        f"Date: {date}\r\nFrom: Sam <sam@hartley.example>\r\nTo: {ALICE}\r\nSubject: {subject}\r\n"
        f"Message-ID: <{subject.replace(' ', '.')}@hartley.example>\r\n\r\n{text}"
    ).encode("ascii")
