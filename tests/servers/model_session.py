"""One connection of a ``ModelServer``: commands in, what the server's mailboxes say out."""

import datetime as dt
import re
from typing import TYPE_CHECKING

from mailclient.mail.problem import MailError
from mailclient.transport.memory import MemoryStream
from tests.servers.model_mailbox import BadError, HangupError, ModelFolder, ModelMessage, RefusedError, list_line

if TYPE_CHECKING:
    from tests.servers.model import ModelServer

_TOKEN = re.compile(rb'"((?:[^"\\]|\\.)*)"|(\()|(\))|\x00(\d+)\x00|((?:[^\s()"\[\x00]|\[[^\]]*\])+)')
_NUMBERS = re.compile(rb"[0-9:*,]+")
_LITERAL = re.compile(rb"\{(\d+)(\+?)\}\r\n$")


_NEEDED = {b"CHANGEDSINCE": "CONDSTORE", b"PARTIAL": "PARTIAL"}
"""Modifiers of FETCH and what must be offered for them."""


def _refuse(answer: str) -> None:
    status, _, words = answer.partition(" ")
    if status == "BAD":
        raise BadError(words)
    if status == "NO":
        raise RefusedError(words)


class ModelSession:
    """One connection."""

    def __init__(self, server: "ModelServer", stream: MemoryStream) -> None:
        self.server = server
        self.stream = stream
        self.folder: ModelFolder | None = None
        self.view: list[ModelMessage] = []
        self.resync = False
        self.uid_only = False
        self.identified = False
        self._unread = b""
        self._out: list[bytes] = []

    async def run(self) -> None:
        try:
            await self._send(b"* OK [CAPABILITY %b] ready\r\n" % " ".join(sorted(self.server.capabilities)).encode())
            while True:
                await self.answer_one()
        except (HangupError, EOFError, MailError):
            return
        finally:
            await self.stream.close()

    async def answer_one(self) -> None:
        """Wait for the next command and answer it. EOFError at the end of the stream."""
        line, literals = await self._command()
        await self._answer(line, literals)

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
            done = b"OK " + (self._do(name, words) or b"")
        except RefusedError as error:
            done = b"NO " + str(error).encode()
        except BadError as error:
            done = b"BAD " + str(error).encode()
            server.complaints.append(server.commands[number])
        except KeyError:
            done = b"NO [NONEXISTENT] no such mailbox"
        self._tell_changes()
        if number in server.drop_after:
            raise HangupError
        if name == b"LOGOUT":
            await self._send(b"* BYE\r\n" + bytes(tag) + b" OK\r\n")
            raise HangupError
        await self._send(b"".join(one + b"\r\n" for one in self._out) + bytes(tag) + b" " + done + b"done\r\n")

    def _do(self, name: bytes, words: list[bytes]) -> bytes | None:
        if self.uid_only and name in (b"FETCH", b"STORE", b"SEARCH", b"COPY", b"MOVE"):
            raise BadError("[UIDREQUIRED] no message numbers ")
        if name not in (b"LOGIN", b"CAPABILITY", b"LOGOUT"):
            _refuse(self.server.answer)
        found: bytes | None = getattr(self, "do_" + name.decode().lower().replace(" ", "_"))(*words)
        return found

    def _tell_changes(self) -> None:
        if self.folder is None:
            return
        now = self.folder.messages
        gone = [one for one in self.view if one not in now]
        by_uid = self.resync or self.uid_only
        if gone and by_uid:
            self._out.append(b"* VANISHED %b" % ",".join(str(one.uid) for one in gone).encode())
        for one in gone:
            if not by_uid:
                self._out.append(b"* %d EXPUNGE" % (self.view.index(one) + 1))
            self.view.remove(one)
        if len(now) != len(self.view):
            self.view = list(now)
            self._out.append(b"* %d EXISTS" % len(now))

    # --- commands ---------------------------------------------------------------------------------------------------

    def do_capability(self) -> None:
        self._out.append(b"* CAPABILITY " + " ".join(sorted(self.server.capabilities)).encode())

    def do_login(self, *_words: object) -> None:
        _refuse(self.server.login_answer)

    def do_id(self, *_words: object) -> None:
        self.identified = True
        self._out.append(f"* ID {self.server.server_id}".encode())

    def do_noop(self, *_words: object) -> None:
        pass

    do_logout = do_check = do_noop

    def do_subscribe(self, name: bytes) -> None:
        self.server.subscribed.add(name.decode())

    def do_unsubscribe(self, name: bytes) -> None:
        self.server.subscribed.discard(name.decode())

    def do_lsub(self, *_pattern: bytes) -> None:
        self._out += [b'* LSUB () "/" "%b"' % path.encode() for path in sorted(self.server.subscribed)]

    def do_enable(self, *words: bytes) -> None:
        self.resync = b"QRESYNC" in words
        self.uid_only = b"UIDONLY" in words
        self._out.append(b"* ENABLED " + b" ".join(words))

    def do_list(self, *words: object) -> None:
        self._out += self.server.list_lines()
        options = next((word for word in words if isinstance(word, list) and b"STATUS" in word), None)
        if options is not None:
            asked = options[options.index(b"STATUS") + 1]
            for path, folder in self.server.folders.items():
                if "\\Noselect" not in folder.attributes:
                    self._out.append(self._status(path, folder, asked))

    def do_status(self, name: bytes, items: list[bytes]) -> None:
        path = name.decode()
        self._out.append(self._status(path, self.server.folders[path], items))

    def do_myrights(self, name: bytes) -> None:
        self._out.append(b'* MYRIGHTS "%b" %b' % (name, self.server.folders[name.decode()].rights.encode()))

    def _status(self, path: str, folder: ModelFolder, asked: list[bytes]) -> bytes:
        items = {name: value for name, value in self.server.status_items(folder).items() if name.encode() in asked}
        for item, capability in (("HIGHESTMODSEQ", "CONDSTORE"), ("MAILBOXID", "OBJECTID")):
            if not self.server.offers(capability):
                items.pop(item, None)
        told = " ".join(f"{name} {value}" for name, value in items.items())
        return b"* STATUS " + list_line(path, folder).partition(b'" "')[2].join((b'"', b" (")) + told.encode() + b")"

    def do_select(self, name: bytes, options: object = None) -> bytes:
        folder = self.server.folders[name.decode()]
        if self.server.wants_id and not self.identified:
            raise RefusedError("SELECT Unsafe Login. Please contact us ")
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
                self._tell_message(seq, one, b" ".join(self.server.item(one, item) for item in items))

    def do_unselect(self) -> None:
        self.folder, self.view = None, []

    do_close = do_unselect

    def do_uid_fetch(self, uids: bytes, items: list[bytes], options: object = None) -> None:
        folder = self._selected()
        given = dict(zip(options[::2], options[1::2], strict=True)) if isinstance(options, list) else {}
        if not all(self.server.offers(_NEEDED[name]) for name in given):
            raise RefusedError("[CLIENTBUG] invalid arguments ")
        since = int(given.get(b"CHANGEDSINCE", -1))
        wanted = list(items)
        among = _numbers(uids, folder)
        if b"PARTIAL" in given:
            first, last = (-int(one) for one in given[b"PARTIAL"].split(b":"))
            among = set(sorted(among, reverse=True)[first - 1 : last])
        for seq, one in enumerate(folder.messages, 1):
            if one.uid in among and one.modseq > since:
                told = self.server.fetch_answer(folder, one, wanted + ([b"MODSEQ"] if since >= 0 else []))
                if told is not None:
                    self._tell_message(seq, one, told)

    def _tell_message(self, seq: int, message: ModelMessage, told: bytes) -> None:
        """With UIDONLY (RFC 9586 section 3.3) the UID stands where the number stands else, and need not be repeated."""
        if self.uid_only:
            self._out.append(b"* %d UIDFETCH (%b)" % (message.uid, told.removeprefix(b"UID %d " % message.uid)))
        else:
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
                case b"SAVEDBEFORE":
                    day = dt.datetime.strptime(next(keys).decode(), "%d-%b-%Y").replace(tzinfo=dt.UTC)
                    found = [one for one in found if (one.saved_at or one.received_at) < day]
                case b"ALL":
                    pass
                case _ if self.uid_only and _NUMBERS.fullmatch(key):
                    raise BadError("[UIDREQUIRED] no message numbers ")
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
