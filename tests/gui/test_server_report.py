"""What a server can do, shown in sentences."""

from PySide6.QtWidgets import QApplication, QLabel

from mailclient.bridge import commands, events
from mailclient.gui.accounts.server_report_dialog import ServerReportDialog
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.server_report import AccountReport, Capability, Quota, ServerReport, Use
from tests.gui.desk import Desk

SERVER = ServerReport(
    server="imap.example.org:993",
    software="Dovecot",
    mechanism="SCRAM-SHA-256",
    tls_version="TLSv1.3",
    tls_cipher="TLS_AES_256_GCM_SHA384",
    compressed=False,
    utf8=False,
    login_round_trips=2,
    login_seconds=0.12,
    latency_seconds=0.02,
    capabilities=(Capability("QRESYNC", Use.USED), Capability("X<i>ODD", Use.UNKNOWN)),
    quotas=(Quota("STORAGE", 3_200_000_000, 5_000_000_000),),
)

REPORT = AccountReport(SERVER)


def opened(desk: Desk) -> tuple[ServerReportDialog, str]:
    account = desk.window.reader.accounts()[0]
    command = commands.ReportServer("test", account.id)
    dialog = ServerReportDialog(desk.link, account.settings.email, command, desk.window)
    dialog.open()
    (asked,) = desk.sent(commands.ReportServer)
    assert asked.account_id == account.id
    return dialog, asked.request_id


def words(dialog: ServerReportDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def test_the_report_is_asked_for_shown_and_copied(desk: Desk) -> None:
    dialog, request_id = opened(desk)
    assert not dialog.copy.isEnabled()
    desk.link.deliver(events.Finished(request_id, report=REPORT))
    shown = words(dialog)
    assert "3.2 GB of 5 GB" in shown
    assert ">QRESYNC</span>" in shown
    assert "X&lt;i&gt;ODD" in shown, "what a server says is no markup"
    dialog.copy.click()
    assert "SCRAM-SHA-256" in QApplication.clipboard().text()
    assert "X<i>ODD" in dialog.text


def test_a_server_that_cannot_be_asked_is_said_in_words(desk: Desk) -> None:
    dialog, request_id = opened(desk)
    desk.link.deliver(events.Failed(request_id, Problem(ProblemKind.NETWORK_UNREACHABLE, "imap.example.org")))
    assert "imap.example.org" in words(dialog)


def test_an_answer_after_the_dialog_is_closed_goes_nowhere(desk: Desk) -> None:
    dialog, request_id = opened(desk)
    dialog.reject()
    desk.link.deliver(events.Finished(request_id, report=REPORT))
    assert dialog.text == ""
