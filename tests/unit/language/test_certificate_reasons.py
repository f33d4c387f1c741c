"""Each code that S/MIME gives has words: for a signature behind its mark, for what stayed closed on its lock."""

import pytest

from mailclient.crypto.smime.reason import Reason
from mailclient.language.protection import reason_words
from mailclient.language.protection_lock import locked_words
from mailclient.mail.protection import System

OF_ENCRYPTION = (Reason.KEY_MISSING, Reason.INTEGRITY_FAILED, Reason.CIPHER_UNSUPPORTED, Reason.TOO_LARGE)


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason and reason not in OF_ENCRYPTION])
def test_of_signatures(reason: Reason) -> None:
    assert reason_words(reason.value)


@pytest.mark.parametrize("reason", [*OF_ENCRYPTION, Reason.MESSAGE_BROKEN])
def test_of_encryption(reason: Reason) -> None:
    other = locked_words("a code that nobody has", System.SMIME)
    assert locked_words(reason.value, System.SMIME) not in ("", other)
