"""The server report as JSON; its fields are in docs/command-line.md."""

from mailclient.language.server_report import capability_sentence, report_text
from mailclient.mail.account import Account
from mailclient.mail.rights import Rights
from mailclient.mail.server_report import ServerReport


def report_json(account: Account, report: ServerReport) -> dict[str, object]:
    """``text`` is the whole of it in words."""
    return {
        "account": account.settings.email,
        "server": report.server,
        "software": report.software,
        "mechanism": report.mechanism,
        "tls": {"version": report.tls_version, "cipher": report.tls_cipher} if report.tls_version else None,
        "compressed": report.compressed,
        "utf8": report.utf8,
        "login": {
            "round_trips": report.login_round_trips,
            "seconds": round(report.login_seconds, 3),
            "latency_seconds": round(report.latency_seconds, 4),
        },
        "append_limit": report.append_limit,
        "quotas": [{"name": quota.name, "used": quota.used, "limit": quota.limit} for quota in report.quotas],
        "inbox_rights": None if report.inbox_rights is None else _rights(report.inbox_rights),
        "namespace": {"prefix": report.personal_prefix, "delimiter": report.delimiter},
        "enabled": list(report.enabled),
        "capabilities": [
            {"name": one.name, "use": one.use.value, "gives": capability_sentence(one.name)}
            for one in report.capabilities
        ],
        "text": [f"{section.title}: {line}" for section in report_text(report) for line in section.lines],
    }


def _rights(rights: Rights) -> list[str]:
    return [right.name.lower() for right in Rights if right.name and right in rights and _single(right)]


def _single(right: Rights) -> bool:
    return right.value.bit_count() == 1
