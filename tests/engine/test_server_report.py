"""What the report says of real servers, in data, in words and over the bridge."""

from dataclasses import replace

import pytest

from mailclient.bridge.commands import ReportServer
from mailclient.bridge.events import Finished
from mailclient.engine.accounts.server_report import report_server
from mailclient.language.server_report import capability_sentence, report_text
from mailclient.mail.account import AccountSettings, Security
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.mail.rights import Rights
from mailclient.mail.server_report import Quota, ServerReport, Use
from mailclient.transport.connect import dial
from tests.engine.running import RunningEngine
from tests.servers.cyrus import Cyrus
from tests.servers.dovecot import Dovecot, MailUser


def use(report: ServerReport) -> dict[str, Use]:
    return {one.name: one.use for one in report.capabilities}


def words(report: ServerReport) -> str:
    return "\n".join(line for section in report_text(report) for line in section.lines)


async def test_dovecot_with_all_its_plugins(rich_dovecot: Dovecot) -> None:
    user = rich_dovecot.add_user()
    report = await report_server(dial, rich_dovecot.imap(user), user.secret)
    assert report.software == "Dovecot"
    assert report.mechanism == "SCRAM-SHA-256"
    assert (report.tls_version, report.compressed, report.utf8) == ("TLSv1.3", False, False)
    # Three of SCRAM and the one flight after it; the greeting comes unasked.
    assert 4 <= report.login_round_trips <= 5
    assert 0 < report.latency_seconds < report.login_seconds
    assert Quota("STORAGE", 0, 10 * 1024 * 1024) in report.quotas
    assert report.inbox_rights is not None
    assert Rights.EXPUNGE in report.inbox_rights
    assert report.delimiter == "/"
    uses = use(report)
    assert uses["QRESYNC"] is Use.USED
    assert uses["COMPRESS=DEFLATE"] is Use.SPARE
    assert uses["THREAD=REFERENCES"] is Use.SPARE
    assert uses["URL-PARTIAL"] is Use.UNKNOWN
    text = words(report)
    assert "0 B of 10.5 MB are used." in text
    assert "The connection is protected by TLS 1.3 with " in text
    assert "MOVE: messages are moved in one step" in text


async def test_cyrus(cyrus: Cyrus) -> None:
    user = cyrus.add_user()
    report = await report_server(dial, cyrus.imap(user, Security.NONE), user.secret)
    assert report.software.startswith("Cyrus IMAPD 3.")
    assert (report.tls_version, report.tls_cipher) == ("", "")
    assert "anyone on the way can read along" in words(report)
    assert use(report)["OBJECTID"] is Use.USED


async def test_every_known_capability_is_described(rich_dovecot: Dovecot, cyrus: Cyrus) -> None:
    for server in (rich_dovecot, cyrus):
        user = server.add_user()
        report = await report_server(dial, server.imap(user), user.secret)
        bare = [name for name, what in use(report).items() if what is not Use.UNKNOWN and not capability_sentence(name)]
        assert bare == []


async def test_over_the_bridge_without_a_secret(
    engine: RunningEngine, settings: AccountSettings, mail_user: MailUser
) -> None:
    account_id = await engine.add(settings, mail_user.secret)
    answer = await engine.request(ReportServer(request_id="", account_id=account_id))
    assert isinstance(answer, Finished)
    assert answer.report is not None
    assert answer.report.mechanism == "SCRAM-SHA-256"
    shown = f"{answer.report} {words(answer.report)}"
    assert mail_user.password not in shown
    assert mail_user.name not in shown


async def test_a_wrong_password_is_told(dovecot: Dovecot) -> None:
    user = dovecot.add_user()
    with pytest.raises(MailError) as caught:
        await report_server(dial, replace(dovecot.imap(user), user="nobody"), user.secret)
    assert caught.value.problem.kind is ProblemKind.WRONG_PASSWORD
