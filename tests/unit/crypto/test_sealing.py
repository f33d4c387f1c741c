"""What is sealed opens with its key, in its place, unchanged; nothing else does."""

import pytest

from mailclient.crypto.sealing import SealError, is_sealed, new_key, seal, unseal
from mailclient.engine.secrets.entries import MemoryEntries
from mailclient.engine.secrets.sealing_key import SealingKey


def test_what_was_sealed_comes_back() -> None:
    key = new_key()
    blob = seal(key, b"the plan", "draft 1")
    assert is_sealed(blob)
    assert b"plan" not in blob
    assert unseal(key, blob, "draft 1") == b"the plan"
    assert not is_sealed(b"the plan")


def test_it_opens_nowhere_else() -> None:
    key = new_key()
    blob = seal(key, b"the plan", "draft 1")
    changed = blob[:-1] + bytes([blob[-1] ^ 1])
    for wrong in ((new_key(), blob, "draft 1"), (key, blob, "draft 2"), (key, changed, "draft 1")):
        with pytest.raises(SealError):
            unseal(*wrong)
    for shorter in (blob[:12], blob[:25], b"", b"the plan"):
        with pytest.raises(SealError):
            unseal(key, shorter, "draft 1")


async def test_a_key_is_made_once_for_each_purpose() -> None:
    entries = MemoryEntries()
    first = await SealingKey(entries, "/p", "drafts").key()
    assert await SealingKey(entries, "/p", "drafts").key() == first
    assert await SealingKey(entries, "/p", "words").key() != first
    await SealingKey(entries, "/p", "drafts").forget()
    assert await SealingKey(entries, "/p", "drafts").key() != first
