"""A call that blocks holds up neither the loop nor the end of the program."""

import asyncio
import subprocess
import sys
import threading

import pytest

from mailclient.transport.blocking_call import blocking_call


async def test_the_outcome_comes_back() -> None:
    assert await blocking_call(lambda: 7, "test") == 7
    with pytest.raises(ZeroDivisionError):
        await blocking_call(lambda: 1 // 0, "test")


async def test_the_loop_goes_on_meanwhile() -> None:
    answered = threading.Event()
    waiting = asyncio.create_task(blocking_call(lambda: answered.wait(30), "test"))
    await asyncio.sleep(0)
    answered.set()
    assert await waiting is True


async def test_cancelled_its_late_outcome_is_dropped() -> None:
    answered, ended = threading.Event(), threading.Event()

    def block() -> None:
        answered.wait(30)
        ended.set()

    waiting = asyncio.create_task(blocking_call(block, "test"))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    answered.set()
    assert await asyncio.to_thread(ended.wait, 10)


def test_the_program_can_end() -> None:
    program = (
        "import asyncio, time\n"
        "from mailclient.transport.blocking_call import blocking_call\n"
        "async def main():\n"
        "    call = asyncio.create_task(blocking_call(lambda: time.sleep(60), 'test'))\n"
        "    await asyncio.sleep(0)\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, timeout=30)
    assert done.stderr == b""
