"""What a ``ModelServer`` holds: messages and folders, and how a folder is listed."""

import datetime as dt
import re
from dataclasses import dataclass, field

ARRIVED = dt.datetime(2026, 11, 21, 10, 0, tzinfo=dt.UTC)


@dataclass(eq=False)
class ModelMessage:
    uid: int
    data: bytes
    flags: set[str]
    email_id: str
    modseq: int
    received_at: dt.datetime = ARRIVED
    labels: tuple[str, ...] = ()
    thread_id: str = ""
    saved_at: dt.datetime | None = None

    @property
    def subject(self) -> str:
        found = re.search(rb"(?im)^subject: (.*?)\r?$", self.data)
        return found[1].decode() if found else ""


@dataclass(eq=False)
class ModelFolder:
    mailbox_id: str
    uid_validity: int
    uid_next: int = 1
    messages: list[ModelMessage] = field(default_factory=list)
    vanished: list[tuple[int, int]] = field(default_factory=list)
    """(mod-sequence, uid)."""
    attributes: str = ""
    rights: str = "lrswipkxtea"
    read_only: bool = False
    permanent_flags: str = "\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*"
    delimiter: str | None = "/"


class RefusedError(Exception):
    """NO."""


class BadError(Exception):
    """BAD."""


class HangupError(Exception):
    """The server breaks the connection."""


def list_line(path: str, folder: ModelFolder) -> bytes:
    delimiter = "NIL" if folder.delimiter is None else '"' + folder.delimiter.replace("\\", "\\\\") + '"'
    return f"* LIST ({folder.attributes}) {delimiter} {quoted(path)}".encode()


def date_time(moment: dt.datetime) -> str:
    return moment.strftime('"%d-%b-%Y %H:%M:%S +0000"')


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
