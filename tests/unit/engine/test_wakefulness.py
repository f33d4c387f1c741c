import pytest

from mailclient.engine.wakefulness import notice_sleep, seconds_asleep


class Over(Exception):  # noqa: N818  the end of a test
    """No more sleeps."""


async def test_a_sleep_is_noticed_once_and_a_slow_moment_is_none() -> None:
    slept = iter([100.0, 100.0, 101.0, 1000.0, 1000.5, 1000.5])
    sleeps = iter(range(5))
    woke: list[int] = []
    now = 0

    async def sleep(_seconds: float) -> None:
        nonlocal now
        now = next(sleeps, -1)
        if now < 0:
            raise Over

    with pytest.raises(Over):
        await notice_sleep(lambda: next(slept), sleep, lambda: woke.append(now))
    assert woke == [2]


def test_the_two_clocks_run_alike_while_we_are_awake() -> None:
    assert abs(seconds_asleep() - seconds_asleep()) < 1.0
