"""The payload of an operation's row: the command, or what was made of it, so that running needs nothing else."""

from typing import TypeVar

import msgspec

PayloadT = TypeVar("PayloadT", bound=msgspec.Struct)

SET_FLAGS = "set_flags"
SET_KEYWORDS = "set_keywords"
MOVE = "move_messages"
COPY = "copy_messages"
TRANSFER = "transfer_messages"
UPLOAD = "upload_messages"
DELETE = "delete_messages"
EXPUNGE = "expunge_deleted"
APPEND = "append_message"
FILE_DRAFT = "file_draft"
SEND = "send_message"
CREATE_FOLDER = "create_folder"
RENAME_FOLDER = "rename_folder"
DELETE_FOLDER = "delete_folder"
SUBSCRIBE_FOLDER = "subscribe_folder"
UNSUBSCRIBE = "unsubscribe"
"""What a row's ``kind`` may be; written into the store, so never changed."""


class ListRequest(msgspec.Struct, frozen=True):
    """Of UNSUBSCRIBE: where to send the one request (RFC 8058)."""

    url: str


def encode(payload: msgspec.Struct) -> bytes:
    """The bytes for the row."""
    return msgspec.msgpack.encode(payload)


def decode(payload: bytes, kind: type[PayloadT]) -> PayloadT:
    """The value that ``encode`` got; ``msgspec.DecodeError`` for anything else."""
    return msgspec.msgpack.decode(payload, type=kind)
