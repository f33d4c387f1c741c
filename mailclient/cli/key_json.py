"""Keys and certificates as JSON; documented in ``docs/command-line.md``. Fields are added, never changed."""

from datetime import UTC, datetime
from typing import Any

from mailclient.mail.key import KeyImport, MailCertificate, OpenPgpKey, ProtectionPlan


def iso_time(seconds: float) -> str:
    """In UTC; the last moment there is for one that is later."""
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (OverflowError, ValueError, OSError):
        return datetime.max.replace(tzinfo=UTC).isoformat()


def key_json(key: OpenPgpKey) -> dict[str, Any]:
    """An OpenPGP key."""
    return {
        "fingerprint": key.fingerprint, "people": [{"name": one.name, "address": one.address} for one in key.people],
        "algorithm": key.algorithm, "created": iso_time(key.created),
        "expires": None if key.expires is None else iso_time(key.expires), "revoked": key.revoked,
        "can_sign": key.can_sign, "can_encrypt": key.can_encrypt, "weak": key.weak, "secret": key.secret,
        "on_card": key.on_card, "acceptance": str(key.acceptance), "source": str(key.source),
    }  # fmt: skip


def certificate_json(one: MailCertificate) -> dict[str, Any]:
    """A certificate."""
    return {
        "fingerprint": one.fingerprint, "subject": one.subject, "issuer": one.issuer, "serial": one.serial,
        "addresses": list(one.addresses), "algorithm": one.algorithm, "not_before": iso_time(one.not_before),
        "not_after": iso_time(one.not_after), "can_sign": one.can_sign, "can_encrypt": one.can_encrypt,
        "authority": one.authority, "trusted": one.trusted, "secret": one.secret, "acceptance": str(one.acceptance),
        "source": str(one.source), "problem": one.problem,
    }  # fmt: skip


def import_json(file: str, imported: KeyImport) -> dict[str, Any]:
    """What came of one file."""
    said: dict[str, Any] = {"file": file}
    if imported.keys:
        said["keys"] = [key_json(key) for key in imported.keys]
    if imported.certificates:
        said["certificates"] = [certificate_json(one) for one in imported.certificates]
    return said | {
        "new": list(imported.new), "changed": list(imported.changed), "secret": list(imported.secret),
        "roots": list(imported.roots), "unreadable": imported.unreadable,
    }  # fmt: skip


def plan_json(plan: ProtectionPlan) -> dict[str, Any]:
    """How it stands with recipients."""
    return {
        "recipients": [
            {
                "address": one.address, "openpgp": str(one.openpgp), "smime": str(one.smime),
                "openpgp_key": one.openpgp_key or None, "smime_certificate": one.smime_certificate or None,
                "changed": one.changed, "unchecked": one.unchecked,
            }
            for one in plan.recipients
        ],
        "systems": [str(system) for system in plan.systems], "split": plan.split, "missing": list(plan.missing),
        "can_sign": [str(system) for system in plan.can_sign], "by_default": plan.by_default,
    }  # fmt: skip
