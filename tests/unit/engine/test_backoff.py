from mailclient.engine.backoff import BackOff


def test_waits_grow_to_a_bound_and_begin_anew() -> None:
    backoff = BackOff(lambda: 0.999999999, first_seconds=2, longest_seconds=10)
    assert [round(backoff.next_wait()) for _ in range(5)] == [2, 4, 8, 10, 10]
    backoff.succeeded()
    assert round(backoff.next_wait()) == 2


def test_jitter_takes_half_at_most() -> None:
    assert BackOff(lambda: 0.0, first_seconds=8).next_wait() == 4
    assert BackOff(lambda: 0.5, first_seconds=8).next_wait() == 6


def test_a_thousand_failures_do_not_overflow() -> None:
    backoff = BackOff(lambda: 0.5)
    assert max(backoff.next_wait() for _ in range(2000)) <= 300
