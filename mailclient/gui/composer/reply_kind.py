"""The ways to answer a message."""

from enum import StrEnum


class ReplyKind(StrEnum):
    """To the sender, to everybody, to the mailing list alone, or on to somebody else; or written once more."""

    REPLY = "reply"
    REPLY_ALL = "reply_all"
    REPLY_LIST = "reply_list"
    FORWARD = "forward"
    FORWARD_ATTACHED = "forward_attached"
    """As a file, byte for byte."""
    EDIT_AS_NEW = "edit_as_new"
