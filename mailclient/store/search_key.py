"""How the search index numbers messages: the newer, the higher, so that the newest hits of a word are had at once.

The number holds the message id and, above it, when the message was received, in steps of 18 hours: finer steps would
make the index larger, and within a step few messages are left to be put in order.
"""

from mailclient.mail.ids import MessageId

_STEP_BITS = 16
_ID_BITS = 32
ID_MASK = (1 << _ID_BITS) - 1
LATEST = (1 << 40) - 1
"""Epoch seconds; what claims to be later counts as this."""
SENDER_START, RECIPIENT_START, SUBJECT_START, TEXT_START = "\ue000", "\ue001", "\ue002", "\ue003"
"""Characters before the starts of words in the column ``starts``; no word holds them."""


def key_of(message_id: int, received_at: int) -> int:
    """The index's number of a message."""
    return step_of(received_at) << _ID_BITS | message_id


def step_of(received_at: int) -> int:
    """The step of a moment in epoch seconds."""
    return max(0, min(received_at, LATEST)) >> _STEP_BITS


def step_in(key: int) -> int:
    """The step in a number."""
    return key >> _ID_BITS


def first_of_step(step: int) -> int:
    """The lowest number of a step."""
    return step << _ID_BITS


def id_in(key: int) -> MessageId:
    """The message of a number."""
    return MessageId(key & ID_MASK)
