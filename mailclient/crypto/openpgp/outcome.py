"""Whether what gpg said makes a message opened: everything must be there once, and nothing may contradict."""

from collections.abc import Callable

from mailclient.crypto.openpgp.algorithms import cipher
from mailclient.crypto.openpgp.checking import EncryptedTo
from mailclient.crypto.openpgp.failure import failure, locked_key
from mailclient.crypto.openpgp.gpg import Run
from mailclient.crypto.openpgp.signatures import read_signatures
from mailclient.crypto.openpgp.words import PgpDecrypted
from mailclient.mail.key import OpenPgpKey
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.protection import Integrity

_BAD_PASSPHRASE = 11
_KEY_ID = 16
_CONTRADICTING = ("DECRYPTION_FAILED", "BADMDC", "BADARMOR", "UNEXPECTED", "DECRYPTION_COMPLIANCE_FAILURE")


def refused(problem: Problem, outside: EncryptedTo) -> PgpDecrypted:
    """The answer where gpg was not asked, or not to the end."""
    integrity = Integrity.MISSING if problem.kind is ProblemKind.INTEGRITY_MISSING else Integrity.OK
    return PgpDecrypted(problem, recipients=outside.key_ids, integrity=integrity)


def decrypted(run: Run, outside: EncryptedTo, find_key: Callable[[str], OpenPgpKey | None]) -> PgpDecrypted:
    """The answer for one run of ``--decrypt``."""
    info = run.of("DECRYPTION_INFO")
    algorithm = cipher(info[0].number(1)) if info else ""
    problem, integrity = _problem(run, outside)
    if problem is not None and not info and outside.too_new:
        problem = Problem(ProblemKind.FORMAT_TOO_NEW, detail=problem.detail)
    if problem is not None:
        return PgpDecrypted(problem, recipients=outside.key_ids, integrity=integrity, algorithm=algorithm)
    return PgpDecrypted(None, read_signatures(run.status, find_key), _recipients(run, outside), integrity, algorithm)


def _recipients(run: Run, outside: EncryptedTo) -> tuple[str, ...]:
    """A hidden one is known where it was our key that opened the message."""
    used = run.of("DECRYPTION_KEY")
    if not used or used[0].word(0)[-_KEY_ID:] in outside.key_ids:
        return outside.key_ids
    return tuple(each or used[0].word(1) for each in outside.key_ids)


def unpacked(run: Run) -> Problem | None:
    """Why what a signed message holds may not be used, None if it may."""
    if run.too_large or run.too_slow:
        return failure(run)
    if len(run.of("PLAINTEXT")) != 1 or run.of(*_CONTRADICTING, "BEGIN_DECRYPTION"):
        return failure(run, otherwise=ProblemKind.MESSAGE_BROKEN)
    return None


def _problem(run: Run, outside: EncryptedTo) -> tuple[Problem | None, Integrity]:
    info = run.of("DECRYPTION_INFO")
    if info and not (outside.ocb or info[0].number(0) or info[0].number(2)):
        return Problem(ProblemKind.INTEGRITY_MISSING), Integrity.MISSING
    if run.too_large or run.too_slow:
        return failure(run), Integrity.OK
    if len(run.of("BEGIN_DECRYPTION")) > 1:
        return Problem(ProblemKind.TOO_DEEP, detail="encrypted within itself"), Integrity.OK
    if not run.has("DECRYPTION_OKAY"):
        if info or run.has("BADMDC"):
            if _is_wrong_passphrase(run):
                return Problem(ProblemKind.PASSPHRASE_WRONG), Integrity.OK
            return Problem(ProblemKind.MESSAGE_BROKEN, detail="cut off or changed"), Integrity.FAILED
        kind = ProblemKind.KEY_MISSING if run.has("NO_SECKEY") else ProblemKind.MESSAGE_BROKEN
        return failure(run, locked_key(run), kind), Integrity.OK
    once = all(
        len(run.of(keyword)) == 1
        for keyword in ("BEGIN_DECRYPTION", "DECRYPTION_INFO", "PLAINTEXT", "DECRYPTION_OKAY", "END_DECRYPTION")
    )
    proven = run.has("GOODMDC") or (bool(info) and info[0].number(2) != 0)
    if not once or not proven or run.of(*_CONTRADICTING):
        return failure(run, otherwise=ProblemKind.MESSAGE_BROKEN), Integrity.FAILED
    return None, Integrity.OK


def _is_wrong_passphrase(run: Run) -> bool:
    """Of a message that is locked by a passphrase alone: gpg notices only by what comes out."""
    return any(
        status.word(0).startswith("symkey_decrypt") and status.number(1) & 0xFFFF == _BAD_PASSPHRASE
        for status in run.of("ERROR")
    )
