"""The test of an account in words: whether it works, how we are connected, what the servers can do."""

from dataclasses import dataclass
from datetime import UTC, datetime

from mailclient.language.capability_words import capability_sentence
from mailclient.language.catalogue import tr, tr_n
from mailclient.language.problems import problem_text
from mailclient.language.size import size_text
from mailclient.mail.rights import Rights
from mailclient.mail.server_report import AccountReport, Protocol, Quota, ServerReport, Use

_NEARLY = 0.9
"""The share of a quota from which on it is time to make room."""


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A heading and its sentences."""

    title: str
    lines: tuple[str, ...]


def report_text(report: AccountReport) -> list[ReportSection]:
    """The report in the active language; sections without a line are left out."""
    sections = [ReportSection(tr("Result"), (verdict(report),))]
    if report.incoming is not None:
        title = tr("Incoming mail ({protocol})", protocol=report.incoming.protocol.upper())
        sections.append(ReportSection(title, tuple(_connection(report.incoming))))
    if report.smtp is not None:
        title = tr("Outgoing mail ({protocol})", protocol=report.smtp.protocol.upper())
        sections.append(ReportSection(title, tuple(_connection(report.smtp))))
    for server in (report.incoming, report.smtp):
        sections += [] if server is None else _capabilities(server)
    return [section for section in sections if section.lines]


def verdict(report: AccountReport) -> str:
    """Whether mail can be received and sent, in one sentence."""
    incoming, smtp = report.incoming, report.smtp
    receives = incoming is None or incoming.problem is None
    sends = smtp is None or smtp.problem is None
    if not receives and not sends:
        return tr("Mail can be neither received nor sent.")
    if not receives:
        return tr("Mail can be sent, but not received.")
    if not sends:
        return tr("Mail can be received, but not sent.")
    nearly_full = any(_nearly_full(quota) for quota in incoming.quotas) if incoming else False
    return tr("It works, but the mailbox is nearly full.") if nearly_full else tr("Everything works.")


def _capabilities(report: ServerReport) -> list[ReportSection]:
    protocol = report.protocol.upper()
    return [
        ReportSection(tr("{protocol}: used on this server", protocol=protocol), _sentences(report, Use.USED)),
        ReportSection(tr("{protocol}: offered, not needed", protocol=protocol), _sentences(report, Use.SPARE)),
        ReportSection(
            tr("{protocol}: offered, not known to this program", protocol=protocol),
            tuple(one.name for one in report.capabilities if one.use is Use.UNKNOWN),
        ),
    ]


def _sentences(report: ServerReport, use: Use) -> tuple[str, ...]:
    lines = []
    for one in report.capabilities:
        if one.use is use:
            sentence = capability_sentence(one.name, report.protocol)
            lines.append(f"{one.name}: {sentence}" if sentence else one.name)
    return tuple(lines)


def _connection(report: ServerReport) -> list[str]:
    lines = [tr("The server is {server}.", server=report.server)]
    if report.problem is not None:
        words = problem_text(report.problem)
        return [*lines, *(line for line in (words.sentence, words.next_step, words.detail) if line)]
    if report.software:
        lines.append(tr("It calls itself “{software}”.", software=report.software))
    lines += _protection(report)
    lines.append(_login(report.mechanism) if report.mechanism else tr("It takes mail without a login."))
    if report.protocol is Protocol.IMAP:
        lines.append(tr("What is sent is compressed.") if report.compressed else tr("What is sent is not compressed."))
    lines.append(
        tr_n(
            "The login took {count} round trip and {seconds} s; one answer takes {latency} ms.",
            "The login took {count} round trips and {seconds} s; one answer takes {latency} ms.",
            report.login_round_trips,
            seconds=f"{report.login_seconds:.2f}",
            latency=round(report.latency_seconds * 1000),
        )
    )
    return lines + _limits(report)


def _protection(report: ServerReport) -> list[str]:
    if not report.tls_version:
        return [tr("The connection is not protected: anyone on the way can read along.")]
    lines = [
        tr(
            "The connection is protected by {version} with {cipher}.",
            version=report.tls_version.replace("TLSv", "TLS "),
            cipher=report.tls_cipher,
        )
    ]
    certificate = report.certificate
    if certificate is not None and certificate.not_after:
        ends = datetime.fromtimestamp(certificate.not_after, UTC).date().isoformat()
        lines.append(
            tr("Its certificate was issued by {issuer} and ends on {date}.", issuer=certificate.issuer, date=ends)
        )
    return lines


def _login(mechanism: str) -> str:
    if mechanism.startswith("SCRAM") and mechanism.endswith("-PLUS"):
        return tr(
            "{mechanism}: the password is not sent, and the login is tied to this connection.", mechanism=mechanism
        )
    if mechanism.startswith("SCRAM"):
        return tr("{mechanism}: the password is not sent, and the server proved that it knows it.", mechanism=mechanism)
    match mechanism:
        case "OAUTHBEARER" | "XOAUTH2":
            return tr("{mechanism}: a token stands for the password.", mechanism=mechanism)
        case "CRAM-MD5":
            return tr("{mechanism}: the password is not sent, but the method is old and weak.", mechanism=mechanism)
        case "EXTERNAL" | "PREAUTH":
            return tr("{mechanism}: the connection itself says who you are.", mechanism=mechanism)
    return tr("{mechanism}: the password is sent as it is.", mechanism=mechanism)


def _limits(report: ServerReport) -> list[str]:
    lines = []
    if report.size_limit:
        lines.append(tr("The largest message it takes has {size}.", size=size_text(report.size_limit)))
    lines += [_quota(quota) for quota in report.quotas]
    if report.inbox_rights is not None:
        lines.append(_rights(report.inbox_rights))
    return lines


def _quota(quota: Quota) -> str:
    words = _fullness(quota)
    if not _nearly_full(quota):
        return words
    return " ".join((words, tr("Delete what you no longer need, or new mail will be refused.")))


def _nearly_full(quota: Quota) -> bool:
    return quota.limit > 0 and quota.used >= quota.limit * _NEARLY


def _fullness(quota: Quota) -> str:
    match quota.name.upper():
        case "STORAGE":
            return tr("{used} of {limit} are used.", used=size_text(quota.used), limit=size_text(quota.limit))
        case "MESSAGE":
            return tr("{used} of {limit} messages are used.", used=quota.used, limit=quota.limit)
        case "MAILBOX":
            return tr("{used} of {limit} folders are used.", used=quota.used, limit=quota.limit)
    return tr("{name}: {used} of {limit} are used.", name=quota.name, used=quota.used, limit=quota.limit)


def _rights(rights: Rights) -> str:
    if Rights.READ not in rights:
        return tr("You may not read the inbox.")
    if Rights.TAKE_AWAY in rights and Rights.INSERT in rights and Rights.WRITE in rights:
        return tr("You may read and change everything in the inbox.")
    if rights & Rights.TAKE_AWAY:
        return tr("You may read the inbox and delete from it; some changes are not allowed.")
    return tr("You may read the inbox, but not delete from it.")
