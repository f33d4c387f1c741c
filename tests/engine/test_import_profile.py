"""A Thunderbird profile taken over by the engine: its accounts ask for their password and work then."""

from pathlib import Path

from mailclient.bridge.commands import ImportProfile, LookAtProfile, SetPassword
from mailclient.bridge.events import Failed, Finished, PasswordNeeded
from mailclient.mail.account import AccountKind
from mailclient.mail.import_report import ImportReport, NoteKind
from mailclient.mail.problem import ProblemKind
from tests.engine.running import RunningEngine, message
from tests.engine.test_sync_changes import sync
from tests.servers.dovecot import Dovecot, MailUser
from tests.unit.engine.imports.profiles import account_prefs, profile_with, real_profile


async def imported(engine: RunningEngine, command: ImportProfile) -> ImportReport:
    answer = await engine.request(command)
    assert isinstance(answer, Finished), answer
    assert answer.import_report is not None
    return answer.import_report


async def test_looking_changes_nothing(engine: RunningEngine, tmp_path: Path) -> None:
    answer = await engine.request(LookAtProfile("", str(real_profile(tmp_path))))
    assert isinstance(answer, Finished)
    assert answer.import_report is not None
    assert [one.key for one in answer.import_report.accounts] == ["account1", "account2", "account3"]
    assert [one.needs_sign_in for one in answer.import_report.accounts] == [False, True, False]
    assert answer.import_report.addresses == 3
    assert engine.reader.accounts() == []
    assert engine.reader.addresses("person") == []


async def test_every_account_asks_for_its_password(engine: RunningEngine, tmp_path: Path) -> None:
    path = str(real_profile(tmp_path))
    report = await imported(engine, ImportProfile("", path, accounts=("account1", "account3")))
    work, pop = engine.reader.accounts()
    assert [one.email for one in report.accounts] == [work.settings.email, pop.settings.email]
    for account in (work, pop):
        asked = await engine.wait_for(PasswordNeeded, lambda one, id_=account.id: one.account_id == id_)  # type: ignore[misc]
        assert asked.problem.kind is ProblemKind.PASSWORD_MISSING
    assert len(engine.reader.filters(work.id)) == 7
    assert [one.address for one in engine.reader.addresses("김")] == ["person@example.com", "second@example.com"]
    assert report.notes[0].kind is NoteKind.PASSWORDS_STAY
    again = await imported(engine, ImportProfile("", path, accounts=("account1",), addresses=False))
    assert again.accounts == ()
    assert NoteKind.ACCOUNT_IS_HERE in {note.kind for note in again.notes}
    assert len(engine.reader.accounts()) == 2


async def test_with_its_password_it_works_filters_and_all(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, tmp_path: Path
) -> None:
    server = dovecot.imap(mail_user)
    text = account_prefs(
        identity__id1__useremail=f'"{mail_user.name}"',
        server__server1__hostname=f'"{server.host}"',
        server__server1__port=str(server.port),
        server__server1__userName=f'"{server.user}"',
        smtpserver__smtp1__authMethod="1",
    )
    profile = profile_with(tmp_path, text + 'user_pref("mail.server.server1.directory-rel", "[ProfD]ImapMail");\n')
    (profile / "ImapMail").mkdir()
    user = mail_user.name.replace("@", "%40")
    (profile / "ImapMail" / "msgFilterRules.dat").write_text(
        'version="9"\nname="lists"\nenabled="yes"\ntype="17"\naction="Move to folder"\n'
        f'actionValue="imap://{user}@{server.host}/Archive"\ncondition="AND (subject,contains,list)"\n',
        encoding="utf-8",
    )
    await imported(engine, ImportProfile("", str(profile)))
    (account,) = engine.reader.accounts()
    await engine.wait_for(PasswordNeeded)
    answer = await engine.request(SetPassword("", account.id, mail_user.secret.reveal()))
    assert isinstance(answer, Finished), answer
    await sync(engine)
    dovecot.deliver(mail_user, message("list of things"))
    await sync(engine)
    assert engine.subjects("Archive") == ["list of things"]


async def test_mail_that_came_to_local_folders_does_so_here(engine: RunningEngine, tmp_path: Path) -> None:
    text = account_prefs(
        accountmanager__accounts='"account1,account2"',
        account__account2__server='"server2"',
        server__server2__type='"none"',
        server__server1__type='"pop3"',
        server__server1__deferred_to_account='"account2"',
    )
    await imported(engine, ImportProfile("", str(profile_with(tmp_path, text))))
    by_kind = {account.settings.kind: account for account in engine.reader.accounts()}
    assert by_kind[AccountKind.POP3].settings.deliver_to == by_kind[AccountKind.LOCAL].id


async def test_no_profile(engine: RunningEngine, tmp_path: Path) -> None:
    answer = await engine.request(ImportProfile("", str(tmp_path / "none")))
    assert isinstance(answer, Failed)
    assert answer.problem.kind is ProblemKind.FILE_UNREADABLE
