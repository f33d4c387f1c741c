import asyncio
import socket
import struct
import sys

import pytest

from mailclient.transport.network_changes import Addresses, watch_network

NEW_LINK, DEL_LINK, NEW_ADDRESS, DEL_ADDRESS = 16, 17, 20, 21
UP, LOOPBACK, RUNNING = 0x1, 0x8, 0x40
TENTATIVE, GLOBAL, LINK = 0x40, 0, 253


def netlink(kind: int, body: bytes) -> bytes:
    padding = bytes(-len(body) % 4)
    return struct.pack("=IHHII", 16 + len(body), kind, 0, 0, 0) + body + padding


def link(kind: int, flags: int, change: int) -> bytes:
    return netlink(kind, struct.pack("=BxHiII", 0, 1, 2, flags, change))


def address(kind: int, data: bytes, *, flags: int = 0, scope: int = GLOBAL) -> bytes:
    label = struct.pack("=HH", 9, 3) + b"eth0\0" + bytes(3)
    return netlink(
        kind,
        struct.pack("=BBBBI", 2, 24, flags, scope, 2) + label + struct.pack("=HH", 4 + len(data), 1) + data,
    )


HERE, THERE = b"\x0a\0\0\x01", b"\x0a\0\0\x02"


def test_an_address_that_comes_or_goes_is_a_change_one_that_is_renewed_is_none() -> None:
    known = Addresses()
    assert known.changed_by(address(NEW_ADDRESS, HERE))
    assert not known.changed_by(address(NEW_ADDRESS, HERE))
    assert known.changed_by(address(NEW_ADDRESS, THERE) + address(NEW_ADDRESS, HERE))
    assert known.changed_by(address(DEL_ADDRESS, HERE))
    assert known.changed_by(address(NEW_ADDRESS, HERE))


@pytest.mark.parametrize(
    "data",
    [
        address(NEW_ADDRESS, HERE, flags=TENTATIVE),
        address(NEW_ADDRESS, HERE, scope=LINK),
        link(NEW_LINK, UP | LOOPBACK, UP),
        link(NEW_LINK, UP | RUNNING, 0),
        netlink(99, b"something else"),
        netlink(NEW_ADDRESS, b"too short"[:4]),
        b"\x03\0\0\0" + bytes(12),
        b"noise",
        b"",
    ],
)
def test_what_changes_nothing(data: bytes) -> None:
    assert not Addresses().changed_by(data)


def test_a_cable_that_is_pulled_or_plugged_is_a_change() -> None:
    assert Addresses().changed_by(link(NEW_LINK, UP, RUNNING))
    assert Addresses().changed_by(link(NEW_LINK, UP | RUNNING, RUNNING))
    assert Addresses().changed_by(link(DEL_LINK, 0, 0))


async def test_many_messages_are_told_as_one_change(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel, ours = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    ours.setblocking(False)
    monkeypatch.setattr("mailclient.transport.network_changes._open_channel", lambda: ours)
    monkeypatch.setattr("mailclient.transport.network_changes.SETTLE_SECONDS", 0.01)
    changes: list[None] = []
    told = asyncio.Event()

    def changed() -> None:
        changes.append(None)
        told.set()

    stop = watch_network(changed)
    for data in (link(NEW_LINK, UP, UP), address(NEW_ADDRESS, HERE), address(NEW_ADDRESS, THERE)):
        kernel.send(data)
    async with asyncio.timeout(10):
        await told.wait()
    assert len(changes) == 1
    kernel.send(address(DEL_ADDRESS, HERE))
    stop()
    kernel.close()
    await asyncio.sleep(0)
    assert len(changes) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="netlink is Linux's")
async def test_the_kernel_lets_us_listen() -> None:
    stop = watch_network(lambda: None)
    stop()


async def test_without_netlink_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(socket, "AF_NETLINK", raising=False)
    stop = watch_network(lambda: None)
    stop()
