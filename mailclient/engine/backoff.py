"""How long to wait before the next try: longer each time, never at the same moment as everybody else."""

from collections.abc import Callable


class BackOff:
    """Exponential with full jitter above a floor: the nth wait is between half and all of ``first * 2**n``.

    ``random`` gives numbers in [0, 1) and is passed in, so that a test decides. Seconds.
    """

    def __init__(
        self, random: Callable[[], float], *, first_seconds: float = 2.0, longest_seconds: float = 300.0
    ) -> None:
        self._random = random
        self._first = first_seconds
        self._longest = longest_seconds
        self._failures = 0

    def next_wait(self) -> float:
        """The seconds to wait now; counts one more failure."""
        ceiling = min(self._longest, self._first * 2.0 ** min(self._failures, 30))
        self._failures += 1
        return float(ceiling * (0.5 + self._random() / 2))

    def succeeded(self) -> None:
        """Start again from the shortest wait."""
        self._failures = 0
