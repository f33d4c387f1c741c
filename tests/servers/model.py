"""A small IMAP server in this process whose mailbox is plain Python, and whose every answer a test may change.

    server = ModelServer({"IMAP4REV1", "CONDSTORE", "UIDPLUS"})
    server.deliver("INBOX", message("hello"))
    RunningEngine(directory, dialled=server.dial)

Another client is the test itself: it calls ``deliver``, ``remove``, ``flag`` … between two commands of ours. Liars are
subclasses that override ``fetch_answer``, ``status_items``, ``select_lines``. ``commands`` holds all that was asked.
"""

import asyncio
import re
from collections.abc import Iterator

from mailclient.demo.imap_server.envelope import envelope
from mailclient.demo.imap_server.raw_part import read_part
from mailclient.mail.account import Server
from mailclient.transport.memory import MemoryStream, memory_pipe
from mailclient.transport.stream import Stream
from tests.servers.model_mailbox import (
    ARRIVED,
    HangupError,
    ModelFolder,
    ModelMessage,
    RefusedError,
    date_time,
    list_line,
    quoted,
)
from tests.servers.model_session import ModelSession

__all__ = ["COMMON", "PLAIN", "HangupError", "ModelFolder", "ModelMessage", "ModelServer", "RefusedError", "list_line"]

PLAIN = frozenset({"IMAP4REV1"})
COMMON = PLAIN | {"UIDPLUS", "MOVE", "ENABLE", "CONDSTORE", "QRESYNC", "LIST-STATUS", "LIST-EXTENDED"}


class ModelServer:
    """One account of one user; any name and password will do."""

    def __init__(self, capabilities: frozenset[str] | set[str] = COMMON) -> None:
        self.capabilities = frozenset(capabilities)
        self.folders: dict[str, ModelFolder] = {}
        self.commands: list[str] = []
        self.complaints: list[str] = []
        """What was answered with BAD."""
        self.subscribed: set[str] = set()
        self.server_id = "NIL"
        self.wants_id = False
        self.login_answer = "OK"
        """To LOGIN: "OK", or "NO" or "BAD" and words."""
        self.answer = "OK"
        """Likewise to all that comes after."""
        self.modseq = 10
        self.now = ARRIVED
        """When what comes to a folder is saved there."""
        self.drop_before: set[int] = set()
        """Numbers of commands (counted over all connections) at which the connection is cut before they are done."""
        self.drop_after: set[int] = set()
        """The same, cut when they are done and before the answer goes out."""
        self._numbers = iter(range(100, 1_000_000))
        self._tasks: set[asyncio.Task[None]] = set()
        self._streams: set[MemoryStream] = set()
        self.create("INBOX")

    # --- what the other client does ---------------------------------------------------------------------------------

    def create(self, path: str, **facts: object) -> ModelFolder:
        number = next(self._numbers)
        folder = self.folders[path] = ModelFolder(f"F{number}", number, **facts)  # type: ignore[arg-type]
        return folder

    def deliver(self, path: str, data: bytes, flags: str = "", **facts: object) -> ModelMessage:
        return self._add(path, data, set(flags.split()), f"M{next(self._numbers)}", **facts)

    def copy(self, message: ModelMessage, target: str) -> ModelMessage:
        return self._add(
            target, message.data, set(message.flags), message.email_id,
            received_at=message.received_at, labels=message.labels,
        )  # fmt: skip

    def remove(self, path: str, message: ModelMessage) -> None:
        folder = self.folders[path]
        self.modseq += 1
        folder.messages.remove(message)
        folder.vanished.append((self.modseq, message.uid))

    def move(self, path: str, message: ModelMessage, target: str) -> ModelMessage:
        copy = self.copy(message, target)
        self.remove(path, message)
        return copy

    def flag(self, message: ModelMessage, word: str, *, on: bool = True) -> None:
        self.modseq += 1
        (message.flags.add if on else message.flags.discard)(word)
        message.modseq = self.modseq

    def rename(self, path: str, target: str) -> None:
        self.folders = {
            target + one[len(path) :] if one == path or one.startswith(f"{path}/") else one: folder
            for one, folder in self.folders.items()
        }

    def renumber(self, path: str, first: int = 1, step: int = 1) -> None:
        """Same messages, other uids, other UIDVALIDITY."""
        folder = self.folders[path]
        folder.uid_validity = next(self._numbers)
        folder.vanished.clear()
        self.modseq += 1
        for number, message in enumerate(folder.messages):
            message.uid, message.modseq = first + number * step, self.modseq
        folder.uid_next = first + len(folder.messages) * step

    def shown(self, path: str) -> list[tuple[str, frozenset[str]]]:
        """Subject and flags of everything in a folder that is not marked \\Deleted, sorted."""
        messages = [one for one in self.folders[path].messages if "\\Deleted" not in one.flags]
        return sorted(((one.subject, frozenset(one.flags)) for one in messages), key=repr)

    def _add(self, path: str, data: bytes, flags: set[str], email_id: str, **facts: object) -> ModelMessage:
        folder = self.folders[path]
        self.modseq += 1
        facts = {"saved_at": self.now, **facts}
        message = ModelMessage(folder.uid_next, data, flags, email_id, self.modseq, **facts)  # type: ignore[arg-type]
        folder.uid_next += 1
        folder.messages.append(message)
        return message

    # --- what a liar overrides --------------------------------------------------------------------------------------

    def fetch_answer(self, folder: ModelFolder, message: ModelMessage, items: list[bytes]) -> bytes | None:
        """The list of a FETCH answer without parentheses; None: no answer. RefusedError: NO; HangupError: the end."""
        del folder
        return b" ".join(self.item(message, item) for item in items)

    def status_items(self, folder: ModelFolder) -> dict[str, object]:
        return {
            "MESSAGES": len(folder.messages),
            "UIDNEXT": folder.uid_next,
            "UIDVALIDITY": folder.uid_validity,
            "UNSEEN": sum("\\Seen" not in one.flags for one in folder.messages),
            "HIGHESTMODSEQ": self.highest_modseq(folder),
            "MAILBOXID": f"({folder.mailbox_id})",
        }

    def highest_modseq(self, folder: ModelFolder) -> int:
        numbers = [one.modseq for one in folder.messages] + [modseq for modseq, _ in folder.vanished]
        return max(numbers, default=1)

    def select_lines(self, folder: ModelFolder) -> list[str]:
        lines = [
            f"* {len(folder.messages)} EXISTS",
            f"* OK [UIDVALIDITY {folder.uid_validity}] ",
            f"* OK [UIDNEXT {folder.uid_next}] ",
            "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)",
            f"* OK [PERMANENTFLAGS ({folder.permanent_flags})] ",
        ]
        if self.offers("CONDSTORE"):
            lines.append(f"* OK [HIGHESTMODSEQ {self.highest_modseq(folder)}] ")
        if self.offers("OBJECTID"):
            lines.append(f"* OK [MAILBOXID ({folder.mailbox_id})] ")
        return lines

    def list_lines(self) -> list[bytes]:
        return [list_line(path, folder) for path, folder in self.folders.items()]

    def item(self, message: ModelMessage, item: bytes) -> bytes:
        """One name and value."""
        upper = item.upper()
        match upper:
            case b"UID":
                return b"UID %d" % message.uid
            case b"FLAGS":
                return b"FLAGS (%b)" % " ".join(sorted(message.flags)).encode()
            case b"INTERNALDATE":
                return f"INTERNALDATE {date_time(message.received_at)}".encode()
            case b"SAVEDATE":
                return f"SAVEDATE {date_time(message.saved_at) if message.saved_at else 'NIL'}".encode()
            case b"RFC822.SIZE":
                return b"RFC822.SIZE %d" % len(message.data)
            case b"MODSEQ":
                return b"MODSEQ (%d)" % message.modseq
            case b"EMAILID":
                return b"EMAILID (%b)" % message.email_id.encode()
            case b"X-GM-MSGID":
                return b"X-GM-MSGID %b" % message.email_id[1:].encode()
            case b"THREADID":
                return b"THREADID (%b)" % message.thread_id.encode() if message.thread_id else b"THREADID NIL"
            case b"X-GM-THRID":
                return b"X-GM-THRID %b" % message.email_id[1:].encode()
            case b"X-GM-LABELS":
                return b"X-GM-LABELS (%b)" % " ".join(quoted(one) for one in message.labels).encode()
            case b"ENVELOPE":
                return b"ENVELOPE " + envelope(read_part(message.data))
            case b"BODYSTRUCTURE":
                size = len(message.data.partition(b"\r\n\r\n")[2])
                return b'BODYSTRUCTURE ("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "7BIT" %d 1 NIL NIL NIL)' % size
        return _section(message.data, upper)

    # --- connections ------------------------------------------------------------------------------------------------

    async def dial(self, server: Server) -> Stream:
        ours, theirs = memory_pipe()
        self._streams.add(theirs)
        task = asyncio.ensure_future(self.session(theirs).run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return ours

    def session(self, stream: MemoryStream) -> "ModelSession":
        """What answers one connection; a liar's may be another."""
        return ModelSession(self, stream)

    async def disconnect(self) -> None:
        """An outage of a moment."""
        for stream in list(self._streams):
            await stream.close()
        self._streams.clear()

    async def stop(self) -> None:
        await self.disconnect()
        await asyncio.gather(*self._tasks)

    def offers(self, capability: str) -> bool:
        return capability in self.capabilities


def _section(data: bytes, item: bytes) -> bytes:
    match = re.fullmatch(rb"BODY(?:\.PEEK)?\[(.*)\](?:<(\d+)\.(\d+)>)?", item)
    assert match, item
    name, start, count = match.groups()
    header, _, text = data.partition(b"\r\n\r\n")
    if name.startswith(b"HEADER.FIELDS"):
        wanted = set(name.partition(b"(")[2].rstrip(b")").split())
        found = (
            b"".join(line + b"\r\n" for line in _fields(header) if line.partition(b":")[0].upper() in wanted) + b"\r\n"
        )
    else:
        found = {b"HEADER": header + b"\r\n\r\n", b"": data, b"1": text, b"TEXT": text}.get(name, b"")
    origin = b""
    if start is not None:
        found, origin = found[int(start) : int(start) + int(count)], b"<%b>" % start
    return b"BODY[%b]%b {%d}\r\n%b" % (name, origin, len(found), found)


def _fields(header: bytes) -> Iterator[bytes]:
    yield from re.split(rb"\r\n(?![ \t])", header)
