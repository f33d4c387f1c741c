"""A recorded session with a real server is a transcript of the tests' format."""

import stat
from pathlib import Path

from mailclient.mail.account import Security
from mailclient.transport.connect import dial
from mailclient.transport.stream import Stream
from mailclient.transport.transcribed import transcribed
from tests.servers.dovecot import Dovecot, MailUser
from tests.unit.wire.imap.player import Cut, play, read_turns


async def _say(stream: Stream, line: str, end: bytes) -> None:
    await stream.write(line.encode() + b"\r\n")
    answer = b""
    while end not in answer:
        answer += await stream.read()


async def test_a_session_with_dovecot_can_be_played_back(dovecot: Dovecot, mail_user: MailUser, tmp_path: Path) -> None:
    record = transcribed(dial, tmp_path / "transcripts")
    stream = await record(dovecot.imap(mail_user, Security.STARTTLS))
    assert b"OK" in await stream.read()
    await _say(stream, "A1 STARTTLS", b"A1 OK")
    await stream.start_tls()
    await _say(stream, f'A2 LOGIN {mail_user.name} "{mail_user.password}"', b"A2 OK")
    await _say(stream, "A3 LOGOUT", b"A3 OK")
    await stream.close()
    [path] = (tmp_path / "transcripts").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert mail_user.password not in path.read_text()
    assert [line for turn in read_turns(path) for line in turn.client] == [
        b"A1 STARTTLS",
        f"A2 LOGIN {mail_user.name} …".encode(),
        b"A3 LOGOUT",
    ]
    assert play(path, Cut())


async def test_a_transcript_that_cannot_be_written_stops_no_mail(
    dovecot: Dovecot, mail_user: MailUser, tmp_path: Path, expected_warnings: list[str]
) -> None:
    expected_warnings.append("a line of a transcript is missing")
    in_the_way = tmp_path / "transcripts"
    in_the_way.touch()
    stream = await transcribed(dial, in_the_way)(dovecot.imap(mail_user))
    assert b"OK" in await stream.read()
    await _say(stream, "A1 LOGOUT", b"A1 OK")
    await stream.close()
