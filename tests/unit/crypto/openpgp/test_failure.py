"""What gpg says of failures, smart cards among them, becomes clear words; what contradicts itself opens nothing."""

import pytest

from mailclient.crypto.openpgp.checking import EncryptedTo
from mailclient.crypto.openpgp.failure import failure, locked_key, unusable
from mailclient.crypto.openpgp.gpg import Run
from mailclient.crypto.openpgp.outcome import decrypted
from mailclient.crypto.openpgp.signatures import read_signatures
from mailclient.crypto.openpgp.status import read_status
from mailclient.crypto.openpgp.words import SignatureState
from mailclient.language.problems import problem_text
from mailclient.mail.problem import ProblemKind

KEY = "A" * 40
AGENT = 4 << 24
SCDAEMON = 6 << 24
OPENED = (
    "ENC_TO AAAAAAAAAAAAAAAA 18 0",
    "BEGIN_DECRYPTION",
    "DECRYPTION_INFO 2 9 0",
    "PLAINTEXT 62 1795313073 ",
    "PLAINTEXT_LENGTH 6",
    "DECRYPTION_OKAY",
    "GOODMDC",
    "END_DECRYPTION",
)
SIGNED = (
    "NEWSIG",
    "GOODSIG AAAAAAAAAAAAAAAA Alice <alice@x.example>",
    f"VALIDSIG {KEY} 2026-11-22 1795313075 0 4 0 22 10 00 {KEY}",
)


def run(*lines: str, code: int = 2) -> Run:
    found = [read_status(f"[GNUPG:] {line}\n".encode()) for line in lines]
    return Run(tuple(status for status in found if status is not None), b"", code)


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ((f"ERROR pkdecrypt_failed {AGENT | 11}",), ProblemKind.PASSPHRASE_WRONG),
        ((f"ERROR pkdecrypt_failed {SCDAEMON | 87}",), ProblemKind.PASSPHRASE_WRONG),
        ((f"FAILURE sign {AGENT | 99}",), ProblemKind.PASSPHRASE_CANCELLED),
        ((f"FAILURE sign {AGENT | 198}",), ProblemKind.PASSPHRASE_CANCELLED),
        ((f"ERROR pkdecrypt_failed {AGENT | 62}",), ProblemKind.PASSPHRASE_CANCELLED),
        ((f"ERROR pkdecrypt_failed {AGENT | 85}",), ProblemKind.PASSPHRASE_NEEDED),
        (("PINENTRY_LAUNCHED 1 curses", f"FAILURE sign {5 << 24 | 32870}"), ProblemKind.PASSPHRASE_NEEDED),
        ((f"ERROR set_expire {5 << 24 | 32870}",), ProblemKind.GNUPG_FAILED),
        ((f"FAILURE sign {SCDAEMON | 112}",), ProblemKind.CARD_MISSING),
        ((f"FAILURE sign {AGENT | 119}",), ProblemKind.CARD_MISSING),
        ((f"FAILURE sign {SCDAEMON | 110}",), ProblemKind.CARD_MISSING),
        (("CARDCTRL 1",), ProblemKind.CARD_MISSING),
        (("CARDCTRL 3 D276000124010200000500001234",), ProblemKind.GNUPG_FAILED),
        ((f"FAILURE sign {SCDAEMON | 130}",), ProblemKind.CARD_LOCKED),
        ((f"FAILURE sign {AGENT | 17}",), ProblemKind.KEY_MISSING),
        (("NODATA 1",), ProblemKind.GNUPG_FAILED),
    ],
)
def test_why_it_failed(lines: tuple[str, ...], kind: ProblemKind) -> None:
    problem = failure(run(*lines))
    assert problem.kind is kind
    assert problem_text(problem).sentence


def test_a_stopped_run_says_so() -> None:
    assert failure(Run((), b"", -9, too_slow=True)).kind is ProblemKind.TIMED_OUT
    assert failure(Run((), b"", -9, too_large=True)).kind is ProblemKind.OPENED_TOO_LARGE


def test_whose_passphrase() -> None:
    asked = run(f"KEY_CONSIDERED {KEY} 0", f"ERROR pkdecrypt_failed {AGENT | 11}", f"KEY_CONSIDERED {'B' * 40} 0")
    assert locked_key(asked) == KEY


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (f"INV_RECP 5 {KEY}", ProblemKind.KEY_EXPIRED),
        (f"INV_RECP 4 {KEY}", ProblemKind.KEY_REVOKED),
        (f"INV_RECP 0 {KEY}", ProblemKind.KEY_MISSING),
        (f"INV_SGNR 9 {KEY}", ProblemKind.KEY_MISSING),
    ],
)
def test_keys_that_cannot_be_used(line: str, kind: ProblemKind) -> None:
    problem = unusable(run(line), "", lambda fingerprint: None)
    assert (problem.kind, problem.subject) == (kind, KEY)


def test_opened_only_if_all_is_said_once() -> None:
    def is_open(*lines: str) -> bool:
        return decrypted(run(*lines, code=0), EncryptedTo(), lambda fingerprint: None).ok

    assert is_open(*OPENED)
    for missing in range(1, len(OPENED)):
        if not OPENED[missing].startswith("PLAINTEXT_LENGTH"):
            assert not is_open(*OPENED[:missing], *OPENED[missing + 1 :])
    for further in ("DECRYPTION_FAILED", "BADMDC", "PLAINTEXT 62 0 ", "BEGIN_DECRYPTION", "DECRYPTION_INFO 2 9 0"):
        assert not is_open(*OPENED, further)
    assert not is_open(*(line.replace("INFO 2", "INFO 0") for line in OPENED))


def test_a_signature_is_right_only_without_contradiction() -> None:
    def states(*lines: str) -> list[SignatureState]:
        return [signature.state for signature in read_signatures(run(*lines).status, lambda fingerprint: None)]

    assert states(*SIGNED) == [SignatureState.RIGHT]
    assert states("NEWSIG", f"BADSIG {KEY[:16]} Alice", *SIGNED[1:]) == [SignatureState.UNREADABLE]
    assert states(SIGNED[0], SIGNED[1]) == [SignatureState.UNREADABLE]  # no VALIDSIG
    assert states("NEWSIG", SIGNED[2]) == [SignatureState.UNREADABLE]  # no GOODSIG
    assert states("NEWSIG", f"BADSIG {KEY[:16]} Alice", SIGNED[2]) == [SignatureState.WRONG]
    assert states(*SIGNED[:2], SIGNED[2].replace(" 00 ", " 10 ")) == [SignatureState.UNREADABLE]  # about a key
    assert states("NEWSIG", f"ERRSIG {KEY[:16]} 22 10 00 1795313075 9 {KEY}") == [SignatureState.KEY_MISSING]
    assert states() == []


def test_only_status_lines_are_read() -> None:
    assert read_status(b"gpg: [GNUPG:] GOODSIG x\n") is None
    assert read_status(b" [GNUPG:] GOODSIG x\n") is None
    assert read_status(b"[GNUPG:] \n") is None
