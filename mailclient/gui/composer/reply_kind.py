"""The three ways to answer a message."""

from enum import StrEnum


class ReplyKind(StrEnum):
    """To the sender, to everybody, or to somebody else."""

    REPLY = "reply"
    REPLY_ALL = "reply_all"
    FORWARD = "forward"
