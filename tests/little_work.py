"""A bound on work that must not explode: what grows with the square of its input takes minutes, not seconds."""

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def little_work(seconds: float) -> Iterator[None]:
    """Fails when the block takes this thread more processor time.

    Neither other threads count (nor what the block has them do), nor the garbage collection, which would go through
    all that other tests have left.
    """
    collecting = gc.isenabled()
    gc.disable()
    began = time.thread_time()
    try:
        yield
        taken = time.thread_time() - began
    finally:
        if collecting:
            gc.enable()
    assert taken < seconds, f"took {taken:.1f} s of processor time"
