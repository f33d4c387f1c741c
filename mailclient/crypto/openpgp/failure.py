"""What gpg said of failures, as problems (codes: err-codes.h of libgpg-error; doc/DETAILS of GnuPG)."""

from collections.abc import Callable

from mailclient.crypto.openpgp.gpg import Run
from mailclient.crypto.openpgp.status import Status
from mailclient.mail.key import OpenPgpKey
from mailclient.mail.problem import Problem, ProblemKind

_CODE = 0xFFFF
"""The low half of a code; the high half says which program it comes from."""
_SYSTEM_ERROR = 0x8000
_ENDS = {
    ProblemKind.PASSPHRASE_WRONG: (11, 31, 87),
    ProblemKind.PASSPHRASE_NEEDED: (85, 86, 177, 178),
    ProblemKind.PASSPHRASE_CANCELLED: (62, 99, 198),
    ProblemKind.CARD_MISSING: (91, 108, 109, 110, 111, 112, 119, 120),
    ProblemKind.CARD_LOCKED: (130,),
    ProblemKind.KEY_MISSING: (9, 17),
    ProblemKind.KEY_EXPIRED: (153, 217),
    ProblemKind.KEY_REVOKED: (94,),
    ProblemKind.KEY_UNUSABLE: (6, 7, 53, 54, 125, 195, 196),
    ProblemKind.FORMAT_TOO_NEW: (4, 5, 12, 84, 149),
}
_KINDS = {code: kind for kind, codes in _ENDS.items() for code in codes}
_INVALID_RECIPIENT = {
    1: ProblemKind.KEY_MISSING,
    3: ProblemKind.KEY_UNUSABLE,
    4: ProblemKind.KEY_REVOKED,
    5: ProblemKind.KEY_EXPIRED,
    9: ProblemKind.KEY_MISSING,
}
_NO_CARD = (1, 4, 5, 6, 7)
"""CARDCTRL: put in the card, or another one."""


def failure(run: Run, subject: str = "", otherwise: ProblemKind = ProblemKind.GNUPG_FAILED) -> Problem:
    """Why a run failed; ``otherwise``: the kind where gpg gave no reason of ours."""
    if run.too_slow:
        return Problem(ProblemKind.TIMED_OUT, "GnuPG")
    if run.too_large:
        return Problem(ProblemKind.OPENED_TOO_LARGE, subject)
    asked = run.has("PINENTRY_LAUNCHED")
    kinds = [kind for kind in (_kind(status, asked=asked) for status in run.status) if kind is not None]
    return Problem(kinds[0] if kinds else otherwise, subject, _detail(run))


def locked_key(run: Run) -> str:
    """The primary fingerprint of the key whose passphrase is the matter, "" if none is or it is no key."""
    considered = ""
    for status in run.status:
        if status.keyword == "KEY_CONSIDERED":
            considered = status.word(0)
        elif status.keyword == "ERROR" and status.word(0) == "pkdecrypt_failed":
            return considered
    return ""


def unusable(run: Run, subject: str, find_key: Callable[[str], OpenPgpKey | None]) -> Problem:
    """Why keys could not be signed with or encrypted to. The subject is the one that gpg names."""
    invalid = run.of("INV_SGNR", "INV_RECP")
    if not invalid:
        return failure(run, subject)
    named = invalid[0].word(1) or subject
    kind = _INVALID_RECIPIENT.get(invalid[0].number(0))
    if kind is None:  # gpg 2.2 gives no reason
        key = find_key(named)
        expired = ProblemKind.KEY_EXPIRED if run.has("KEYEXPIRED") else ProblemKind.KEY_UNUSABLE
        kind = ProblemKind.KEY_MISSING if key is None else ProblemKind.KEY_REVOKED if key.revoked else expired
    return Problem(kind, named, _detail(run))


def _kind(status: Status, *, asked: bool) -> ProblemKind | None:
    match status.keyword:
        case "ERROR" | "FAILURE":
            code = status.number(1) & _CODE
            if code & _SYSTEM_ERROR and (asked or status.word(0) == "get_passphrase"):
                return ProblemKind.PASSPHRASE_NEEDED  # the agent's own window had neither display nor terminal
            return _KINDS.get(code)
        case "BAD_PASSPHRASE":
            return ProblemKind.PASSPHRASE_WRONG
        case "MISSING_PASSPHRASE":
            return ProblemKind.PASSPHRASE_NEEDED
        case "CARDCTRL" if status.number(0) in _NO_CARD:
            return ProblemKind.CARD_MISSING
    return None


def _detail(run: Run) -> str:
    """The words of gpg that say why, for the details."""
    said = [
        f"{status.keyword} {' '.join(status.words)}".strip()
        for status in run.of("ERROR", "FAILURE", "NODATA", "INV_RECP", "INV_SGNR", "BADMDC", "NO_SECKEY", "CARDCTRL")
    ]
    return f"gpg {run.code}: {'; '.join(said[:5])}"
