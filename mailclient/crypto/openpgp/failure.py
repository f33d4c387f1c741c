"""What gpg said of failures, as problems (codes: err-codes.h of libgpg-error; doc/DETAILS of GnuPG)."""

from mailclient.crypto.openpgp.gpg import Run
from mailclient.crypto.openpgp.status import Status
from mailclient.mail.problem import Problem, ProblemKind

_CODE = 0xFFFF
"""The low half of a code; the high half says which program it comes from."""
_KINDS = {
    9: ProblemKind.KEY_MISSING,
    11: ProblemKind.PASSPHRASE_WRONG,
    17: ProblemKind.KEY_MISSING,
    53: ProblemKind.KEY_UNUSABLE,
    54: ProblemKind.KEY_UNUSABLE,
    62: ProblemKind.PASSPHRASE_CANCELLED,
    85: ProblemKind.PASSPHRASE_NEEDED,
    86: ProblemKind.PASSPHRASE_NEEDED,
    87: ProblemKind.PASSPHRASE_WRONG,
    94: ProblemKind.KEY_REVOKED,
    99: ProblemKind.PASSPHRASE_CANCELLED,
    108: ProblemKind.CARD_MISSING,
    110: ProblemKind.CARD_MISSING,
    112: ProblemKind.CARD_MISSING,
    119: ProblemKind.CARD_MISSING,
    125: ProblemKind.KEY_UNUSABLE,
    127: ProblemKind.KEY_UNUSABLE,
    130: ProblemKind.CARD_LOCKED,
    153: ProblemKind.KEY_EXPIRED,
    177: ProblemKind.PASSPHRASE_NEEDED,
    198: ProblemKind.PASSPHRASE_CANCELLED,
}
_SYSTEM_ERROR = 0x8000
_INVALID_RECIPIENT = {
    1: ProblemKind.KEY_MISSING,
    3: ProblemKind.KEY_UNUSABLE,
    4: ProblemKind.KEY_REVOKED,
    5: ProblemKind.KEY_EXPIRED,
    9: ProblemKind.KEY_MISSING,
}


def failure(run: Run, subject: str = "", otherwise: ProblemKind = ProblemKind.GNUPG_FAILED) -> Problem:
    """Why a run failed; ``otherwise``: the kind where gpg gave no reason of ours."""
    if run.too_slow:
        return Problem(ProblemKind.TIMED_OUT, "GnuPG")
    if run.too_large:
        return Problem(ProblemKind.OPENED_TOO_LARGE, subject)
    detail = _detail(run)
    for status in run.status:
        kind = _kind(status)
        if kind is not None:
            return Problem(kind, subject, detail)
    return Problem(otherwise, subject, detail)


def _kind(status: Status) -> ProblemKind | None:
    match status.keyword:
        case "ERROR" | "FAILURE":
            return _of_code(status.number(1), status.word(0))
        case "INV_SGNR" | "INV_RECP":
            return _INVALID_RECIPIENT.get(status.number(0), ProblemKind.KEY_UNUSABLE)
        case "KEYEXPIRED":
            return ProblemKind.KEY_EXPIRED
        case "KEYREVOKED":
            return ProblemKind.KEY_REVOKED
        case "BAD_PASSPHRASE":
            return ProblemKind.PASSPHRASE_WRONG
        case "MISSING_PASSPHRASE":
            return ProblemKind.PASSPHRASE_NEEDED
        case "CARDCTRL":
            return ProblemKind.CARD_MISSING if status.number(0) in (1, 4, 5, 6, 7) else None
    return None


def _of_code(number: int, where: str) -> ProblemKind | None:
    code = number & _CODE
    if code & _SYSTEM_ERROR and where in ("pkdecrypt_failed", "sign", "genkey"):
        return ProblemKind.PASSPHRASE_NEEDED  # the agent's own window could not be opened: no display, no terminal
    return _KINDS.get(code)


def _detail(run: Run) -> str:
    """The words of gpg that say why, for the details."""
    said = [
        f"{status.keyword} {' '.join(status.words)}".strip()
        for status in run.of("ERROR", "FAILURE", "NODATA", "INV_RECP", "INV_SGNR", "BADMDC", "NO_SECKEY", "CARDCTRL")
    ]
    return f"gpg {run.code}: {'; '.join(said[:5])}"
