"""A small IMAP server in this process whose mailbox is plain Python, and whose every answer a test may change.

    server = ModelServer({"IMAP4REV1", "CONDSTORE", "UIDPLUS"})
    server.deliver("INBOX", message("hello"))
    RunningEngine(directory, dialled=server.dial)

Another client is the test itself: it calls ``deliver``, ``remove``, ``flag`` … between two commands of ours. Liars are
subclasses that override ``fetch_answer``, ``status_items``, ``select_lines``. ``commands`` holds all that was asked.
"""

import asyncio
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mailclient.demo.imap_server.envelope import envelope
from mailclient.demo.imap_server.raw_part import read_part
from mailclient.mail.account import Server
from mailclient.mail.problem import MailError
from mailclient.transport.memory import MemoryStream, memory_pipe
from mailclient.transport.stream import Stream

PLAIN = frozenset({"IMAP4REV1"})
COMMON = PLAIN | {"UIDPLUS", "MOVE", "ENABLE", "CONDSTORE", "QRESYNC", "LIST-STATUS", "LIST-EXTENDED"}
ARRIVED = dt.datetime(2026, 11, 21, 10, 0, tzinfo=dt.UTC)

_TOKEN = re.compile(rb'"((?:[^"\\]|\\.)*)"|(\()|(\))|\x00(\d+)\x00|((?:[^\s()"\[\x00]|\[[^\]]*\])+)')
_LITERAL = re.compile(rb"\{(\d+)(\+?)\}\r\n$")


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


class ModelServer:
    """One account of one user; any name and password will do."""

    def __init__(self, capabilities: frozenset[str] | set[str] = COMMON) -> None:
        self.capabilities = frozenset(capabilities)
        self.folders: dict[str, ModelFolder] = {}
        self.commands: list[str] = []
        self.modseq = 10
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
                return b'INTERNALDATE "%b"' % message.received_at.strftime("%d-%b-%Y %H:%M:%S +0000").encode()
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
                return b"X-GM-LABELS (%b)" % " ".join(_quoted(one) for one in message.labels).encode()
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


class RefusedError(Exception):
    """NO."""


class HangupError(Exception):
    """The server breaks the connection."""


def list_line(path: str, folder: ModelFolder) -> bytes:
    delimiter = "NIL" if folder.delimiter is None else '"' + folder.delimiter.replace("\\", "\\\\") + '"'
    return f"* LIST ({folder.attributes}) {delimiter} {_quoted(path)}".encode()


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class ModelSession:
    """One connection."""

    def __init__(self, server: ModelServer, stream: MemoryStream) -> None:
        self.server = server
        self.stream = stream
        self.folder: ModelFolder | None = None
        self.view: list[ModelMessage] = []
        self.resync = False
        self._unread = b""
        self._out: list[bytes] = []

    async def run(self) -> None:
        try:
            await self._send(b"* OK [CAPABILITY %b] ready\r\n" % " ".join(sorted(self.server.capabilities)).encode())
            while True:
                line, literals = await self._command()
                await self._answer(line, literals)
        except (HangupError, EOFError, MailError):
            return
        finally:
            await self.stream.close()

    async def _send(self, data: bytes) -> None:
        await self.stream.write(data)

    async def _line(self) -> bytes:
        while b"\r\n" not in self._unread:
            data = await self.stream.read()
            if not data:
                raise EOFError
            self._unread += data
        line, _, self._unread = self._unread.partition(b"\r\n")
        return line + b"\r\n"

    async def _command(self) -> tuple[bytes, list[bytes]]:
        line, literals = await self._line(), []
        while match := _LITERAL.search(line):
            if not match[2]:
                await self._send(b"+ go on\r\n")
            size = int(match[1])
            while len(self._unread) < size:
                self._unread += await self.stream.read() or self._ended()
            literals.append(self._unread[:size])
            self._unread = self._unread[size:]
            line = line[: match.start()] + b"\0%d\0" % (len(literals) - 1) + await self._line()
        return line.removesuffix(b"\r\n"), literals

    @staticmethod
    def _ended() -> bytes:
        raise EOFError

    async def _answer(self, line: bytes, literals: list[bytes]) -> None:
        server = self.server
        tag, *words = _tokens(line, literals)
        name = bytes(words.pop(0)).upper()
        if name == b"UID":
            name += b" " + bytes(words.pop(0)).upper()
        number = len(server.commands)
        server.commands.append(line.partition(b" ")[2].decode("latin-1"))
        if number in server.drop_before:
            raise HangupError
        self._out = []
        try:
            code = getattr(self, "do_" + name.decode().lower().replace(" ", "_"))(*words) or b""
            done = b"OK " + code
        except RefusedError as error:
            done = b"NO " + str(error).encode()
        except KeyError:
            done = b"NO [NONEXISTENT] no such mailbox"
        self._tell_changes()
        if number in server.drop_after:
            raise HangupError
        if name == b"LOGOUT":
            await self._send(b"* BYE\r\n" + bytes(tag) + b" OK\r\n")
            raise HangupError
        await self._send(b"".join(one + b"\r\n" for one in self._out) + bytes(tag) + b" " + done + b"done\r\n")

    def _tell_changes(self) -> None:
        if self.folder is None:
            return
        now = self.folder.messages
        gone = [one for one in self.view if one not in now]
        if gone and self.resync:
            self._out.append(b"* VANISHED %b" % ",".join(str(one.uid) for one in gone).encode())
        for one in gone:
            if not self.resync:
                self._out.append(b"* %d EXPUNGE" % (self.view.index(one) + 1))
            self.view.remove(one)
        if len(now) != len(self.view):
            self.view = list(now)
            self._out.append(b"* %d EXISTS" % len(now))

    # --- commands ---------------------------------------------------------------------------------------------------

    def do_capability(self) -> None:
        self._out.append(b"* CAPABILITY " + " ".join(sorted(self.server.capabilities)).encode())

    def do_login(self, *_words: object) -> None:
        pass

    do_noop = do_id = do_logout = do_subscribe = do_unsubscribe = do_check = do_login

    def do_enable(self, *words: bytes) -> None:
        self.resync = b"QRESYNC" in words
        self._out.append(b"* ENABLED " + b" ".join(words))

    def do_list(self, *words: object) -> None:
        self._out += self.server.list_lines()
        if any(isinstance(word, list) and b"STATUS" in word for word in words):
            for path, folder in self.server.folders.items():
                if "\\Noselect" not in folder.attributes:
                    self._out.append(self._status(path, folder))

    def do_status(self, name: bytes, _items: object) -> None:
        path = name.decode()
        self._out.append(self._status(path, self.server.folders[path]))

    def do_myrights(self, name: bytes) -> None:
        self._out.append(b'* MYRIGHTS "%b" %b' % (name, self.server.folders[name.decode()].rights.encode()))

    def _status(self, path: str, folder: ModelFolder) -> bytes:
        items = self.server.status_items(folder)
        for item, capability in (("HIGHESTMODSEQ", "CONDSTORE"), ("MAILBOXID", "OBJECTID")):
            if not self.server.offers(capability):
                items.pop(item, None)
        told = " ".join(f"{name} {value}" for name, value in items.items())
        return b"* STATUS " + list_line(path, folder).partition(b'" "')[2].join((b'"', b" (")) + told.encode() + b")"

    def do_select(self, name: bytes, options: object = None) -> bytes:
        folder = self.server.folders[name.decode()]
        if "\\Noselect" in folder.attributes:
            raise RefusedError("[NONEXISTENT] it only holds others ")
        if self.folder is not None and self.resync:
            self._out.append(b"* OK [CLOSED] ")
        self.folder, self.view = folder, list(folder.messages)
        self._out += [line.encode() for line in self.server.select_lines(folder)]
        if isinstance(options, list) and b"QRESYNC" in options:
            validity, modseq = (int(one) for one in options[1][:2])
            if validity == folder.uid_validity:
                self._resync(folder, modseq)
        return b"[READ-ONLY] " if folder.read_only else b"[READ-WRITE] "

    do_examine = do_select

    def _resync(self, folder: ModelFolder, modseq: int) -> None:
        gone = [uid for number, uid in folder.vanished if number > modseq]
        if gone:
            self._out.append(b"* VANISHED (EARLIER) %b" % ",".join(map(str, sorted(gone))).encode())
        for seq, one in enumerate(folder.messages, 1):
            if one.modseq > modseq:
                items = [b"UID", b"FLAGS", b"MODSEQ"]
                self._out.append(b"* %d FETCH (%b)" % (seq, b" ".join(self.server.item(one, item) for item in items)))

    def do_unselect(self) -> None:
        self.folder, self.view = None, []

    do_close = do_unselect

    def do_uid_fetch(self, uids: bytes, items: list[bytes], options: object = None) -> None:
        folder = self._selected()
        since = int(options[options.index(b"CHANGEDSINCE") + 1]) if isinstance(options, list) else -1
        wanted = list(items)
        for seq, one in enumerate(folder.messages, 1):
            if one.uid in _numbers(uids, folder) and one.modseq > since:
                told = self.server.fetch_answer(folder, one, wanted + ([b"MODSEQ"] if since >= 0 else []))
                if told is not None:
                    self._out.append(b"* %d FETCH (%b)" % (seq, told))

    def do_uid_search(self, *words: bytes) -> None:
        folder = self._selected()
        found = folder.messages
        keys = iter(words)
        for key in keys:
            match key.upper():
                case b"UID":
                    numbers = _numbers(next(keys), folder)
                    found = [one for one in found if one.uid in numbers]
                case b"HEADER":
                    next(keys)
                    text = next(keys)
                    found = [one for one in found if text in one.data.partition(b"\r\n\r\n")[0]]
                case b"DELETED":
                    found = [one for one in found if "\\Deleted" in one.flags]
                case b"ALL":
                    pass
                case _:
                    raise RefusedError(f"search key {key!r} ")
        self._out.append(b"* SEARCH" + b"".join(b" %d" % one.uid for one in found))

    def do_uid_store(self, uids: bytes, change: bytes, words: list[bytes]) -> None:
        folder = self._selected()
        if folder.read_only:
            raise RefusedError("[NOPERM] read-only ")
        for one in folder.messages:
            if one.uid in _numbers(uids, folder):
                for word in words:
                    if change.startswith(b"+") != (word.decode() in one.flags):
                        self.server.flag(one, word.decode(), on=change.startswith(b"+"))

    def do_uid_expunge(self, uids: bytes) -> None:
        folder = self._selected()
        numbers = _numbers(uids, folder)
        for one in [one for one in folder.messages if one.uid in numbers and "\\Deleted" in one.flags]:
            self.server.remove(self._path(folder), one)

    def do_expunge(self) -> None:
        self.do_uid_expunge(b"1:*")

    def do_uid_copy(self, uids: bytes, name: bytes, *, taken: bool = False) -> bytes:
        folder, target = self._selected(), name.decode()
        if target not in self.server.folders:
            raise RefusedError("[TRYCREATE] no such mailbox ")
        numbers = _numbers(uids, folder)
        chosen = [one for one in folder.messages if one.uid in numbers]
        copies = [self.server.copy(one, target) for one in chosen]
        for one in chosen if taken else ():
            self.server.remove(self._path(folder), one)
        if not chosen or not self.server.offers("UIDPLUS"):
            return b""
        sets = [",".join(str(one.uid) for one in group) for group in (chosen, copies)]
        code = f"[COPYUID {self.server.folders[target].uid_validity} {sets[0]} {sets[1]}] ".encode()
        if taken:
            self._out.append(b"* OK " + code)
            return b""
        return code

    def do_uid_move(self, uids: bytes, name: bytes) -> bytes:
        return self.do_uid_copy(uids, name, taken=True)

    def do_append(self, name: bytes, *words: object) -> bytes:
        path = name.decode()
        flags = next((one for one in words if isinstance(one, list)), [])
        added = self.server.deliver(path, bytes(words[-1]), b" ".join(flags).decode())  # type: ignore[call-overload]
        if not self.server.offers("UIDPLUS"):
            return b""
        return b"[APPENDUID %d %d] " % (self.server.folders[path].uid_validity, added.uid)

    def do_create(self, name: bytes, *_role: object) -> None:
        if name.decode() in self.server.folders:
            raise RefusedError("[ALREADYEXISTS] it exists ")
        self.server.create(name.decode())

    def do_delete(self, name: bytes) -> None:
        del self.server.folders[name.decode()]

    def do_rename(self, name: bytes, target: bytes) -> None:
        if target.decode() in self.server.folders:
            raise RefusedError("[ALREADYEXISTS] it exists ")
        self.server.rename(name.decode(), target.decode())

    def _selected(self) -> ModelFolder:
        assert self.folder is not None
        return self.folder

    def _path(self, folder: ModelFolder) -> str:
        return next(path for path, one in self.server.folders.items() if one is folder)


def _tokens(line: bytes, literals: list[bytes]) -> list[bytes]:
    """Words; parentheses are lists."""
    stack: list[list[object]] = [[]]
    for match in _TOKEN.finditer(line):
        quoted, opened, closed, literal, word = match.groups()
        if opened:
            stack.append([])
        elif closed:
            done = stack.pop()
            stack[-1].append(done)
        elif literal is not None:
            stack[-1].append(literals[int(literal)])
        else:
            stack[-1].append(word if quoted is None else re.sub(rb"\\(.)", rb"\1", quoted))
    return stack[0]  # type: ignore[return-value]


def _numbers(text: bytes, folder: ModelFolder) -> set[int]:
    uids = [one.uid for one in folder.messages]
    last = max(uids, default=0)
    found: set[int] = set()
    for part in text.decode().split(","):
        first, _, end = part.partition(":")
        ends = sorted(last if one == "*" else int(one) for one in (first, end or first))
        found |= {uid for uid in uids if ends[0] <= uid <= ends[1]}
    return found


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
