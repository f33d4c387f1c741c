"""How a command is spelled for a server that offers this and not that (RFC 5321 section 4.1.1).

What an extension adds to MAIL and RCPT stands here: SIZE (RFC 1870), BODY (RFC 6152, RFC 3030), SMTPUTF8 (RFC 6531),
RET, ENVID, NOTIFY, ORCPT (RFC 3461, RFC 6533), REQUIRETLS (RFC 8689), HOLDFOR (RFC 4865). AUTH= of RFC 4954 section 5
is never sent: it names the user to servers further on, for nothing.
"""

import re

from mailclient.mail.submission import Reports
from mailclient.wire.smtp.address import needs_utf8, path, reverse_path
from mailclient.wire.smtp.capabilities import Capabilities
from mailclient.wire.smtp.commands import (
    Body,
    Chunk,
    Command,
    Data,
    Ehlo,
    Helo,
    MailFrom,
    Quit,
    RcptTo,
    Rset,
    StartTls,
)
from mailclient.wire.smtp.errors import ExtensionMissing, LocalProtocolError

_ENVELOPE_ID = re.compile(r"[\x20-\x7e]{1,100}")
_TO_ESCAPE = re.compile(rb"[^!-*,-<>-~]")


def command_line(command: Command, offered: Capabilities) -> bytes:
    """The line without its CRLF. Raises UnsendableAddress, ExtensionMissing, LocalProtocolError."""
    match command:
        case Ehlo(name):
            return b"EHLO " + name.encode("ascii")
        case Helo(name):
            return b"HELO " + name.encode("ascii")
        case StartTls():
            return b"STARTTLS"
        case MailFrom():
            return _mail(command, offered)
        case RcptTo():
            return _rcpt(command, offered)
        case Data():
            return b"DATA"
        case Chunk(data, last):
            if "CHUNKING" not in offered:
                raise ExtensionMissing("CHUNKING")
            return b"BDAT %d%s" % (len(data), b" LAST" if last else b"")
        case Rset():
            return b"RSET"
        case Quit():
            return b"QUIT"
        case _:
            raise LocalProtocolError(f"{type(command).__name__} is no command line")


def _mail(command: MailFrom, offered: Capabilities) -> bytes:
    utf8 = "SMTPUTF8" in offered
    # RFC 5321 section 4.5.5: the empty path is for reports, which no client sends.
    line = b"MAIL FROM:" + reverse_path(command.address, utf8=utf8)
    if "SIZE" in offered:
        line += b" SIZE=%d" % command.size
    # RFC 6531 section 3.1: a server with SMTPUTF8 has 8BITMIME.
    extension = "8BITMIME" if command.body is Body.EIGHT_BIT and not utf8 else "SMTPUTF8"
    if command.body is Body.BINARY:
        extension = "BINARYMIME"
    if command.body is not Body.SEVEN_BIT and extension in offered:
        line += b" BODY=" + command.body.encode("ascii")
    if utf8 and (command.utf8 or needs_utf8(command.address)):
        line += b" SMTPUTF8"
    if command.reports is not None:
        line += _reports_of_message(command.reports, offered)
    if command.require_tls:
        _demand("REQUIRETLS", offered)
        line += b" REQUIRETLS"
    if command.hold_seconds:
        _demand("FUTURERELEASE", offered)
        line += b" HOLDFOR=%d" % command.hold_seconds
    return line


def _rcpt(command: RcptTo, offered: Capabilities) -> bytes:
    spelled = path(command.address, utf8="SMTPUTF8" in offered)
    line = b"RCPT TO:" + spelled
    if command.reports is None:
        return line
    _demand("DSN", offered)
    occasions = ",".join(occasion.upper() for occasion in command.reports.occasions) or "NEVER"
    address = spelled[1:-1]
    original = b"rfc822;" + _xtext(address) if address.isascii() else b"utf-8;" + _unitext(address)
    return line + b" NOTIFY=" + occasions.encode("ascii") + b" ORCPT=" + original


def _reports_of_message(reports: Reports, offered: Capabilities) -> bytes:
    _demand("DSN", offered)
    words = b" RET=" + (b"FULL" if reports.whole else b"HDRS")
    if reports.envelope_id:
        if not _ENVELOPE_ID.fullmatch(reports.envelope_id):
            raise LocalProtocolError("an envelope id is printable ASCII")
        words += b" ENVID=" + _xtext(reports.envelope_id.encode("ascii"))
    return words


def _xtext(data: bytes) -> bytes:
    """RFC 3461 section 4: what is not plain becomes "+" and two digits."""
    return _TO_ESCAPE.sub(lambda match: b"+%02X" % match[0][0], data)


def _unitext(data: bytes) -> bytes:
    """RFC 6533 section 3: UTF-8 stays, the signs with a meaning are escaped."""
    return re.sub(rb"[\x00-\x20+=\\]", lambda match: b"\\x{%02X}" % match[0][0], data)


def _demand(keyword: str, offered: Capabilities) -> None:
    if keyword not in offered:
        raise ExtensionMissing(keyword)
