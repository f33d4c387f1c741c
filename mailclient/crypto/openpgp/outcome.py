"""Whether what gpg said makes a message opened: everything must be there once, and nothing may contradict."""

from collections.abc import Callable

from mailclient.crypto.openpgp.algorithms import cipher
from mailclient.crypto.openpgp.failure import failure
from mailclient.crypto.openpgp.gpg import Run
from mailclient.crypto.openpgp.signatures import read_signatures
from mailclient.crypto.openpgp.words import PgpDecrypted
from mailclient.mail.key import OpenPgpKey
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.protection import Integrity

_CONTRADICTING = ("DECRYPTION_FAILED", "BADMDC", "BADARMOR", "UNEXPECTED", "DECRYPTION_COMPLIANCE_FAILURE")


def decrypted(run: Run, find_key: Callable[[str], OpenPgpKey | None]) -> PgpDecrypted:
    """The answer for one run of ``--decrypt``."""
    info = run.of("DECRYPTION_INFO")
    recipients = tuple(_recipient(status.word(0)) for status in run.of("ENC_TO"))
    algorithm = cipher(info[0].number(1)) if info else ""
    problem, integrity = _problem(run)
    if problem is not None:
        return PgpDecrypted(problem, recipients=recipients, integrity=integrity, algorithm=algorithm)
    return PgpDecrypted(None, read_signatures(run.status, find_key), recipients, integrity, algorithm)


def _recipient(key_id: str) -> str:
    return "" if not key_id.strip("0") else key_id


def _problem(run: Run) -> tuple[Problem | None, Integrity]:
    info = run.of("DECRYPTION_INFO")
    authenticated = bool(info) and (info[0].number(0) != 0 or info[0].number(2) != 0)
    if info and not authenticated:
        return Problem(ProblemKind.INTEGRITY_MISSING), Integrity.MISSING
    if run.too_large or run.too_slow:
        return failure(run), Integrity.OK
    if not run.has("DECRYPTION_OKAY"):
        if info or run.has("BADMDC"):
            return failure(run, otherwise=ProblemKind.MESSAGE_BROKEN), Integrity.FAILED
        kind = ProblemKind.KEY_MISSING if run.has("NO_SECKEY") else ProblemKind.MESSAGE_BROKEN
        return failure(run, otherwise=kind), Integrity.OK
    once = all(
        len(run.of(keyword)) == 1
        for keyword in ("BEGIN_DECRYPTION", "DECRYPTION_INFO", "PLAINTEXT", "DECRYPTION_OKAY", "END_DECRYPTION")
    )
    proven = run.has("GOODMDC") or (bool(info) and info[0].number(2) != 0)
    if not once or not proven or run.of(*_CONTRADICTING):
        return failure(run, otherwise=ProblemKind.MESSAGE_BROKEN), Integrity.FAILED
    return None, Integrity.OK
