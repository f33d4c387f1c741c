"""Frames on the pipe: a 4-byte big-endian length, then one msgpack value (a tagged command or event)."""

from typing import Generic, TypeVar

import msgspec

from mailclient.bridge.commands import AnyCommand
from mailclient.bridge.events import AnyEvent

FRAME_LIMIT = 128 * 1024 * 1024
"""Bytes; the largest frame is a message being sent."""

_LENGTH_BYTES = 4
_encoder = msgspec.msgpack.Encoder()

T = TypeVar("T")


class FrameError(Exception):
    """The other side sent what is no frame; the pipe is of no more use."""


def encode(value: AnyCommand | AnyEvent) -> bytes:
    """One frame with the value."""
    payload = _encoder.encode(value)
    if len(payload) > FRAME_LIMIT:
        raise FrameError(f"frame of {len(payload)} bytes")
    return len(payload).to_bytes(_LENGTH_BYTES, "big") + payload


class FrameReader(Generic[T]):
    """Cuts received bytes into frames and decodes them; keeps what is incomplete for the next call."""

    def __init__(self, decoder: "msgspec.msgpack.Decoder[T]") -> None:
        self._decoder = decoder
        self._buffer = bytearray()

    def receive(self, data: bytes) -> list[T]:
        """The values completed by ``data``, in order. ``FrameError`` when a frame is oversized or undecodable."""
        self._buffer += data
        values: list[T] = []
        start = 0
        while len(self._buffer) - start >= _LENGTH_BYTES:
            length = int.from_bytes(self._buffer[start : start + _LENGTH_BYTES], "big")
            if length > FRAME_LIMIT:
                raise FrameError(f"frame of {length} bytes")
            end = start + _LENGTH_BYTES + length
            if len(self._buffer) < end:
                break
            try:
                values.append(self._decoder.decode(bytes(self._buffer[start + _LENGTH_BYTES : end])))
            except msgspec.DecodeError as error:
                raise FrameError(str(error)) from error
            start = end
        del self._buffer[:start]
        return values


def command_reader() -> FrameReader[AnyCommand]:
    """For the engine's end."""
    return FrameReader(msgspec.msgpack.Decoder(AnyCommand))


def event_reader() -> FrameReader[AnyEvent]:
    """For the window's end."""
    return FrameReader(msgspec.msgpack.Decoder(AnyEvent))
