"""What the report says of real servers, in data, in words and over the bridge."""

from dataclasses import replace

import pytest

from mailclient.bridge.commands import CheckSettings, ReportServer
from mailclient.bridge.events import Finished
from mailclient.engine.accounts.imap_report import report_imap
from mailclient.engine.accounts.pop3_report import report_pop3
from mailclient.engine.accounts.server_report import SecretOf, report_account
from mailclient.engine.accounts.smtp_report import report_smtp
from mailclient.engine.secrets.credentials import Purpose
from mailclient.language.capability_words import capability_sentence
from mailclient.language.server_report import report_text, verdict
from mailclient.mail.account import AccountKind, AccountSettings, LoginKind, Secret, Security, Server
from mailclient.mail.certificate import Certificate
from mailclient.mail.problem import ProblemKind
from mailclient.mail.rights import Rights
from mailclient.mail.server_report import AccountReport, Protocol, Quota, ServerReport, Use
from mailclient.transport.connect import dial
from tests.engine.running import RunningEngine
from tests.servers.cyrus import Cyrus
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.postfix import MESSAGE_SIZE_LIMIT, Postfix


def use(report: ServerReport) -> dict[str, Use]:
    return {one.name: one.use for one in report.capabilities}


def words(report: ServerReport) -> str:
    account = AccountReport(smtp=report) if report.protocol is Protocol.SMTP else AccountReport(report)
    return "\n".join(line for section in report_text(account) for line in section.lines)


def always(secret: Secret) -> SecretOf:
    async def secret_of(_server: Server, _purpose: Purpose) -> Secret | None:
        return secret

    return secret_of


async def test_dovecot_with_all_its_plugins(rich_dovecot: Dovecot) -> None:
    user = rich_dovecot.add_user()
    report = await report_imap(dial, rich_dovecot.imap(user), user.secret)
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
    report = await report_imap(dial, cyrus.imap(user, Security.NONE), user.secret)
    assert report.software.startswith("Cyrus IMAPD 3.")
    assert (report.tls_version, report.tls_cipher) == ("", "")
    assert "anyone on the way can read along" in words(report)
    assert use(report)["OBJECTID"] is Use.USED


async def test_every_known_capability_is_described(rich_dovecot: Dovecot, cyrus: Cyrus) -> None:
    for server in (rich_dovecot, cyrus):
        user = server.add_user()
        report = await report_imap(dial, server.imap(user), user.secret)
        bare = [name for name, what in use(report).items() if what is not Use.UNKNOWN and not capability_sentence(name)]
        assert bare == []


async def test_postfix(postfix: Postfix, dovecot: Dovecot) -> None:
    user = dovecot.add_user()
    report = await report_smtp(dial, postfix.smtp(user), user.secret)
    assert (report.protocol, report.size_limit) == (Protocol.SMTP, MESSAGE_SIZE_LIMIT)
    assert report.mechanism
    assert report.tls_version == "TLSv1.3"
    assert 0 < report.latency_seconds < report.login_seconds
    assert use(report)["PIPELINING"] is Use.USED
    assert use(report)["VRFY"] is Use.SPARE
    bare = [one.name for one in report.capabilities if not capability_sentence(one.name, Protocol.SMTP)]
    assert bare == []
    text = words(report)
    assert "PIPELINING: sender and recipients go all at once" in text
    assert "The largest message it takes has 2 MB." in text
    assert "compressed" not in text


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_pop3(dovecot: Dovecot, security: Security) -> None:
    user = dovecot.add_user()
    report = await report_pop3(dial, dovecot.pop3(user, security), user.secret)
    assert (report.protocol, report.tls_version) == (Protocol.POP3, "TLSv1.3")
    assert report.mechanism.startswith("SCRAM")
    assert report.certificate is not None
    assert report.certificate.names[0] == "localhost"
    assert 0 < report.latency_seconds < report.login_seconds
    assert report.login_round_trips > 1
    assert use(report)["UIDL"] is Use.USED
    bare = [one.name for one in report.capabilities if not capability_sentence(one.name, Protocol.POP3)]
    assert bare == []
    assert "UIDL: messages are recognised, so that each is downloaded once" in words(report)
    assert "Its certificate was issued by Test authority and ends on " in words(report)


async def test_a_pop3_account_and_one_without_a_server(
    dovecot: Dovecot, settings: AccountSettings, mail_user: MailUser
) -> None:
    pop3 = replace(settings, kind=AccountKind.POP3, incoming=dovecot.pop3(mail_user))
    report = await report_account(dial, pop3, always(mail_user.secret))
    assert report.incoming is not None
    assert (report.incoming.protocol, report.incoming.problem) == (Protocol.POP3, None)
    assert "Incoming mail (POP3)" in [section.title for section in report_text(report)]
    local = await report_account(dial, replace(settings, kind=AccountKind.LOCAL), always(mail_user.secret))
    assert local == AccountReport()


async def test_a_submission_server_without_a_login(postfix: Postfix, dovecot: Dovecot) -> None:
    report = await report_smtp(dial, replace(postfix.smtp(dovecot.add_user()), user=""), None)
    assert report.mechanism == ""
    assert "It takes mail without a login." in words(report)


async def test_over_the_bridge_without_a_secret(
    engine: RunningEngine, settings: AccountSettings, mail_user: MailUser, postfix: Postfix
) -> None:
    account_id = await engine.add(replace(settings, smtp=postfix.smtp(mail_user)), mail_user.secret)
    answer = await engine.request(ReportServer(request_id="", account_id=account_id))
    assert isinstance(answer, Finished)
    assert answer.report is not None
    assert answer.report.works
    assert answer.report.incoming is not None
    assert answer.report.incoming.mechanism == "SCRAM-SHA-256"
    assert answer.report.smtp is not None
    shown = f"{answer.report} {words(answer.report.incoming)} {words(answer.report.smtp)}"
    assert mail_user.password not in shown
    assert mail_user.name not in shown


async def test_settings_that_are_not_stored(
    engine: RunningEngine, settings: AccountSettings, mail_user: MailUser, postfix: Postfix
) -> None:
    wanted = replace(settings, smtp=postfix.smtp(mail_user))
    check = CheckSettings(request_id="", settings=wanted, password=mail_user.password)
    answer = await engine.request(check)
    assert isinstance(answer, Finished)
    assert answer.report is not None
    assert answer.report.works, "one password is enough when it is the same for both"
    assert engine.reader.accounts() == []
    assert mail_user.password not in repr(check)


async def test_kept_passwords_serve_an_edited_account(
    engine: RunningEngine, settings: AccountSettings, mail_user: MailUser, postfix: Postfix
) -> None:
    wanted = replace(settings, smtp=postfix.smtp(mail_user))
    account_id = await engine.add(wanted, mail_user.secret)
    edited = replace(wanted, name="Alice B. Example")
    answer = await engine.request(CheckSettings(request_id="", settings=edited, account_id=account_id))
    assert isinstance(answer, Finished)
    assert answer.report is not None
    assert answer.report.works


async def test_a_kept_password_is_not_taken_for_a_grant(
    engine: RunningEngine,
    settings: AccountSettings,
    mail_user: MailUser,
    postfix: Postfix,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A keyring is asked for grants by name, and what it is asked can be seen on the desktop's bus."""
    wanted = replace(settings, smtp=postfix.smtp(mail_user))
    account_id = await engine.add(wanted, mail_user.secret)
    asked: list[str] = []
    entries = engine.credentials.entries
    read = entries.read

    async def noted(name: str) -> Secret | None:
        asked.append(name)
        return await read(name)

    monkeypatch.setattr(entries, "read", noted)
    edited = replace(wanted, incoming=replace(wanted.incoming, login=LoginKind.OAUTH))
    answer = await engine.request(CheckSettings(request_id="", settings=edited, account_id=account_id))
    assert isinstance(answer, Finished)
    assert answer.report is not None
    assert answer.report.incoming is not None
    assert answer.report.incoming.problem is not None
    assert not [name for name in asked if mail_user.password in name]


async def test_what_works_and_what_does_not_are_told_apart(settings: AccountSettings, mail_user: MailUser) -> None:
    report = await report_account(dial, settings, always(mail_user.secret))
    assert report.incoming is not None
    assert report.incoming.problem is None
    assert report.smtp is not None
    assert report.smtp.problem is not None
    assert report.smtp.problem.kind is ProblemKind.CONNECTION_REFUSED
    assert not report.works
    assert verdict(report) == "Mail can be received, but not sent."
    told = words(report.smtp)
    assert "localhost:1 refused the connection." in told


async def test_a_wrong_password_is_told(dovecot: Dovecot, settings: AccountSettings) -> None:
    user = dovecot.add_user()
    nobody = replace(settings, incoming=replace(dovecot.imap(user), user="nobody"))
    report = await report_account(dial, nobody, always(user.secret))
    assert report.incoming is not None
    assert report.incoming.problem is not None
    assert report.incoming.problem.kind is ProblemKind.WRONG_PASSWORD
    assert verdict(report) == "Mail can be neither received nor sent."


def test_a_mailbox_that_is_nearly_full_is_told() -> None:
    full = ServerReport("imap.test:993", quotas=(Quota("STORAGE", 95, 100),))
    assert verdict(AccountReport(full)) == "It works, but the mailbox is nearly full."
    assert "Delete what you no longer need" in words(full)


def test_when_a_certificate_ends() -> None:
    certificate = Certificate("00" * 32, issuer="Some authority", not_after=1_800_000_000)
    report = ServerReport("imap.test:993", tls_version="TLSv1.3", tls_cipher="X", certificate=certificate)
    assert "Its certificate was issued by Some authority and ends on 2027-01-15." in words(report)
