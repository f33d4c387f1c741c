"""Tells when this machine's network changes: a cable or wireless network that came or went, another address.

On Linux the kernel tells it over a netlink socket (rtnetlink(7)); nothing is polled. Elsewhere nothing is told, and a
dead connection is noticed when it is used. What changes nothing for us is left out: loopback, link-local addresses, an
IPv6 address whose lifetime is renewed every few minutes, wireless scans.
"""

import asyncio
import logging
import socket
import struct
from collections.abc import Callable, Iterator

log = logging.getLogger(__name__)

_GROUPS = 0x1 | 0x10 | 0x100  # RTMGRP_LINK, RTMGRP_IPV4_IFADDR, RTMGRP_IPV6_IFADDR
_NEW_LINK, _DEL_LINK, _NEW_ADDRESS, _DEL_ADDRESS = 16, 17, 20, 21
_HEADER = struct.Struct("=IHHII")  # nlmsghdr: length, type, flags, sequence, port
_LINK = struct.Struct("=BxHiII")  # ifinfomsg: family, type, index, flags, change
_ADDRESS = struct.Struct("=BBBBI")  # ifaddrmsg: family, prefix, flags, scope, index
_ATTRIBUTE = struct.Struct("=HH")  # rtattr: length, type
_LOOPBACK = 0x8
_USABLE = 0x1 | 0x40 | 0x10000  # IFF_UP, IFF_RUNNING, IFF_LOWER_UP
_TENTATIVE = 0x40  # IFA_F_TENTATIVE: it cannot be used yet
_SCOPE_LINK = 253
_IFA_ADDRESS = 1
_READ_BYTES = 65536
SETTLE_SECONDS = 1.0
"""A new network is many messages; they are told as one change when they have ended for so long."""


class Addresses:
    """What netlink said so far: the addresses that can be used."""

    def __init__(self) -> None:
        self._known: set[tuple[int, bytes]] = set()

    def changed_by(self, data: bytes) -> bool:
        """Take in the messages of one datagram; whether they change the network for us. Broken ones change nothing."""
        changes = [self._take(kind, body) for kind, body in _messages(data)]
        return any(changes)

    def _take(self, kind: int, body: bytes) -> bool:
        if kind in (_NEW_LINK, _DEL_LINK) and len(body) >= _LINK.size:
            _, _, _, flags, change = _LINK.unpack_from(body)
            return not flags & _LOOPBACK and (kind == _DEL_LINK or bool(change & _USABLE))
        if kind not in (_NEW_ADDRESS, _DEL_ADDRESS) or len(body) < _ADDRESS.size:
            return False
        _, _, flags, scope, index = _ADDRESS.unpack_from(body)
        if scope >= _SCOPE_LINK or flags & _TENTATIVE:
            return False
        address = (index, _attribute(body[_ADDRESS.size :], _IFA_ADDRESS))
        known = address in self._known
        if kind == _NEW_ADDRESS:
            self._known.add(address)
            return not known
        self._known.discard(address)
        return True


def watch_network(changed: Callable[[], None]) -> Callable[[], None]:
    """Call ``changed`` on the running loop after every change, until the function that is returned is called."""
    loop = asyncio.get_running_loop()
    channel = _open_channel()
    if channel is None:
        return lambda: None
    addresses = Addresses()
    settling: asyncio.TimerHandle | None = None

    def readable() -> None:
        nonlocal settling
        changes = [addresses.changed_by(data) for data in _datagrams(channel)]
        if any(changes):
            if settling is not None:
                settling.cancel()
            settling = loop.call_later(SETTLE_SECONDS, changed)

    def stop() -> None:
        loop.remove_reader(channel)
        channel.close()
        if settling is not None:
            settling.cancel()

    loop.add_reader(channel, readable)
    return stop


def _open_channel() -> socket.socket | None:
    if not hasattr(socket, "AF_NETLINK"):
        return None
    try:
        channel = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    except OSError as error:
        log.info("changes of the network are not told here: %s", error)
        return None
    try:
        channel.setblocking(False)
        channel.bind((0, _GROUPS))
    except OSError as error:
        log.info("changes of the network are not told here: %s", error)
        channel.close()
        return None
    return channel


def _datagrams(channel: socket.socket) -> Iterator[bytes]:
    while True:
        try:
            data = channel.recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError as error:  # ENOBUFS: more happened than could be kept
            log.info("changes of the network were lost: %s", error)
            return
        yield data


def _messages(data: bytes) -> Iterator[tuple[int, bytes]]:
    while len(data) >= _HEADER.size:
        length, kind, *_ = _HEADER.unpack_from(data)
        if length < _HEADER.size:
            return
        yield kind, data[_HEADER.size : length]
        data = data[(length + 3) & ~3 :]


def _attribute(data: bytes, wanted: int) -> bytes:
    while len(data) >= _ATTRIBUTE.size:
        length, kind = _ATTRIBUTE.unpack_from(data)
        if length < _ATTRIBUTE.size:
            break
        if kind == wanted:
            return data[_ATTRIBUTE.size : length]
        data = data[(length + 3) & ~3 :]
    return b""
