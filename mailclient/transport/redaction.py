"""Takes the secrets out of what an IMAP, POP3, submission or HTTP connection says: passwords, tokens, and what
leads to them.

Line by line, for both sides. Rather too much is taken out than too little: while a login is under way, everything
the client says is secret, and so is every challenge. Literals of other commands and the content of messages are not
read as commands, whatever they look like.
"""

import re

SECRET = "…".encode()
"""Stands for anything."""

_LOGIN = re.compile(rb'(\S+) LOGIN ("(?:[^"\\]|\\.)*"|[^\s{"]+)?.*', re.IGNORECASE | re.DOTALL)
_AUTHENTICATE = re.compile(rb"(\S+) AUTHENTICATE (\S+)(.*)", re.IGNORECASE | re.DOTALL)
_AUTH = re.compile(rb"AUTH (\S+)(.*)", re.IGNORECASE | re.DOTALL)
_POP3_COMMAND = re.compile(
    rb"(USER|PASS|APOP|AUTH|CAPA|STLS|UTF8|LANG|STAT|LIST|UIDL|RETR|TOP|DELE|RSET|NOOP|QUIT)( .*)?",
    re.IGNORECASE | re.DOTALL,
)
_REQUEST = re.compile(rb"[A-Z]+ \S+ HTTP/1\.[01]")
_QUERY = re.compile(rb"[?#]\S*")
_TELLING_FIELDS = (b"authorization", b"proxy-authorization", b"cookie", b"set-cookie", b"www-authenticate")
_TOLD_BODIES = (b"xml", b"vcard")
_LITERAL = re.compile(rb"\{(\d{1,18})\+?\}$")


class ImapRedaction:
    """RFC 9051: LOGIN and AUTHENTICATE until their tagged answer."""

    def __init__(self) -> None:
        self._login_tag: bytes | None = None
        self._literal_left = 0

    def client(self, line: bytes) -> bytes:
        """A line of the client, as it may be written down."""
        if self._login_tag is not None:
            return SECRET
        if self._literal_left > len(line):
            self._literal_left -= len(line) + 2
            return line
        rest = line[max(self._literal_left, 0) :]
        begins = self._literal_left <= 0
        literal = _LITERAL.search(rest)
        # The line end belongs to the literal when it is one byte longer than what is left of the line.
        self._literal_left = int(literal[1]) if literal else 0
        return self._command(line) if begins else line

    def _command(self, line: bytes) -> bytes:
        if match := _LOGIN.fullmatch(line):
            self._begin(match[1])
            user = match[2]
            return match[1] + b" LOGIN " + (user + b" " if user else b"") + SECRET
        if match := _AUTHENTICATE.fullmatch(line):
            self._begin(match[1])
            return match[1] + b" AUTHENTICATE " + match[2] + (b" " + SECRET if match[3] else b"")
        return line

    def _begin(self, tag: bytes) -> None:
        self._login_tag = tag
        self._literal_left = 0

    def server(self, line: bytes) -> bytes:
        """A line of the server, as it may be written down."""
        if self._login_tag is None:
            return line
        if line.startswith(self._login_tag + b" "):
            self._login_tag = None
        elif line.startswith(b"+ ") and len(line) > 2:
            return b"+ " + SECRET
        return line


class SmtpRedaction:
    """RFC 4954: AUTH until a reply other than 334."""

    def __init__(self) -> None:
        self._login = False
        self._content = False

    def client(self, line: bytes) -> bytes:
        """A line of the client, as it may be written down."""
        if self._login:
            return SECRET
        if self._content:
            self._content = line != b"."
            return line
        match = _AUTH.fullmatch(line)
        if match is None:
            return line
        self._login = True
        return b"AUTH " + match[1] + (b" " + SECRET if match[2] else b"")

    def server(self, line: bytes) -> bytes:
        """A line of the server, as it may be written down."""
        if line.startswith(b"354"):
            self._content = True
        if self._login and line.startswith(b"334"):
            return b"334 " + SECRET if len(line) > 4 else line
        self._login = False
        return line


class Pop3Redaction:
    """RFC 1939, RFC 5034: PASS, APOP, and AUTH until the next command.

    Not until the answer: commands sent before AUTH in the same flight are answered while the login is under way.
    """

    def __init__(self) -> None:
        self._login = False

    def client(self, line: bytes) -> bytes:
        """A line of the client, as it may be written down."""
        command = _POP3_COMMAND.fullmatch(line)
        if command is None:
            return SECRET if self._login else line
        word, arguments = command[1], command[2] or b""
        self._login = word.upper() == b"AUTH"
        match word.upper():
            case b"PASS":
                return word + b" " + SECRET
            case b"APOP" | b"AUTH":
                first, space, rest = arguments.lstrip().partition(b" ")
                return b" ".join([word, *([first] if first else []), *([SECRET] if space and rest else [])])
            case _:
                return line

    def server(self, line: bytes) -> bytes:
        """A line of the server, as it may be written down."""
        return b"+ " + SECRET if self._login and line.startswith(b"+ ") and len(line) > 2 else line


class _HttpSide:
    def __init__(self) -> None:
        self._in_head = True
        self._tells_body = False

    def line(self, line: bytes) -> bytes:
        if not self._in_head:
            return line if self._tells_body else SECRET
        self._in_head = line != b""
        name, colon, value = line.partition(b":")
        match name.strip().lower():
            case b"content-type":
                self._tells_body = any(word in value.lower() for word in _TOLD_BODIES)
            case one if colon and one in _TELLING_FIELDS:
                return name + b": " + SECRET
        return _QUERY.sub(b"?" + SECRET, line)


class HttpRedaction:
    """RFC 9112, one request: who asks, the queries of addresses, and bodies but XML and cards (CardDAV).

    The others hold tokens and what leads to them.
    """

    def __init__(self) -> None:
        self._client, self._server = _HttpSide(), _HttpSide()

    def client(self, line: bytes) -> bytes:
        """A line of the client, as it may be written down."""
        return self._client.line(line)

    def server(self, line: bytes) -> bytes:
        """A line of the server, as it may be written down."""
        return self._server.line(line)


Redaction = ImapRedaction | SmtpRedaction | Pop3Redaction | HttpRedaction


def redaction_of_request(line: bytes) -> Redaction:
    """By the first line of a client that speaks first; for one that should not, IMAP's rule takes out more."""
    return HttpRedaction() if _REQUEST.fullmatch(line) else ImapRedaction()


def redaction_for(greeting: bytes) -> Redaction:
    """By the server's first line."""
    if greeting.startswith((b"+OK", b"-ERR")):
        return Pop3Redaction()
    return SmtpRedaction() if greeting[:1].isdigit() else ImapRedaction()
