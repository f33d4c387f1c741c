"""The payload of an operation's row: the command itself, so that running needs nothing else."""

from typing import TypeVar

import msgspec

from mailclient.bridge.commands import Command

CommandT = TypeVar("CommandT", bound=Command)

SET_FLAGS = "set_flags"
MOVE = "move_messages"
COPY = "copy_messages"
DELETE = "delete_messages"
APPEND = "append_message"
SEND = "send_message"
"""What a row's ``kind`` may be; written into the store, so never changed."""


def encode(command: Command) -> bytes:
    """The bytes for the row."""
    return msgspec.msgpack.encode(command)


def decode(payload: bytes, kind: type[CommandT]) -> CommandT:
    """The command that ``encode`` got; ``msgspec.DecodeError`` for anything else."""
    return msgspec.msgpack.decode(payload, type=kind)
