"""The test of an account as JSON; its fields are in docs/command-line.md."""

from mailclient.language.capability_words import capability_sentence
from mailclient.language.problems import problem_text
from mailclient.language.server_report import report_text
from mailclient.mail.certificate import Certificate
from mailclient.mail.problem import Problem
from mailclient.mail.rights import Rights
from mailclient.mail.server_report import AccountReport, ServerReport


def report_json(email: str, report: AccountReport) -> dict[str, object]:
    """``text`` is the whole of it in words."""
    return {
        "account": email,
        "works": report.works,
        "incoming": None if report.incoming is None else _server(report.incoming),
        "smtp": None if report.smtp is None else _server(report.smtp),
        "text": [f"{section.title}: {line}" for section in report_text(report) for line in section.lines],
    }


def _server(report: ServerReport) -> dict[str, object]:
    return {
        "server": report.server,
        "protocol": report.protocol.value,
        "problem": None if report.problem is None else problem_json(report.problem),
        "software": report.software,
        "mechanism": report.mechanism,
        "tls": {"version": report.tls_version, "cipher": report.tls_cipher} if report.tls_version else None,
        "certificate": None if report.certificate is None else _certificate(report.certificate),
        "compressed": report.compressed,
        "utf8": report.utf8,
        "login": {
            "round_trips": report.login_round_trips,
            "seconds": round(report.login_seconds, 3),
            "latency_seconds": round(report.latency_seconds, 4),
        },
        "size_limit": report.size_limit,
        "quotas": [{"name": quota.name, "used": quota.used, "limit": quota.limit} for quota in report.quotas],
        "inbox_rights": None if report.inbox_rights is None else _rights(report.inbox_rights),
        "namespace": {"prefix": report.personal_prefix, "delimiter": report.delimiter},
        "enabled": list(report.enabled),
        "capabilities": [
            {"name": one.name, "use": one.use.value, "gives": capability_sentence(one.name, report.protocol)}
            for one in report.capabilities
        ],
    }


def _certificate(certificate: Certificate) -> dict[str, object]:
    return {
        "fingerprint": certificate.fingerprint,
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "names": list(certificate.names),
        "not_before": certificate.not_before,
        "not_after": certificate.not_after,
    }


def problem_json(problem: Problem) -> dict[str, str]:
    """Its kind, its words, and the technical line."""
    words = problem_text(problem)
    return {"kind": problem.kind.value, "text": str(words), "detail": words.detail}


def _rights(rights: Rights) -> list[str]:
    return [right.name.lower() for right in Rights if right.name and right in rights and _single(right)]


def _single(right: Rights) -> bool:
    return right.value.bit_count() == 1
