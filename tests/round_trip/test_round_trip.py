"""Build → Postfix or Exim → Dovecot → parse: every attachment is byte for byte what it was."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailclient.mail.problem import MailError, ProblemKind
from tests.round_trip.journey import draft_with, spoilt, travel
from tests.round_trip.shapes import EIGHT_BIT, large, shapes
from tests.servers.authority import Authority
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.exim import Exim
from tests.servers.postfix import Postfix


@pytest.fixture(scope="module")
def old_postfix(server_directory: Path, authority: Authority, dovecot_session: Dovecot) -> Iterator[Postfix]:
    """One that offers neither 8BITMIME nor SMTPUTF8 nor CHUNKING."""
    directory = server_directory / "old-postfix"
    directory.mkdir()
    directory.chmod(0o755)
    unsaid = "8bitmime smtputf8 chunking"
    server = Postfix(directory, authority.localhost(), dovecot_session, limit=60_000_000, unsaid=unsaid)
    server.start()
    yield server
    server.stop()


async def test_through_postfix(tmp_path: Path, postfix: Postfix, dovecot: Dovecot, mail_user: MailUser) -> None:
    sent = [*shapes(), EIGHT_BIT]
    arrived = await travel(draft_with(sent, tmp_path), postfix, dovecot, mail_user)
    assert spoilt(arrived, sent) == []
    assert arrived.unchanged
    assert arrived.message.warnings == ()


async def test_through_exim(tmp_path: Path, exim: Exim, dovecot: Dovecot, mail_user: MailUser) -> None:
    sent = [*shapes(), EIGHT_BIT]
    arrived = await travel(draft_with(sent, tmp_path), exim, dovecot, mail_user)
    assert spoilt(arrived, sent) == []


async def test_through_a_server_without_8bitmime(
    tmp_path: Path, old_postfix: Postfix, dovecot: Dovecot, mail_user: MailUser
) -> None:
    sent = shapes()
    arrived = await travel(draft_with(sent, tmp_path), old_postfix, dovecot, mail_user)
    assert spoilt(arrived, sent) == []
    assert arrived.unchanged
    with pytest.raises(MailError) as caught:
        await travel(draft_with([EIGHT_BIT], tmp_path), old_postfix, dovecot, mail_user)
    assert caught.value.problem.kind is ProblemKind.MESSAGE_NEEDS_8BIT


async def test_25_megabytes(tmp_path: Path, old_postfix: Postfix, dovecot: Dovecot, mail_user: MailUser) -> None:
    sent = [large()]
    arrived = await travel(draft_with(sent, tmp_path), old_postfix, dovecot, mail_user)
    assert spoilt(arrived, sent) == []
