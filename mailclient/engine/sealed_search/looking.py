"""One pass over the sealed words of messages: which of them a question finds. Runs on a thread, with its own reader."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from mailclient.crypto.sealing import SealError, unseal
from mailclient.mail.criteria import Criterion
from mailclient.mail.ids import AccountId, MessageId
from mailclient.store.reader import Reader
from mailclient.store.sealed_words import WordsError, unpack

_AT_A_TIME = 500


def context_of(message_id: MessageId) -> str:
    """What the words of a message are sealed as."""
    return f"words of message {message_id}"


def look_through(store: Path, keys: Mapping[AccountId, bytes], wanted: Criterion) -> list[MessageId]:
    """Messages whose sealed words meet ``wanted``. What does not open is left out: its key was another."""
    reader = Reader(store)
    try:
        found: list[MessageId] = []
        after = MessageId(0)
        while some := reader.sealed_texts(list(keys), after, _AT_A_TIME):
            after = some[-1][0]
            found += _meeting(some, keys, wanted)
        return found
    finally:
        reader.close()


def _meeting(
    some: Sequence[tuple[MessageId, AccountId, bytes]], keys: Mapping[AccountId, bytes], wanted: Criterion
) -> list[MessageId]:
    found = []
    for message_id, account_id, sealed in some:
        try:
            words = unpack(unseal(keys[account_id], sealed, context_of(message_id)))
        except (SealError, WordsError):
            continue  # nothing is lost: it is learnt again when the message is opened
        if words.meets(wanted):
            found.append(message_id)
    return found
