"""One connection of the submission server: the client's bytes in, the server's bytes out (RFC 5321, RFC 6409).

Knows PIPELINING, SIZE, 8BITMIME, SMTPUTF8, ENHANCEDSTATUSCODES, AUTH PLAIN and LOGIN. What is accepted is handed to
``deliver`` before the final 250 is written: a message is never acknowledged and lost.
"""

import binascii
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from mailclient.demo.accounts import REFUSED_PASSWORD

SIZE_LIMIT = 50 * 1024 * 1024
RECIPIENT_LIMIT = 200
BAD_LIMIT = 30
LINE_LIMIT = 12_288
"""Bytes of a command line (RFC 4954 section 4 asks for this much)."""

REFUSED_DOMAIN = "refused.example"

_PATH = re.compile(r"<((?:\"(?:[^\"\\]|\\.)*\"|[^\"<>\s])*)>((?: .*)?)\Z")
_END_OF_DATA = b"\r\n.\r\n"


@dataclass(frozen=True, slots=True)
class Submission:
    """An accepted message: CRLF lines, dots unstuffed."""

    mail_from: str
    recipients: tuple[str, ...]
    data: bytes


class SmtpDialogue:
    """``users`` may log in, with any password but "wrong"; ``deliver`` takes what is accepted."""

    def __init__(self, users: Collection[str], deliver: Callable[[Submission], None]) -> None:
        self._users = users
        self._deliver = deliver
        self._buffer = bytearray()
        self._output = bytearray()
        self._on_line: Callable[[bytes], None] | None = None
        self._user = ""
        self._greeted = False
        self._mail_from: str | None = None
        self._recipients: list[str] = []
        self._in_data = False
        self._searched = 0
        """Bytes of the data that hold no end of it, so that long messages are not searched again and again."""
        self._bad = 0
        self.ended = False
        self._say("220 smtp.demo.example ESMTP Demonstration ready")

    def data_to_send(self) -> bytes:
        """The answers so far; given once."""
        data = bytes(self._output)
        self._output.clear()
        return data

    def changed(self) -> None:
        """Nothing outside concerns this connection."""

    def receive(self, data: bytes) -> None:
        """Take the client's bytes; b"" is the end of the connection (what was not finished is dropped)."""
        if not data:
            self.ended = True
            return
        self._buffer += data
        while not self.ended and (self._take_data() if self._in_data else self._take_line()):
            pass

    def _take_line(self) -> bool:
        end = self._buffer.find(b"\n")
        if end < 0 or end > LINE_LIMIT:
            if max(end, len(self._buffer)) > LINE_LIMIT:
                self._say("500 5.5.6 Line too long")
                self.ended = True
            return False
        line = bytes(self._buffer[:end]).removesuffix(b"\r")
        del self._buffer[: end + 1]
        if self._on_line is not None:
            on_line, self._on_line = self._on_line, None
            on_line(line)
        else:
            self._command(line)
        return True

    def _take_data(self) -> bool:
        if self._buffer.startswith(b".\r\n"):
            data, used = b"", 3
        else:
            end = self._buffer.find(_END_OF_DATA, self._searched)
            if end < 0:
                self._searched = max(0, len(self._buffer) - len(_END_OF_DATA))
                if len(self._buffer) > SIZE_LIMIT + LINE_LIMIT:
                    self._say("552 5.3.4 Message too large")
                    self.ended = True
                return False
            data, used = bytes(self._buffer[: end + 2]), end + len(_END_OF_DATA)
        del self._buffer[:used]
        self._in_data = False
        self._searched = 0
        if len(data) > SIZE_LIMIT:
            self._say("552 5.3.4 Message too large")
        else:
            unstuffed = re.sub(rb"(?m)^\.", b"", data)
            self._deliver(Submission(self._mail_from or "", tuple(self._recipients), unstuffed))
            self._say("250 2.0.0 Accepted")
        self._forget_mail()
        return True

    def _command(self, line: bytes) -> None:
        text = line.decode("utf-8", "replace").rstrip()
        verb, _, rest = text.partition(" ")
        command = {
            "EHLO": self._ehlo,
            "HELO": self._helo,
            "AUTH": self._auth,
            "MAIL": self._mail,
            "RCPT": self._rcpt,
            "DATA": self._data,
            "RSET": self._rset,
            "NOOP": lambda _: self._say("250 2.0.0 Nothing done"),
            "VRFY": lambda _: self._say("252 2.5.0 Send, and see"),
            "QUIT": self._quit,
        }.get(verb.upper())
        if command is None:
            self._refuse("500 5.5.1 Unknown command")
        else:
            command(rest)

    def _ehlo(self, rest: str) -> None:
        if not rest.strip():
            self._refuse("501 5.5.4 EHLO needs a name")
            return
        self._greeted = True
        self._forget_mail()
        words = ["PIPELINING", f"SIZE {SIZE_LIMIT}", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"]
        lines = ["smtp.demo.example", *words, "AUTH PLAIN LOGIN"]
        for position, word in enumerate(lines, start=1):
            self._say(f"250{' ' if position == len(lines) else '-'}{word}")

    def _helo(self, rest: str) -> None:
        if not rest.strip():
            self._refuse("501 5.5.4 HELO needs a name")
            return
        self._greeted = True
        self._forget_mail()
        self._say("250 smtp.demo.example")

    def _auth(self, rest: str) -> None:
        mechanism, _, initial = rest.partition(" ")
        if not self._greeted or self._user or self._mail_from is not None:
            self._refuse("503 5.5.1 Not now")
        elif mechanism.upper() == "PLAIN":
            if initial:
                self._plain(initial.encode())
            else:
                self._ask(b"", self._plain)
        elif mechanism.upper() == "LOGIN":
            if initial:
                self._login_user(initial.encode())
            else:
                self._ask(b"Username:", self._login_user)
        else:
            self._refuse("504 5.5.4 Unknown mechanism")

    def _plain(self, line: bytes) -> None:
        pieces = self._decoded(line).split(b"\0")
        if len(pieces) == 3:
            self._log_in(pieces[1], pieces[2])
        else:
            self._refuse("501 5.5.2 Not a PLAIN response")

    def _login_user(self, line: bytes) -> None:
        user = self._decoded(line)
        self._ask(b"Password:", lambda password: self._log_in(user, self._decoded(password)))

    def _log_in(self, user: bytes, password: bytes) -> None:
        name = user.decode("utf-8", "replace").strip().lower()
        if name not in self._users or password == REFUSED_PASSWORD.encode():
            self._refuse("535 5.7.8 Wrong user name or password")
            return
        self._user = name
        self._say("235 2.7.0 Welcome")

    def _mail(self, rest: str) -> None:
        path = _PATH.match(rest.removeprefix(rest[:5]).strip()) if rest[:5].upper() == "FROM:" else None
        if not self._user:
            self._refuse("530 5.7.0 Log in first")
        elif self._mail_from is not None:
            self._refuse("503 5.5.1 One sender at a time")
        elif path is None:
            self._refuse("501 5.5.4 Not a sender")
        elif (size := _size(path[2])) > SIZE_LIMIT:
            self._say(f"552 5.3.4 {size} bytes are too many")
        else:
            self._mail_from = path[1]
            self._say("250 2.1.0 Sender accepted")

    def _rcpt(self, rest: str) -> None:
        path = _PATH.match(rest.removeprefix(rest[:3]).strip()) if rest[:3].upper() == "TO:" else None
        if self._mail_from is None:
            self._refuse("503 5.5.1 MAIL first")
        elif path is None or "@" not in path[1]:
            self._refuse("501 5.1.3 Not a recipient")
        elif path[1].lower().endswith(f"@{REFUSED_DOMAIN}"):
            self._say("550 5.1.1 There is nobody of this name here")
        elif len(self._recipients) >= RECIPIENT_LIMIT:
            self._say("452 4.5.3 Too many recipients")
        else:
            self._recipients.append(path[1])
            self._say("250 2.1.5 Recipient accepted")

    def _data(self, _rest: str) -> None:
        if not self._recipients:
            self._refuse("554 5.5.1 No recipients")
            return
        self._in_data = True
        self._say("354 Go ahead, and end with a dot")

    def _rset(self, _rest: str) -> None:
        self._forget_mail()
        self._say("250 2.0.0 Forgotten")

    def _quit(self, _rest: str) -> None:
        self._say("221 2.0.0 Goodbye")
        self.ended = True

    def _ask(self, prompt: bytes, on_line: Callable[[bytes], None]) -> None:
        def unless_cancelled(line: bytes) -> None:
            if line == b"*":
                self._refuse("501 5.7.0 Cancelled")
            else:
                on_line(line)

        self._on_line = unless_cancelled
        self._say("334 " + binascii.b2a_base64(prompt, newline=False).decode("ascii"))

    def _decoded(self, line: bytes) -> bytes:
        """Base64 decoded; b"" for "=" and for what is none, which then fails as a wrong answer."""
        try:
            return b"" if line == b"=" else binascii.a2b_base64(line, strict_mode=True)
        except binascii.Error:
            return b""

    def _forget_mail(self) -> None:
        self._mail_from = None
        self._recipients = []

    def _refuse(self, reply: str) -> None:
        """Say no to a client that does not keep to the protocol; too often, and the connection ends."""
        self._say(reply)
        self._bad += 1
        if self._bad > BAD_LIMIT:
            self._say("421 4.7.0 Too many errors")
            self.ended = True

    def _say(self, reply: str) -> None:
        self._output += reply.encode("utf-8") + b"\r\n"


def _size(parameters: str) -> int:
    """The SIZE parameter of MAIL, 0 when there is none (RFC 1870)."""
    match = re.search(r"(?i)(?:^| )SIZE=(\d{1,20})(?: |$)", parameters)
    return int(match[1]) if match else 0
