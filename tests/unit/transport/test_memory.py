"""The pipe in memory behaves like a socket, and the meter counts."""

import asyncio

import pytest

from mailclient.mail.problem import MailError, ProblemKind
from mailclient.transport.memory import memory_pipe
from mailclient.transport.meter import Meter, Traffic


async def test_bytes_go_both_ways_and_the_end_is_seen() -> None:
    one, two = memory_pipe()
    await one.write(b"hello")
    await two.write(b"back")
    assert await two.read(3) == b"hel"
    assert await two.read() == b"lo"
    await one.close()
    assert await one.read() == b"back"
    assert await two.read() == b""
    assert await two.read() == b""
    with pytest.raises(MailError, match="connection_lost"):
        await two.write(b"too late")
    with pytest.raises(MailError, match="connection_lost"):
        await one.write(b"too late")


async def test_a_writer_waits_for_the_reader() -> None:
    one, two = memory_pipe()
    writing = asyncio.create_task(one.write(b"x" * 3_000_000))
    await asyncio.sleep(0)
    assert not writing.done()
    received = 0
    while received < 3_000_000:
        received += len(await two.read(500_000))
    await writing


async def test_a_reader_waits_for_the_writer_and_is_woken_by_the_end() -> None:
    one, two = memory_pipe()
    reading = asyncio.create_task(two.read())
    await asyncio.sleep(0)
    assert not reading.done()
    await one.close()
    assert await reading == b""


async def test_tls_fails_when_bytes_wait() -> None:
    one, two = memory_pipe()
    await one.start_tls()
    await one.write(b"injected")
    with pytest.raises(MailError) as caught:
        await two.start_tls()
    assert caught.value.problem.kind is ProblemKind.STARTTLS_INJECTION
    with pytest.raises(MailError, match="connection_lost"):
        await two.write(b"secret")


async def test_the_meter_counts_bytes_and_round_trips() -> None:
    near, far = memory_pipe()
    meter = Meter(near)
    await far.write(b"greeting")
    await meter.read()
    assert meter.traffic == Traffic(8, 0, 0)
    await meter.write(b"one")
    await meter.write(b"two")
    await far.write(b"1")
    await meter.read()
    await far.write(b"2")
    await meter.read()
    assert meter.traffic == Traffic(10, 6, 1)
    await meter.write(b"three")
    await meter.close()
    assert await meter.read() == b""
    assert meter.traffic == Traffic(10, 11, 2)


async def test_two_meters_can_share_their_count() -> None:
    traffic = Traffic()
    near, _ = memory_pipe()
    await Meter(near, traffic).write(b"abc")
    await Meter(near, traffic).write(b"de")
    assert traffic.bytes_written == 5
